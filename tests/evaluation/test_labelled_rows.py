"""A labelled file is judged as the run judges its own rows: with their weights, by their groups."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.config import config_from
from hpsearch.errors import DataError
from hpsearch.runs.run import Run
from hpsearch.search.prepare import networks, prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with


def _frame(task):
    rng = np.random.default_rng(0)
    a = rng.permutation(np.linspace(-2, 2, 150).round(3))
    y = (
        np.where(a + rng.standard_normal(150) > 0, "hi", "lo")
        if task == "classification"
        else a + rng.standard_normal(150)
    )
    return pd.DataFrame({"a": a, "w": rng.choice([1, 2, 10], 150), "person": rng.integers(0, 30, 150), "y": y})


@pytest.fixture(params=["classification", "regression"])
def run(request, tmp_path):
    """A run whose rows have weights and groups, with its test part as test.csv."""
    frame = _frame(request.param)
    frame.to_csv(tmp_path / "t.csv", index=False)
    data = {"source": str(tmp_path / "t.csv"), "target": "y", "weight": "w", "group": "person"}
    prepared = prepare(config_from(config_with(data=data, search={"trials": 2, "rounds": 1})))
    list(search(prepared, tmp_path / "run", start_workers(1)))
    test, how = networks(prepared).dataset.test, networks(prepared).dataset.preprocessing
    chosen = test.x[0] * how.scaling.scale + how.scaling.shift + how.pivots
    frame[frame.a.isin(chosen.round(3))].to_csv(tmp_path / "test.csv", index=False)
    return Run(tmp_path / "run")


def test_a_file_with_the_rows_of_the_test_part_is_judged_as_the_test_part(run, tmp_path):
    of_part, of_file = (
        found.metrics.set_index("metric") for found in (run.evaluate(), run.evaluate(tmp_path / "test.csv"))
    )
    for metric in of_part.index.drop("calibration_error", errors="ignore"):
        assert of_file.value[metric] == pytest.approx(of_part.value[metric], rel=1e-5, abs=1e-7), metric


def test_rows_of_weight_0_are_as_if_they_were_absent(run, tmp_path):
    frame = pd.read_csv(tmp_path / "test.csv")
    frame.assign(w=np.where(frame.index < 9, 0, frame.w)).to_csv(tmp_path / "zeros.csv", index=False)
    frame[9:].to_csv(tmp_path / "without.csv", index=False)
    zeros, without = (run.evaluate(tmp_path / f"{name}.csv") for name in ("zeros", "without"))
    assert zeros.rows == without.rows == len(frame) - 9
    assert zeros.metrics.value.tolist() == without.metrics.value.tolist()


def test_intervals_of_one_group_are_wider_than_those_of_independent_rows(run, tmp_path):
    frame = pd.read_csv(tmp_path / "test.csv").assign(w=1)
    widths = []
    for person in (0, np.arange(len(frame))):
        frame.assign(person=person).to_csv(tmp_path / "groups.csv", index=False)
        first = run.evaluate(tmp_path / "groups.csv").metrics.iloc[0]
        widths.append((first.low, first.high))
    assert widths[0] != widths[1]


def test_a_file_without_weight_and_group_says_what_is_done_instead(run, tmp_path):
    frame = pd.read_csv(tmp_path / "test.csv").drop(columns=["w", "person"])
    frame.to_csv(tmp_path / "plain.csv", index=False)
    with pytest.warns(UserWarning, match="no column") as told:
        run.evaluate(tmp_path / "plain.csv")
    assert ["each row counts once" in str(told[0].message), "independent" in str(told[1].message)] == [True, True]


@pytest.mark.parametrize("weight", ["-1", "", "much"])
def test_a_weight_that_is_no_number_from_0_is_refused_with_its_row(run, tmp_path, weight):
    frame = pd.read_csv(tmp_path / "test.csv").astype({"w": object})
    frame.loc[3, "w"] = weight
    frame.to_csv(tmp_path / "wrong.csv", index=False)
    with pytest.raises(DataError, match=r"'w'.*(in row 4|'much')"):
        run.evaluate(tmp_path / "wrong.csv")


def test_rows_that_all_have_weight_0_are_refused_for_that(run, tmp_path):
    pd.read_csv(tmp_path / "test.csv").assign(w=0).to_csv(tmp_path / "zeros.csv", index=False)
    with pytest.raises(DataError, match=r"zeros\.csv: every row that has a target has 'w' 0, so nothing can be judged"):
        run.evaluate(tmp_path / "zeros.csv")
