"""What the commands show of a search over views of the data."""

import csv
import io
import re

from tests.boards import line_with

from .test_commands import config, shown

__all__ = ["config"]  # a fixture

VIEWS = """\
data: {source: iris, normalize: {choices: [standard, robust]}, numbers: {choices: [plain, {piecewise_linear: 4}]}}
hyperparameters: {units: [8], epochs: 2}
search: {trials: 4, rounds: 2, finalists: null}
"""
FIXED = ("--set", "data.normalize=none", "--set", "data.numbers=plain")


def test_check_says_how_many_inputs_and_how_much_memory_each_view_takes(config, tmp_path):
    (tmp_path / config).write_text(VIEWS)
    text = shown("check", config)
    assert "classification of species (3 classes) from 4 to 16 inputs" in text
    assert re.findall(r"^    (.*): (\d+) inputs, (\S+ MB)$", text, re.MULTILINE) == [
        ("standard", "4", "0.01 MB"),
        ("standard, 4 bins", "16", "0.01 MB"),
        ("robust", "4", "0.01 MB"),
        ("robust, 4 bins", "16", "0.01 MB"),
    ]
    assert "4 views, which take 0.011 MB of memory together" in text
    assert line_with(text, "numbers ").split() == ["numbers", "plain", "|", "{piecewise_linear:", "4}"]
    assert "views, which take" not in shown("check", config, *FIXED)


def test_tables_have_views_of_the_data_as_any_hyperparameter(config, tmp_path):
    (tmp_path / config).write_text(VIEWS)
    shown("run", config, "--jobs", 1)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "runs/flowers/trials.csv").read_text())))
    assert {(row["normalize"], row["numbers"]) for row in rows} == {
        (normalize, numbers) for normalize in ("standard", "robust") for numbers in ("plain", '{"piecewise_linear": 4}')
    }
    assert "{piecewise_linear: 4}" in shown("report", "runs/flowers")


def test_check_tells_cosines_beside_the_inputs_of_a_view(config, tmp_path):
    (tmp_path / config).write_text(VIEWS.replace("{piecewise_linear: 4}", "{periodic: 8}"))
    text = shown("check", config)
    assert "    standard, 8 cosines: 4 inputs and 32 cosines, " in text
    assert "waves" not in text
