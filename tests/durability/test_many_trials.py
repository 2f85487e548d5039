"""A long search grows by little: what it has stored it need not keep."""

import subprocess
import sys

import pytest

from tests.durability.cases import scaled

CONFIG = """\
data: {source: iris}
hyperparameters:
  units: [4]
  learning_rate: {low: 1e-3, high: 1, scale: log}
  l2: {low: 1e-2, high: 1, scale: log}
  epochs: 1
search: {sampler: SAMPLER, rounds: 10, finalists: null}
"""

SEARCH = """
import re, sys
from pathlib import Path
import hpsearch
hpsearch.run("many.yaml", overrides=[f"search.trials={sys.argv[1]}"], out=sys.argv[1], jobs=2)
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def peak(folder, trials: int) -> int:
    """Return the peak memory, in bytes, of a process that searches `trials` trials."""
    told = subprocess.run(
        [sys.executable, "-c", SEARCH, str(trials)], cwd=folder, capture_output=True, text=True, check=True
    )
    return int(told.stdout) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("sampler", ["random", "coarse_to_fine"])
def test_memory_grows_by_at_most_20_kilobytes_a_trial(tmp_path, sampler):
    (tmp_path / "many.yaml").write_text(CONFIG.replace("SAMPLER", sampler))
    few, many = 100, scaled(400, 10_000)
    grown = (peak(tmp_path, many) - peak(tmp_path, few)) / (many - few)
    assert grown < 20_000
