import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.records import replace
from hpsearch.training.verdicts import WINDOW, diverging, overfitting, plateau, spike

from .runs import endings, run
from .sets import recipe, training_set

STUCK = [2.3] * 30, [1.0] + [0.01] * 29
norms = st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=60)


def test_a_vanished_gradient_is_a_plateau():
    """A loss that stands still without a gradient is on a plateau, since the epoch in which the gradient vanished."""
    assert 2 <= plateau(*STUCK) <= 6


def test_a_plateau_begins_where_the_fall_ends():
    losses = [*np.linspace(3, 2, 20), *[2.0] * 20]
    gradients = [1.0] * 20 + [0.001] * 20
    assert 20 <= plateau(losses, gradients) <= 30


def test_a_plateau_that_was_left_is_none():
    losses = [2.3] * 30 + [0.5] * 5
    assert plateau(losses, [1.0] + [0.01] * 29 + [1.0] * 5) is None


def test_a_loss_that_is_small_has_arrived():
    assert plateau([2.3, *[0.01] * 40], [1.0, *[0.001] * 40]) is None


def test_a_large_gradient_is_no_plateau():
    """The loss stands still because the steps are too large or the noise is."""
    assert plateau([2.3] * 30, [1.0] * 30) is None


def test_a_loss_that_falls_steadily_is_on_none():
    losses = 2.3 * 0.95 ** np.arange(40)
    assert plateau(losses, 0.01 * np.ones(40)) is None


@given(norms.filter(lambda values: len(values) <= WINDOW))
def test_too_few_epochs_say_nothing(values):
    assert plateau([2.3] * len(values), values) is None


@given(norms, st.floats(0.1, 10))
def test_a_plateau_lasts_the_whole_window(values, scale):
    """A plateau lasts to the end for no less than the window, whatever the units of the loss."""
    losses = [2.3] * len(values)
    since = plateau(losses, values)
    assert since is None or 1 <= since <= len(values) - WINDOW
    assert since == plateau([scale * loss for loss in losses], [8 * value for value in values])


def test_a_model_that_is_stuck_says_so_with_its_result():
    fine = recipe(activation="tanh", epochs=40, batch_size=70)
    stuck = replace(
        fine, initializer="zeros", optimizer="sgd", learning_rate=1.0
    )  # its output is the classes' shares, and no more
    remarks = [endings(run([one], training_set()))[0].remarks for one in (fine, stuck)]
    assert not any("plateau" in remark for remark in remarks[0])
    assert any(remark.startswith("on a plateau since epoch ") for remark in remarks[1]), remarks


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_gradient_norm_that_is_not_finite_is_no_plateau(bad):
    with np.errstate(invalid="ignore"):
        assert plateau([2.3] * 30, [bad] * 30) is None


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=40))
def test_a_falling_curve_is_healthy(losses):
    """A curve that falls steadily is no spike, does not diverge and does not overfit."""
    falling = sorted(losses, reverse=True)
    assert not spike(falling)
    assert diverging(falling) is None
    assert overfitting(falling, falling) is None


@given(st.integers(20, 60), st.floats(2, 100))
def test_a_jump_is_a_spike_in_its_epoch_alone(epochs, times):
    losses = [1 / n for n in range(1, epochs + 1)]
    assert spike([*losses, times * losses[-2]])
    assert not spike([*losses, times * losses[-2], losses[-1]])


@given(st.integers(1, 30), st.integers(4, 12))
def test_a_rising_loss_diverges_since_it_first_rose(falling, rising):
    """A loss that rises to the end diverges since it first rose."""
    down = [2.0 - n / falling for n in range(falling)]
    assert diverging([*down, *(down[-1] * 1.2**n for n in range(1, rising + 1))]) == falling + 1


def test_a_rise_of_both_losses_is_no_overfitting():
    """A dev loss that rises with the training loss is no overfitting."""
    rising = [1 + 0.1 * n for n in range(30)]
    assert overfitting(rising, rising) is None
    assert overfitting(rising[::-1], rising) == 1
