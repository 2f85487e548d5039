import numpy as np
import pytest

from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.activations.tanh import Tanh
from hpsearch.engine.gradient_check import GREAT
from hpsearch.training.networks import gradients
from hpsearch.training.networks.gradients import check_recipe
from tests.engine.wrong_derivative import make_wrong
from tests.training.sets import recipe, training_set


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("head", ["linear", "sigmoid", "softmax"])
def test_a_recipe_passes_at_the_start_and_after_an_epoch(activation, head):
    checks = list(check_recipe(recipe(activation=activation, l2=0.5), training_set(head), seed=0))
    assert [(of.epochs, of.l2) for of in checks] == [(0, 0.5), (1, 0.5)]
    assert all(of.check.worst <= GREAT for of in checks)
    assert repr(checks[0].architecture).endswith(f"{activation} {head}")


def test_a_wrong_derivative_fails_at_both_times(monkeypatch):
    make_wrong(Tanh, monkeypatch)
    checks = list(check_recipe(recipe(activation="tanh"), training_set(), seed=0))
    assert all(of.check.worst > 1e-4 for of in checks)


def test_a_large_network_is_checked_in_part(monkeypatch):
    monkeypatch.setattr(gradients, "COMPONENTS", 10)
    checks = list(check_recipe(recipe(), training_set(), seed=0))
    assert [of.check.checked + of.check.skipped for of in checks] == [10, 10]


def test_one_seed_gives_one_result():
    """One seed gives one result and the training set is left as it was."""
    made = training_set()
    before = made.train.x.tobytes()
    first, again = (list(check_recipe(recipe(), made, seed=3)) for _ in range(2))
    assert first == again
    assert made.train.x.tobytes() == before
    assert made.train.x.dtype == np.float32


def test_a_training_part_of_few_examples_is_checked_whole():
    assert all(of.check.worst <= GREAT for of in check_recipe(recipe(batch_size=3), training_set(train=3), seed=0))
