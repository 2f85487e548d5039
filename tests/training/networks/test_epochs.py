import numpy as np
import pytest

from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.metrics import default_metric
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import train
from hpsearch.training.progress import Epoch
from tests.training.runs import judged, of_model, run
from tests.training.sets import mixed, recipe, training_set

every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)
HEADS = ("linear", "sigmoid", "softmax")


@pytest.mark.parametrize("head", HEADS)
def test_every_epoch_from_1_on_reports_every_model_in_order(head):
    made, recipes = training_set(head), mixed()
    told = run(recipes, made)
    assert [[(report.epoch, report.model) for report, _ in reports] for reports in told] == [
        [(epoch, model) for model in range(5)] for epoch in (1, 2, 3)
    ]
    for reports in told:
        for report, _ in reports:
            assert set(report.metrics) == {
                f"{part}_{name}" for part in ("train", "dev") for name in ("loss", default_metric(made.task))
            }
            assert np.isfinite(list(report.metrics.values())).all()
            assert report.gradient_norm > 0
            assert report.learning_rate == recipes[report.model].learning_rate
            assert not report.diverged


@pytest.mark.parametrize("head", HEADS)
def test_metrics_are_those_at_the_end_of_the_epoch(head):
    """Metrics are those of the network at the end of the epoch."""
    made = training_set(head)
    cohort = Cohort(mixed(epochs=2), made, 0)
    for reports in train(cohort, default_metric(made.task)):
        for part, examples in (("train", made.sample), ("dev", made.dev)):
            z = cohort.network.predict(examples.x)
            for name in ("loss", default_metric(made.task)):
                expected = judged(name, z, examples, made.target_scale)
                assert [report.metrics[f"{part}_{name}"] for report in reports] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("head", "metric"), [("softmax", "accuracy"), ("linear", "r2"), ("sigmoid", "loss")])
def test_the_metric_asked_for_is_measured_beside_the_usual_ones(head, metric):
    made = training_set(head)
    ((report, _),) = run([recipe(epochs=1)], made, metric)[0]
    assert list(report.metrics) == list(
        dict.fromkeys(
            f"{part}_{name}" for part in ("train", "dev") for name in ("loss", default_metric(made.task), metric)
        )
    )


@every_optimizer
@pytest.mark.parametrize("head", HEADS)
def test_a_training_is_the_same_alone_and_in_company(optimizer, head):
    """A whole training is the same to the bit alone and in company."""
    made, recipes = training_set(head, dev=600), mixed(optimizer)
    together = run(recipes, made)
    for model, one in enumerate(recipes):
        assert of_model(run([one], made), 0) == of_model(together, model)


@every_optimizer
@pytest.mark.parametrize("rate", [1e30, 1e39])
def test_a_diverged_model_is_dropped_with_a_message(optimizer, rate):
    """A model that diverges is reported and dropped, without effect on the others."""
    made, recipes = training_set("linear"), mixed(optimizer, epochs=4)
    beside = [recipe(optimizer=optimizer, learning_rate=rate, epochs=4), *recipes]
    told = run(beside, made)
    wild = [report for reports in told for report, _ in reports if report.model == 0]
    assert [report.diverged for report in wild] == [False] * (len(wild) - 1) + [True]
    assert len(wild) < 4
    calm = run(recipes, made)
    for model in range(5):
        assert of_model(told, model + 1) == of_model(calm, model)


def test_training_ends_when_no_model_is_left():
    told = run([recipe(learning_rate=rate, epochs=9) for rate in (1e39, 1e38)], training_set("linear"))
    assert 1 <= len(told) < 9
    assert all(report.diverged for report, _ in told[-1])


def test_several_diverged_models_keep_their_places():
    """Several models that diverge one after the other keep their places."""
    made = training_set("linear")
    rates = [0.01, 1e39, 0.5, 30.0, 0.02, 1e39]
    recipes = [recipe(optimizer="sgd", hidden=(), learning_rate=rate, epochs=60) for rate in rates]
    told = run(recipes, made)
    last = {report.model: report for reports in told for report, _ in reports}
    assert {model for model, report in last.items() if report.diverged} == {1, 3, 5}
    assert last[1].epoch == 1 < last[3].epoch < 60
    assert [last[model].epoch for model in (0, 2, 4)] == [60] * 3
    for model, rate in enumerate(rates):
        assert last[model].learning_rate == rate
        assert of_model(run([recipes[model]], made), 0) == of_model(told, model)


@pytest.mark.parametrize("loss", ["train_loss", "dev_loss"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_loss_that_is_not_finite_means_divergence(loss, value):
    finite = {"train_loss": 0.1, "dev_loss": 0.1, "train_error": float("nan")}
    assert not Epoch(0, 1, 0.1, 1.0, finite).diverged
    assert Epoch(0, 1, 0.1, 1.0, {**finite, loss: value}).diverged


def test_the_same_seed_repeats_every_number_and_another_does_not():
    made = training_set()
    first, again, other = (of_model(run([recipe()], made, seed=seed), 0) for seed in (0, 0, 1))
    assert first == again
    assert first[-1][3] != other[-1][3]


@pytest.mark.parametrize("head", HEADS)
@every_optimizer
def test_training_learns(head, optimizer):
    """The dev loss falls well below that of the first parameters."""
    made = training_set(head, train=200)
    taught = recipe(optimizer=optimizer, activation="tanh", learning_rate=0.02, epochs=40)
    untaught = run([recipe(activation="tanh", optimizer="sgd", learning_rate=0.0, epochs=1)], made)[0][0][0]
    told = run([taught], made)
    assert told[-1][0][0].metrics["dev_loss"] < 0.6 * untaught.metrics["dev_loss"]


def test_the_last_epoch_holds_the_parameters():
    """The last epoch of a model is its ending and holds its parameters."""
    made = training_set()
    told = run(mixed(), made)
    assert [[report.ending is None for report, _ in reports] for reports in told] == [[True] * 5] * 2 + [[False] * 5]
    for report, parameters in told[-1]:
        assert report.ending.epoch == 3
        assert report.ending.metrics == report.metrics
        assert report.ending.parameters.tobytes() == parameters


def test_each_model_trains_for_its_own_number_of_epochs():
    made = training_set()
    recipes = [recipe(epochs=epochs) for epochs in (3, 1, 2)]
    last = {
        report.model: (report.epoch, report.ending is not None)
        for reports in train(Cohort(recipes, made, 0), "error")
        for report in reports
    }
    assert last == {0: (3, True), 1: (1, True), 2: (2, True)}


def test_a_diverged_model_ends_without_parameters():
    """A model that diverged ends with a sentence and without parameters or metrics."""
    told = run([recipe(learning_rate=1e39)], training_set("linear"))
    ending = told[-1][0][0].ending
    assert (ending.parameters, ending.metrics) == (None, {})
    assert ending.remarks == (f"loss not finite in epoch {len(told)}",)
