import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.activity import dead_units
from hpsearch.engine.network import Network
from hpsearch.metrics import METRICS, default_metric
from hpsearch.records import replace
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import train
from hpsearch.training.progress import Epoch, Progress

from .runs import endings, judged, of_model, run
from .sets import recipe, training_set

STOPPED = [
    recipe(learning_rate=0.3, patience=2, epochs=25),
    recipe(learning_rate=0.01, patience=None, epochs=12),
    recipe(learning_rate=0.1, patience=1, epochs=25),
    recipe(learning_rate=0.03, patience=4, epochs=25),
    recipe(learning_rate=1e-5, patience=3, epochs=5),
]
"""Models that stop early beside some that do not."""


def progressed(values, patience, metric="error", epochs=None, losses=None):
    """The ending of a model whose dev metric takes these values, and the epoch in which it came."""
    model = Progress(0, recipe(patience=patience, epochs=epochs or len(values)), metric, classes=3)
    for number, value in enumerate(values, start=1):
        loss = losses[number - 1] if losses else 1.0
        measured = {"train_loss": loss, "dev_loss": 1.0, f"dev_{metric}": value}
        epoch = model.take(Epoch(0, number, 0.1, 1.0, measured), lambda _row, number=number: np.array([number]), 0)
        if epoch.ending is not None:
            return epoch.ending, number
    return None, None


@pytest.mark.parametrize(
    ("patience", "remarks"), [(None, ("broke in epoch 4: dev_error was 0.2 before; lower the learning rate",)), (9, ())]
)
def test_a_model_that_broke_says_so_with_its_result(patience, remarks):
    """With early stopping the model is that of the best epoch, which has not broken."""
    ending, _ = progressed([0.4, 0.3, 0.2, 0.9, 0.9], patience, losses=[1.0, 0.8, 0.6, 2.3, 2.3])
    assert ending.remarks == remarks


values = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=30)


@given(values, st.integers(1, 5))
def test_early_stopping_keeps_the_best(costs, patience):
    """A model stops after `patience` epochs without a better one, and keeps the best."""
    ending, stopped = progressed(costs, patience)
    seen = costs[:stopped]
    best = seen.index(min(seen)) + 1  # the first among equals
    assert ending.epoch == best
    assert ending.parameters.tolist() == [best]
    assert ending.metrics["dev_error"] == min(seen)
    assert stopped == min(best + patience, len(costs))
    for earlier in range(1, stopped):
        assert earlier - (costs.index(min(costs[:earlier])) + 1) < patience


@given(values, st.integers(1, 5))
def test_a_metric_to_maximize_stops_where_its_negative_would(gains, patience):
    ending, stopped = progressed(gains, patience, "accuracy")
    other, other_stopped = progressed([-gain for gain in gains], patience, "error")
    assert (ending.epoch, stopped) == (other.epoch, other_stopped)


@given(values)
def test_without_patience_the_last_epoch_is_the_ending(costs):
    ending, stopped = progressed(costs, None)
    assert ending.epoch == stopped == len(costs)
    assert ending.parameters.tolist() == [len(costs)]


def test_an_epoch_whose_metric_has_no_value_is_no_better_one():
    ending, stopped = progressed([float("nan"), 0.5, float("nan"), float("nan"), 0.1], patience=2)
    assert (ending.epoch, stopped) == (2, 4)


def test_more_patience_than_epochs_still_keeps_the_best():
    ending, stopped = progressed([0.3, 0.1, 0.2], patience=50)
    assert (ending.epoch, stopped) == (2, 3)


@pytest.mark.parametrize(
    ("head", "metric"), [("softmax", "error"), ("softmax", "accuracy"), ("sigmoid", "auc"), ("linear", "r2")]
)
@pytest.mark.parametrize("changes", [{}, {"batch_norm": True}, {"keep_prob": (0.8, 0.5)}], ids=str)
def test_weights_of_the_best_epoch_match_its_metrics(head, metric, changes):
    """The weights of the best epoch predict what its metrics say."""
    made = training_set(head)
    recipes = [replace(one, **changes) for one in STOPPED]
    told = run(recipes, made, metric)
    for model, (one, ending) in enumerate(zip(recipes, endings(told), strict=True)):
        history = [report for reports in told for report, _ in reports if report.model == model]
        assert history[ending.epoch - 1].metrics == ending.metrics
        sign = -1 if METRICS[metric].maximize else 1
        costs = [sign * report.metrics[f"dev_{metric}"] for report in history]
        if one.patience is not None:
            assert ending.epoch == int(np.argmin(costs)) + 1
        z = Network(one.architecture(made), ending.parameters[None].copy()).predict(made.dev.x)
        for name in ("loss", default_metric(made.task), metric):
            (measured,) = judged(name, z, made.dev, made.target_scale)
            assert measured == pytest.approx(ending.metrics[f"dev_{name}"], rel=1e-5)


def test_models_leave_the_stack_one_by_one():
    """Models leave the stack one by one and the others keep their bits."""
    made = training_set()
    cohort, sizes = Cohort(STOPPED, made, 0), []
    for reports in train(cohort, "error"):
        sizes.append(len(reports))
        assert cohort.network.models == len(reports)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 5
    assert len(set(sizes)) > 2
    together = run(STOPPED, made)
    for model, one in enumerate(STOPPED):
        assert of_model(run([one], made), 0) == of_model(together, model)


def test_patience_does_not_change_the_epochs_that_are_trained():
    made = training_set()
    patient = of_model(run([recipe(patience=2, epochs=20, learning_rate=0.3)], made), 0)
    plain = of_model(run([recipe(epochs=20, learning_rate=0.3)], made), 0)
    assert len(patient) < 20
    assert patient == plain[: len(patient)]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_dead_layers_are_those_of_the_weights_that_are_kept(optimizer):
    """Not those of the epochs after them, in which a model may die."""
    made = training_set()
    rates = [0.01, 0.3, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0]
    recipes = [recipe(optimizer=optimizer, learning_rate=rate, patience=3, epochs=12) for rate in rates]
    told_of = set()
    for one, ending in zip(recipes, endings(run(recipes, made)), strict=True):
        kept = Network(one.architecture(made), ending.parameters[None].copy())
        (dead,) = dead_units(kept, made.sample.x)
        expected = [
            f"all {units} units of hidden layer {layer} are dead: they give every example the same value"
            for layer, (count, units) in enumerate(zip(dead, one.hidden, strict=True), start=1)
            if count == units
        ]
        assert [remark for remark in ending.remarks if "dead" in remark] == expected
        told_of |= set(expected)
    assert told_of


def test_a_model_that_diverges_has_no_best_epoch_to_go_back_to():
    (ending,) = endings(run([recipe(patience=9, learning_rate=1e39)], training_set("linear")))
    assert (ending.parameters, ending.metrics) == (None, {})
