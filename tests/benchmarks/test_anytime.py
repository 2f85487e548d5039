"""The benchmark of searches by the clock, without PyTorch: what it keeps, and whom it compares at which moment."""

import json
import os
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from sklearn.neural_network import MLPClassifier

from benchmarks.anytime import scikit_learn
from benchmarks.anytime.__main__ import main
from benchmarks.anytime.finds import Finds
from benchmarks.anytime.peer_table import PeerTable
from benchmarks.anytime.results import Row, add, stored
from benchmarks.anytime.tables import cases, comparisons, figures

WITHOUT_PYTORCH = "hpsearch,RandomizedSearchCV"


@pytest.fixture
def folder(tmp_path):
    """A folder with one small table."""
    draw = np.random.default_rng(0)
    frame = pd.DataFrame({"a": draw.normal(size=200), "b": draw.choice(["x", "y"], 200)})
    frame["kind"] = np.where(frame["a"] + (frame["b"] == "x") + 0.5 * draw.normal(size=200) > 0.5, "in", "out")
    frame.to_csv(tmp_path / "tiny.csv.gz", index=False)
    (tmp_path / "manifest.json").write_text(json.dumps([{"name": "tiny", "target": "kind"}]), encoding="utf-8")
    return tmp_path


def row(contestant, dev, *, table="t", seconds=5.0, seed=0, setting='{"units": 8}'):
    """A result whose errors are all the same."""
    return Row(table, contestant, seconds, seed, seconds, dev, dev, 0.0, dev, dev, setting)


def test_each_contestant_is_measured_once(folder, capsys):
    results, figure = folder / "results.csv", folder / "figure.png"
    asked = [str(folder), "--seconds", "1", "--repeats", "2", "--contestants", WITHOUT_PYTORCH]
    asked += ["--results", str(results), "--figure", str(figure)]
    main(asked)
    peer, ours = stored(results)
    assert [peer.contestant, ours.contestant] == ["RandomizedSearchCV", "hpsearch"]
    assert ours.found
    assert 0 <= ours.dev_retrained <= 1
    assert 0 <= ours.test_handed_over <= 1
    assert peer.took == max(1.0, ours.took)
    assert figure.stat().st_size > 0
    assert "| tiny | 1 |" in capsys.readouterr().out
    before = results.read_bytes()
    main(asked)
    assert results.read_bytes() == before
    assert " took " not in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")  # 5 epochs are enough here
def test_what_scikit_learn_noted_predicts_as_it_did(folder):
    frame = pd.read_csv(folder / "tiny.csv.gz")
    frame.assign(part=["train", "dev", "train", "test"] * 50).to_csv(folder / "table.csv", index=False)
    table, finds = PeerTable.read(folder / "table.csv", "kind", "classification"), Finds(folder, 0.0)
    network = MLPClassifier((8,), max_iter=5, early_stopping=True, random_state=0).fit(table.x[0], table.y[0])
    assert scikit_learn.NotingScorer(finds)(network, table.x[1], table.y[1]) == -finds.best(inf).error
    model = (folder / finds.best(inf).model).read_bytes()
    setting = json.loads(json.dumps(finds.best(inf).setting))
    predict = scikit_learn.stored(table, setting, model)
    assert table.error(predict(table.x[1]), 1) == finds.best(inf).error
    assert scikit_learn.retrained(table, setting, 0) == tuple(table.error(predict(table.x[at]), at) for at in (1, 2))


def test_numbers_are_judged_by_their_deviation(tmp_path):
    values = [1.0, 3.0, 5.0, 7.0]
    frame = pd.DataFrame({"a": values, "y": values, "part": ["train", "train", "dev", "test"]})
    frame.to_csv(tmp_path / "table.csv", index=False)
    table = PeerTable.read(tmp_path / "table.csv", "y", "regression")
    assert table.error(np.zeros(1), 1) == pytest.approx(3.0)  # 5 is 3 deviations above the mean of 1 and 3


def test_the_best_find_is_that_of_its_moment(tmp_path):
    finds = Finds(tmp_path, 0.0)
    (tmp_path / "1.finds").write_text('[1.0, 0.5, {"a": 1}, "m"]\n[3.0, 0.1, {"a": 2}, "m"]\n[3.5, 0.0', "utf-8")
    (tmp_path / "2.finds").write_text('[2.0, 0.3, {"a": 3}, "m"]\n', "utf-8")
    assert finds.best(0.5) is None
    assert [finds.best(seconds).setting["a"] for seconds in (1.0, 2.5, 4.0)] == [1, 3, 2]


def test_only_what_is_better_is_noted_with_its_model(tmp_path):
    finds = Finds(tmp_path, 0.0)
    for error in (0.5, nan, 0.6, 0.2, 0.2):
        finds.note(error, {"error": error}, lambda error=error: str(error).encode())
    noted = (tmp_path / f"{os.getpid()}.finds").read_text("utf-8").splitlines()
    assert [json.loads(line)[1] for line in noted] == [0.5, 0.2]
    assert (tmp_path / finds.best(inf).model).read_bytes() == b"0.2"


def test_contestants_are_compared_over_the_seeds_that_all_have():
    rows = [row("ours", 0.1), row("ours", 0.9, seed=1), row("peer", 0.2), row("ours", 0.1, table="alone")]
    found = cases(rows, ["ours", "peer"])
    assert {case: len(each["ours"]) for case, each in found.items()} == {("t", 5.0): 1}
    assert "| 5 | peer | 1 : 0 : 0 (0.50 ×) |" in list(comparisons(rows, ["ours", "peer"]))[-1]


def test_a_contestant_that_has_nothing_by_then_is_shown_so():
    rows = [row("ours", 0.1), row("peer", 0.5, setting="{}")]
    assert list(figures(rows, ["ours", "peer"]))[-1] == "| t | 5 | 5.0 | 0.1000 ± 0.0000 | none | 0.1000 | none |"


def test_a_result_is_kept_as_it_was(tmp_path):
    path, measured = tmp_path / "results.csv", [row("peer", 0.25), row("ours", 0.125)]
    for each in measured:
        add(each, path)
    assert stored(path) == measured[::-1]
