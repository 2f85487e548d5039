import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

PEAK = Path(__file__).with_name("peak.py")
ROWS, COLUMNS = 200_000, 100


def _numbers(folder, dtype):
    x = np.random.default_rng(0).standard_normal((ROWS, COLUMNS)).astype(dtype)
    path = folder / "x.npz"
    np.savez(path, X=x, y=np.arange(ROWS) % 3)
    return path


def _table(folder):
    lines = [",".join(f"0.{i * 7 + row:03}" for i in range(COLUMNS)) for row in range(10)]
    path = folder / "t.csv"
    header = ",".join(f"c{i}" for i in range(COLUMNS)) + ",y\n"
    path.write_text(header + "".join(f"{line},{i % 3}\n" for i, line in enumerate(lines)) * 20_000)
    return path


def _parquet(folder):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    numbers = np.random.default_rng(0).standard_normal((COLUMNS, ROWS))
    columns = {f"c{i}": column for i, column in enumerate(numbers)} | {"y": np.arange(ROWS) % 3}
    path = folder / "t.parquet"
    parquet.write_table(pyarrow.table(columns), path, row_group_size=20_000)
    return path


def _peak(*arguments):
    command = [sys.executable, PEAK, *arguments]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: _numbers(folder, np.float32),
        lambda folder: _numbers(folder, np.float64),
        _table,
        _parquet,
    ],
    ids=["npz float32", "npz float64", "csv", "parquet"],
)
def test_loading_peaks_below_two_and_a_half_times_the_inputs(make, tmp_path):
    assert _peak(make(tmp_path)) < 2.5


def test_binned_numbers_peak_no_higher_and_are_never_all_written_out(tmp_path):
    """Written out, they alone would take 13 times as much."""
    assert _peak(_numbers(tmp_path, np.float32), "16") < 2.5
