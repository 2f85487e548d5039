from itertools import product

import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.padding import places
from hpsearch.training import recipe as recipes_module
from hpsearch.training.networks.cohort import Cohort

from .sets import recipe, training_set

ZERO_AT_ZERO = [name for name, activation in ACTIVATIONS.items() if activation.zero_at_zero]
STEPS = 100


def padding(cohort, model):
    """All numbers of a model, and of what its optimizer remembers, that belong to no unit of its own."""
    own = places(cohort.recipes[model].architecture(cohort.training_set), cohort.network.architecture)
    buffers = [cohort.network.parameters[model], *(buffer[model] for buffer in cohort.descent.state.values())]
    outside = np.setdiff1d(np.arange(cohort.network.layout.size), own)
    return np.concatenate([buffer[outside[outside < len(buffer)]] for buffer in buffers])


def stack(activation, optimizer, **changes):
    usual = {
        "activation": activation,
        "optimizer": optimizer,
        "learning_rate": 0.03,
        "l2": 0.5,
        "weight_decay": 0.1,
        "batch_size": 7,
        "keep_prob": (0.8, 0.8),
    }
    return [recipe(hidden=hidden, **{**usual, **changes}) for hidden in ((6, 5), (1, 16), (16, 11))]


@pytest.mark.parametrize(("activation", "optimizer"), [*product(ZERO_AT_ZERO, OPTIMIZERS)])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_padding_stays_exactly_0_through_100_steps(activation, optimizer, batch_norm):
    """With dropout, L2, weight decay and clipping on, and smoothed targets."""
    changes = {"batch_norm": batch_norm, "clip_norm": 1.0, "label_smoothing": 0.1}
    cohort = Cohort(stack(activation, optimizer, **changes), training_set(train=70), 0)
    before = [cohort.parameters(model) for model in range(3)]
    while cohort.descent.t < STEPS:
        cohort.train_epoch()
    for model in range(3):
        numbers = padding(cohort, model)
        assert len(numbers) > 100
        assert not numbers.any()
        assert np.isfinite(cohort.parameters(model)).all()
        assert (cohort.parameters(model) != before[model]).any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_training_padded_and_unpadded_agrees_to_rounding(optimizer, batch_norm, monkeypatch):
    made = training_set(dtype=np.float64)
    one = recipe(optimizer=optimizer, activation="tanh", batch_norm=batch_norm, l2=0.1, weight_decay=0.1)
    padded, wide = Cohort([one], made, 0), one.padded
    monkeypatch.setattr(recipes_module, "padded", lambda hidden, _: hidden)
    plain = Cohort([one], made, 0)
    assert padded.network.architecture.hidden == wide != one.hidden
    assert plain.network.architecture.hidden == one.hidden
    assert padded.parameters(0).tobytes() == plain.parameters(0).tobytes()
    for _ in range(5):
        assert padded.train_epoch() == pytest.approx(plain.train_epoch(), rel=1e-7)
    assert padded.parameters(0) == pytest.approx(plain.parameters(0), rel=1e-6, abs=1e-9)


def test_models_start_from_their_own_draw():
    """Models start from the draw of their own architecture whatever the stack."""
    made = training_set()
    together = Cohort(stack("relu", "adam"), made, 0)
    for model, one in enumerate(together.recipes):
        assert Cohort([one], made, 0).parameters(0).tobytes() == together.parameters(model).tobytes()


def test_sigmoid_trains_in_a_stack_of_its_own_widths():
    one = recipe(activation="sigmoid")
    assert one.padded == one.hidden
    assert Cohort([one], training_set(), 0).network.architecture.hidden == one.hidden
