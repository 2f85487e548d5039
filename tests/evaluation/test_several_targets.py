"""A search of several targets: judged on all of them together, and on each in its own unit."""

import numpy as np
import pandas as pd
import pytest

import hpsearch
from hpsearch.config import config_from
from hpsearch.errors import DataError
from hpsearch.evaluation.baselines import BASELINES, BaselineData
from hpsearch.metrics.metric import REGRESSION
from hpsearch.report.building import build_report
from hpsearch.report.evaluated import listings
from hpsearch.search.prepare import networks, prepare

TARGETS = ["u", "v"]


def config(**search):
    draw = np.random.default_rng(2)
    a, b, noise = draw.normal(size=(3, 200))
    frame = pd.DataFrame({"a": a, "b": b, "u": 1e4 + 300 * (a + b), "v": (b - a + noise / 2) / 1000})
    space = {"units": [6], "learning_rate": {"low": 1e-3, "high": 1e-1, "scale": "log"}, "epochs": 5}
    search = {"trials": 3, "rounds": 1, "finalists": {"count": 2, "repeats": 2}, **search}
    return {
        "data": {"source": frame, "inputs": ["a", "b"], "target": TARGETS},
        "hyperparameters": space,
        "search": search,
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder, stated = tmp_path_factory.mktemp("several"), config()
    stated["data"]["source"].to_csv(folder / "t.csv", index=False)
    stated["data"]["source"] = str(folder / "t.csv")
    return hpsearch.run(stated, out=folder / "run", jobs=1, backend="in_process")


def test_a_search_is_judged_on_each_target_in_its_own_unit(run):
    stated = config()
    dataset = networks(prepare(config_from(stated))).dataset
    found = run.evaluate()
    y, p = dataset.test.y, run.model().outputs_of(dataset.test.x)
    each = np.sqrt(np.square(p - y).mean(axis=0))
    targets = found.frame("targets")
    assert targets.target.tolist() == TARGETS
    assert targets.rmse.to_numpy() == pytest.approx(each)
    assert (targets.low < targets.rmse).all()
    assert (targets.rmse < targets.high).all()
    together = found.metrics.set_index("metric").value
    assert together.rmse == pytest.approx((each / dataset.preprocessing.target_std).mean())
    assert targets["mean"].to_numpy() == pytest.approx(
        np.sqrt(np.square(y - dataset.train.y.mean(axis=0)).mean(axis=0))
    )
    worst = found.frame("worst")
    assert set(worst.target) <= {*TARGETS}
    deviations = dict(zip(TARGETS, dataset.preprocessing.target_std, strict=True))
    assert worst.in_deviations.to_numpy() == pytest.approx(worst.residual / worst.target.map(deviations))
    assert worst.in_deviations.abs().is_monotonic_decreasing
    titles = {listing.title for listing in listings(found)}
    assert any("largest residuals, in the target's deviations" in title for title in titles)
    assert found.frame("residuals").columns.tolist() == ["quantile", *TARGETS]
    again = run.evaluate(again=True)  # over a test.csv with a column for the targets
    assert again.looks == 2
    assert "metric,class,target,value" in (run.folder / "test.csv").read_text()


def test_the_leaderboard_says_that_values_are_over_standardised_targets(run):
    board = next(each for each in build_report([run]).sections if each.name == "leaderboard")
    assert any(
        f"over {len(TARGETS)} targets, each divided by its standard deviation" in each for each in board.sentences
    )


def test_rows_that_lack_one_of_the_targets_each_are_refused_with_all_their_names(run):
    frame = config()["data"]["source"].copy()
    frame[TARGETS[0]] = np.nan
    with pytest.raises(DataError, match=f"no row has a value of each of '{TARGETS[0]}', "):
        run.evaluate(frame)


def test_a_labelled_frame_is_judged_the_same_way(run):
    rows = config()["data"]["source"]
    found = run.evaluate(rows).frame("targets")
    assert found.rmse.to_numpy() == pytest.approx(np.sqrt(np.square(run.model().predict(rows) - rows[TARGETS]).mean()))


@pytest.mark.parametrize("name", [name for name, each in BASELINES.items() if REGRESSION in each.tasks])
def test_a_baseline_predicts_each_target_as_it_does_alone(name):
    pytest.importorskip("sklearn" if name == "boosted_trees" else "numpy")

    def outputs(target):
        stated = config()
        objective = networks(
            prepare(config_from({**stated, "data": {**stated["data"], "target": target}, "search": {}}))
        )
        (data,) = BaselineData.of_folds(objective)
        return BASELINES[name].fit(data).outputs(data.dataset.dev.x)

    both, alone = outputs(TARGETS), np.stack([outputs(target) for target in TARGETS], axis=1)
    assert both.shape == alone.shape == (40, 2)
    if name != "linear":  # which is one network for both
        assert both == pytest.approx(alone)
