"""The worst rows are shown with numbers by which they are found in their source: the first row of data is 1."""

import re

import numpy as np
import pandas as pd
import pytest

from hpsearch.config import config_from
from hpsearch.runs.run import Run
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with


@pytest.fixture(params=[["y"], ["y", "z"]])
def run(request, tmp_path):
    """A run on a table every third row of which has no target, and whose targets tell the rows apart."""
    a = np.linspace(-1, 1, 300)
    frame = pd.DataFrame({"a": a, "y": a**3 + 1, "z": -a})
    frame.loc[frame.index % 3 == 0, request.param] = np.nan
    frame.to_csv(tmp_path / "t.csv", index=False)
    targets = request.param if len(request.param) > 1 else request.param[0]
    data = {"source": str(tmp_path / "t.csv"), "target": targets, "ignore": sorted({"y", "z"} - {*request.param})}
    prepared = prepare(config_from(config_with(data=data, search={"trials": 2, "rounds": 1})))
    list(search(prepared, tmp_path / "run", start_workers(1)))
    return Run(tmp_path / "run")


@pytest.mark.parametrize("of_file", [False, True])
def test_a_worst_row_is_the_row_of_that_number_in_the_file(run, tmp_path, of_file):
    source, frame = tmp_path / "t.csv", pd.read_csv(tmp_path / "t.csv")
    worst = (run.evaluate(source) if of_file else run.evaluate()).frame("worst")
    target = worst.target if "target" in worst else ["y"] * len(worst)
    expected = [frame[name][row - 1] for row, name in zip(worst.row, target, strict=True)]
    assert worst.actual.tolist() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_a_file_has_no_column_for_the_dev_part_which_is_elsewhere(run, command, form):
    shown = command("evaluate", "run", "--data", "t.csv", "--format", form).stdout
    assert not re.search(r"\bdev\b", shown)
    assert "dev" in run.evaluate().metrics
