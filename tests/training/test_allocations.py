"""A step works on arrays that were made before it: NumPy, which reports to tracemalloc, asks for no more."""

import tracemalloc

import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.binned import BinnedInputs
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.training.examples.batches import Batch
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.measuring import measured
from hpsearch.trials.input_views import InputView

from .sets import binned, recipe, training_set

BOUND = 64 * 1024
"""Bytes: a quarter of what the smallest array over units and examples, a mask, takes below."""

UNITS, BATCH, MODELS, EPOCHS = 512, 256, 2, 3


def growth(work):
    """The bytes by which `work` exceeds, at its peak, what was there before."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def growth_of_a_step(steps=2, **changes):
    """The most that a gradient or a descent takes in an epoch, by the best of three epochs after the first.

    What a step makes, it makes in each epoch; what another thread of this process makes meanwhile comes and goes.
    """
    made = training_set(train=steps * BATCH, inputs=64)
    recipes = [recipe(hidden=(UNITS, UNITS), batch_size=BATCH, **{"l2": 0.1, **changes})] * MODELS
    cohort = Cohort(recipes, made, 0)
    cohort.train_epoch()
    grown = []

    def watched(part):
        return lambda *given: grown.append(growth(lambda: part(*given)))

    cohort._gradient, cohort._descend = watched(cohort._gradient), watched(cohort._descend)
    for _ in range(EPOCHS):
        cohort.train_epoch()
    assert len(grown) == EPOCHS * 2 * steps
    return min(max(part) for part in np.reshape(grown, (EPOCHS, 2 * steps)))


def test_an_array_that_is_made_and_dropped_is_seen():
    assert growth(lambda: np.empty((MODELS, UNITS, BATCH), np.bool_)) > 3 * BOUND
    assert growth(lambda: None) < 1024


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_activation_makes_an_array_in_a_step(activation):
    assert growth_of_a_step(activation=activation) < BOUND


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_optimizer_makes_an_array_in_a_step(optimizer):
    assert growth_of_a_step(optimizer=optimizer) < BOUND


@pytest.mark.parametrize(
    "regularisation",
    [
        {"batch_norm": True},
        {"keep_prob": (0.8, 0.8)},
        {"input_keep_prob": 0.8},
        {"clip_norm": 1.0},
        {"ema": 0.99},
        {"input_scale": True},
        {"parametric_activation": True},
        {"view": InputView(waves=8)},
        {"view": InputView(waves=8), "input_scale": True, "input_keep_prob": 0.8, "members": 2},
        {"parametric_activation": True, "activation": "selu", "members": 2},
        {"members": 4},
        {"members": 4, "input_scale": True, "keep_prob": (0.8, 0.8), "label_smoothing": 0.1},
        {"regularisation_schedule": "cosine", "keep_prob": (0.8, 0.8)},
    ],
    ids=str,
)
def test_no_regularisation_makes_an_array_in_a_step(regularisation):
    assert growth_of_a_step(**regularisation) < BOUND


@pytest.mark.parametrize("bins", [False, True], ids=["written out", "binned"])
def test_a_batch_is_gathered_into_arrays_that_are_there(bins):
    made = training_set("linear", train=2 * BATCH, inputs=512)
    train = binned(made)[0].train if bins else made.train
    batch, order = Batch(train, None, BATCH), np.arange(BATCH)
    batch.gather(order)
    assert growth(lambda: batch.gather(order)) < BOUND


def test_a_large_part_in_bins_is_judged_some_examples_at_a_time_to_the_same_bits(monkeypatch):
    made = binned(training_set(train=20_003, inputs=200))[0]
    network, names = Cohort([recipe()] * MODELS, made, 0).network, ["error", "loss", "auc"]
    written, part = made.train.by_feature(), made.train
    assert not isinstance(written.inputs, BinnedInputs)
    expected = measured(network, written, names, 1.0)
    monkeypatch.setattr("hpsearch.engine.binned.LARGEST_DENSE", 1 << 20)
    assert part.by_feature() is part
    found = measured(network, part, names, 1.0)
    assert {name: each.tobytes() for name, each in found.items()} == {n: each.tobytes() for n, each in expected.items()}
    assert growth(lambda: measured(network, part, ["error"], 1.0)) < written.inputs.nbytes / 4


def test_more_steps_need_no_more_memory():
    assert growth_of_a_step(steps=8) == pytest.approx(growth_of_a_step(steps=2), abs=1024)
