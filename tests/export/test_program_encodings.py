"""An exported program reads files in other encodings than training's."""

import subprocess
import sys

import numpy as np

from benchmarks.exported_models import own, trained
from hpsearch.export._python.program import program


def test_a_program_reads_utf_8_where_training_read_windows_1252(tmp_path):
    rows = [f"{row},{'blå' if row % 2 else 'rød'},{'j' if row % 3 else 'n'}" for row in range(30)]
    text = "\n".join(["a,b,y", *rows]) + "\n"
    (tmp_path / "t.csv").write_text(text, encoding="cp1252")
    model = trained(str(tmp_path / "t.csv"))
    (tmp_path / "model.py").write_text(program([model], "a test"), encoding="utf-8")
    printed = []
    for encoding in ("cp1252", "utf-8", "utf-8-sig"):
        (tmp_path / "t.csv").write_text(text, encoding=encoding)
        command = [sys.executable, "model.py", "t.csv"]
        printed.append(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    assert printed[0] == printed[1] == printed[2]
    found = np.array([line.split(",")[1:] for line in printed[0].splitlines()[1:]], float)
    assert np.abs(found - own(model, tmp_path / "t.csv")).max() <= 1e-5


def test_an_empty_file_is_called_empty(tmp_path):
    rows = [f"{row},{'j' if row % 3 else 'n'}" for row in range(30)]
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *rows]) + "\n")
    (tmp_path / "model.py").write_text(program([trained(str(tmp_path / "t.csv"))], "a test"), encoding="utf-8")
    (tmp_path / "empty.csv").write_text("")
    done = subprocess.run(
        [sys.executable, "model.py", "empty.csv"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "empty.csv: is empty; this program reads a CSV file\n"
