"""An evaluation says in a sentence where the model is behind a baseline."""

import numpy as np
import pytest

import hpsearch
from hpsearch.evaluation.evaluation import Evaluation
from hpsearch.search.prepare import networks, prepare
from hpsearch.trials.table import Table
from tests.conftest import config_with

HEADER = ("metric", "value", "low", "high", "dev", "largest_class", "linear")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("error", 0.2, 0.1, 0.3, 0.2, 0.1667, 0.25), "trial 3 is behind the largest class (0.1667) in error (0.2)"),
        (("error", 0.2, 0.1, 0.3, 0.2, 0.3, 0.2), ""),
        (("auc", 0.8, 0.7, 0.9, None, None, 0.85), "trial 3 is behind the linear model (0.85) in auc (0.8)"),
    ],
)
def test_it_says_which_baselines_are_better_by_the_metric_of_the_search(row, sentence):
    found = Evaluation(3, "trial 3", "test", 300, 1, {"metrics": Table(HEADER, (row,))})
    assert found.behind == sentence
    assert sentence in repr(found)


@pytest.mark.parametrize(
    ("networks", "words"),
    [
        ({}, "trial 3"),
        ({"networks": 5}, "the ensemble of 5 networks"),
        ({"networks": 5, "refit": False}, "the ensemble of 5 networks"),
        ({"networks": 5, "refit": True}, "the ensemble of 5 networks (trained again on train and dev)"),
    ],
)
def test_a_look_that_an_earlier_version_stored_says_what_was_judged(networks, words):
    stored = {"trial": 3, "source": "test", "rows": 300, "looks": 1, "tables": {}, **networks}
    assert Evaluation.from_json(stored).judged == words


@pytest.mark.parametrize(
    ("refit", "said"),
    [(0, ""), (3, "3 of the 25 networks were trained on train and dev"), (25, "the model was trained on train and")],
)
def test_it_says_how_many_networks_learnt_the_dev_rows(refit, said):
    row = ("error", 0.2, 0.1, 0.3, 0.2, 0.3, 0.2)
    tables = {"metrics": Table(HEADER, (row,))}
    assert Evaluation(3, "the ensemble", "test", 300, 1, tables, 25, refit).trained_on_more.startswith(said)


@pytest.mark.parametrize("classes", [2, 3])
def test_the_log_loss_of_a_network_is_that_of_the_search_however_sure_it_is(tmp_path, classes):
    """Rows whose class has a probability of 1e-70 count as 161, not as 36."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 3))
    y = np.where(rng.random(300) < 0.3, rng.integers(classes, size=300), (x[:, 0] > 0).astype(int))
    np.savez(tmp_path / "rows.npz", X=x, y=y)
    config = config_with(
        data={"source": str(tmp_path / "rows.npz")},
        hyperparameters={"epochs": 30, "learning_rate": 3.0, "optimizer": "adam", "units": 16},
        search={"trials": 1, "metric": "dev_log_loss", "finalists": None, "ensemble": "none"},
    )
    run = hpsearch.run(config, out=tmp_path / "run", jobs=1, backend="in_process")
    value = run.best.metrics["dev_log_loss"]
    x_dev = networks(prepare(run.config)).dataset.dev
    model = run.model()
    assert model.outputs_of(x_dev.x)[np.arange(len(x_dev.y)), x_dev.y.astype(int)].min() < 1e-30
    found = run.evaluate().tables["metrics"]
    dev = dict(zip(found.column("metric"), found.column("dev"), strict=True))["log_loss"]
    assert dev == pytest.approx(value, rel=1e-6)
    assert [each.value for each in run.comparisons] == pytest.approx([value] * len(run.comparisons), rel=1e-6)
