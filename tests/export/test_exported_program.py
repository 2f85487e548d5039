"""An exported program predicts a file by itself, as the model does, and ends in a sentence where it cannot."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks.exported_models import own, trained
from hpsearch.export._python.program import program
from tests.export.test_exported_models import KINDS, TOLERANCE, table


def test_a_program_predicts_a_file_where_hpsearch_is_not_installed(tmp_path):
    path = table(tmp_path)
    model = trained(str(path), {"target": "y"})
    (tmp_path / "model.py").write_text(program([model], "a test"), encoding="utf-8")
    hidden = "import sys; sys.modules.update(dict.fromkeys(['hpsearch', 'pandas', 'pyarrow'])); import runpy; "
    code = f"{hidden}sys.argv = ['model.py', 't.csv']; runpy.run_path('model.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    header, *lines = done.stdout.splitlines()
    assert header == "predicted_y,probability_maybe,probability_no,probability_yes"  # as hpsearch predict has it
    found = np.array([line.split(",")[1:] for line in lines], float)
    assert np.abs(found - own(model, path)).max() <= TOLERANCE
    (tmp_path / "t.csv").write_text("words,y\na,b\n")
    done = subprocess.run(
        [sys.executable, "model.py", "t.csv"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.startswith("t.csv: lacks the columns numbers with gaps, ")) == (1, True)
    assert done.stderr.endswith("; this program reads a CSV file with ',' between the columns\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["t.csv"],
            "t.csv: column 'a' holds 'many' in row 2; expected a number such as 1234.5; correct it, or leave it empty",
        ),
        (["u.csv"], "No such file or directory: 'u.csv'"),
        ([], "Predicts y from 1 column with NumPy alone"),
        (["t.parquet"], "t.parquet: is no text that can be read as utf-8-sig; this program reads a CSV file"),
    ],
)
def test_a_program_says_what_is_wrong_in_a_sentence(tmp_path, arguments, sentence):
    path = table(tmp_path, kinds={"a": KINDS["large offset"]})
    (tmp_path / "model.py").write_text(program([trained(str(path), {"target": "y"})], "a test"), encoding="utf-8")
    pd.read_csv(path).to_parquet(tmp_path / "t.parquet")
    path.write_text("a\n5\nmany\n")
    command = [sys.executable, "model.py", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, sentence in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_a_program_has_a_help(tmp_path):
    (tmp_path / "model.py").write_text(program([trained(str(table(tmp_path)), {"target": "y"})], "a test"))
    command = [sys.executable, "model.py", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "python FILE rows.csv > predictions.csv" in done.stdout


def test_a_program_ends_without_a_word_when_its_reader_has_enough(tmp_path):
    path = table(tmp_path)
    (tmp_path / "model.py").write_text(program([trained(str(path), {"target": "y"})], "a test"), encoding="utf-8")
    header, *rows = path.read_text().splitlines(keepends=True)
    path.write_text(header + "".join(rows) * (10_000 // len(rows)))  # more than fits into a pipe
    command = [sys.executable, "model.py", path.name]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:
        assert done.stdout.readline().startswith("predicted_y")
        done.stdout.close()
        assert (done.stderr.read(), done.wait()) == ("", 0)


def test_a_program_reads_decimal_commas_and_blanks_as_training_did(tmp_path):
    rows = ["1,5; x ;j", "-2,25;y;n", "3,0; x;j", "0,5;y;n"] * 6
    (tmp_path / "t.csv").write_text("\n".join(["a;b;y", *rows]) + "\n")
    model = trained(str(tmp_path / "t.csv"))
    (tmp_path / "model.py").write_text(program([model], "a test"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "model.py", "t.csv"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = np.array([line.split(",")[1:] for line in done.stdout.splitlines()[1:]], float)
    assert np.abs(found - own(model, tmp_path / "t.csv")).max() <= TOLERANCE


def test_a_program_takes_dicts_columns_and_a_frame(tmp_path):
    """A program takes a list of dicts a dict of columns and a frame."""
    path = table(tmp_path)
    module = {}
    exec(program([trained(str(path), {"target": "y"})], "a test"), module)  # noqa: S102 (what is tested)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    found = [module["predict"](rows) for rows in (frame, frame.to_dict("list"), frame.to_dict("records"))]
    assert found[0] == found[1] == found[2]
    assert module["predict"]([]) == []
