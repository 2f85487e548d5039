"""Networks that predict several numbers: against a plain loop, and against themselves with one target."""

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.models.model import Model
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import measure, train
from hpsearch.training.networks.gradients import check_recipe

from .sets import recipe

CASES = int(os.environ.get("HPSEARCH_CASES", "0"))
RATE, EPOCHS = 0.05, 6
LOSSES, OPTIMIZERS = ("squared", "huber", "absolute"), ("sgd", "momentum", "adam")


def data(tmp_path, targets=("u", "v"), rows=100, seed=0):
    draw = np.random.default_rng(seed)
    a, b = draw.normal(size=(2, rows))
    frame = pd.DataFrame({"a": a, "b": b, "u": 100 + 20 * (a - b * b), "v": 0.01 * (a * b + draw.normal(size=rows))})
    frame = frame.assign(copy=frame.u)
    return load_dataset(frame, target=targets, inputs=["a", "b"], folder=tmp_path, seed=0)


def by_hand(w1, b1, w2, b2, x, y):
    """Gradient descent on the squared error summed over the outputs, of a network with one hidden layer."""
    m = x.shape[1]
    for _ in range(EPOCHS):
        a = np.tanh(w1 @ x + b1)
        dz2 = 2 * (w2 @ a + b2 - y) / m
        dz1 = w2.T @ dz2 * (1 - a * a)
        w2, b2 = w2 - RATE * dz2 @ a.T, b2 - RATE * dz2.sum(axis=1, keepdims=True)
        w1, b1 = w1 - RATE * dz1 @ x.T, b1 - RATE * dz1.sum(axis=1, keepdims=True)
    return w1, b1, w2, b2


def test_training_is_that_of_a_plain_loop(tmp_path):
    made = TrainingSet.of(data(tmp_path), 0).in_precision(np.float64)
    small = recipe(hidden=(5,), activation="tanh", optimizer="sgd", learning_rate=RATE, batch_size=60)
    cohort, shape = Cohort([small], made, 0), small.architecture(made)

    def weights():
        first, _, last = shape.layout().views(cohort.parameters(0)[None], 3)
        return first["W"][0].copy(), first["b"][0].copy(), last["W"][0].copy(), last["b"][0].copy()

    expected = by_hand(*weights(), made.train.x, made.train.encoded.T)
    for _ in range(EPOCHS):
        cohort.train_epoch()
    for ours, theirs in zip(weights(), expected, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_is_that_of_finite_differences(loss, tmp_path):
    made = TrainingSet.of(data(tmp_path), 0)
    assert all(one.check.worst < 1e-5 for one in check_recipe(recipe(loss=loss, activation="tanh"), made, 0))


def test_the_metrics_are_means_over_the_standardised_targets(tmp_path):
    theirs = pytest.importorskip("sklearn.metrics")
    found = data(tmp_path)
    made = TrainingSet.of(found, 0)
    cohort = Cohort([recipe()], made, 0)
    cohort.train_epoch()
    (epoch,) = measure(cohort, [0], ["loss", "rmse", "mae", "r2", "pinball"])
    model = Model(recipe().architecture(made), cohort.parameters(0), found.preprocessing, ())
    scale = found.preprocessing.target_std
    y, p = found.dev.y / scale, model.outputs_of(found.dev.x) / scale
    assert epoch.metrics["dev_rmse"] == pytest.approx(theirs.root_mean_squared_error(y, p), rel=1e-5)
    assert epoch.metrics["dev_mae"] == pytest.approx(theirs.mean_absolute_error(y, p), rel=1e-5)
    assert epoch.metrics["dev_r2"] == pytest.approx(theirs.r2_score(y, p), rel=1e-4, abs=1e-5)
    assert epoch.metrics["dev_pinball"] == pytest.approx(theirs.mean_pinball_loss(y, p), rel=1e-5)
    assert epoch.metrics["dev_loss"] == pytest.approx(2 * theirs.mean_squared_error(y, p), rel=1e-5)


@settings(max_examples=max(12, CASES // 4))
@given(
    loss=st.sampled_from(LOSSES),
    optimizer=st.sampled_from(OPTIMIZERS),
    seed=st.integers(0, 99),
    size=st.integers(3, 60),
)
def test_a_copy_of_a_target_is_predicted_as_the_target_to_the_last_bit(loss, optimizer, seed, size, tmp_path_factory):
    """From weights of zero, both outputs see the same gradients; one target alone gives the same predictions."""
    small = recipe(hidden=(), initializer="zeros", loss=loss, optimizer=optimizer, batch_size=size)
    predicted = []
    for targets in (["u", "copy"], ["u"]):
        found = data(tmp_path_factory.getbasetemp(), targets, seed=seed)
        made = TrainingSet.of(found, 0)
        cohort = Cohort([small], made, 0)
        for _ in range(3):
            cohort.train_epoch()
        shape = small.architecture(made.under(loss))
        predicted.append(Model(shape, cohort.parameters(0), found.preprocessing, ()).outputs_of(found.test.x))
    both, alone = predicted
    assert np.array_equal(both[:, 0], both[:, 1])
    if loss != "absolute":  # whose gradient jumps where an error changes its sign
        assert both[:, 0] == pytest.approx(alone, abs=0.5)


def test_many_targets_are_no_sign_of_divergence(tmp_path):
    """The loss is a sum over the targets, so that of a guess is their number."""
    draw = np.random.default_rng(0)
    names = [f"y{place}" for place in range(150)]
    frame = pd.DataFrame(draw.normal(size=(60, 150)), columns=names).assign(x=draw.normal(size=60))
    made = TrainingSet.of(load_dataset(frame, target=names, folder=tmp_path, seed=0), 0)
    *_, (last,) = train(Cohort([recipe(epochs=2)], made, 0), "rmse")
    assert last.metrics["train_loss"] > 100
    assert not any("far above" in remark for remark in last.ending.remarks)
