import numpy as np
import pytest

from . import ours
from .cases import (
    ACTIVATIONS,
    FIXTURES,
    KINDS_OF_HEAD,
    OPTIMIZERS,
    SCHEDULES,
    Trajectory,
    fixture_cases,
    proof_cases,
)
from .compare import LOSSES, TENSORS, loss_difference, tensor_differences

CASES = list(fixture_cases())
every_case = pytest.mark.parametrize("number", range(len(CASES)))


@pytest.fixture(scope="module")
def expected():
    """What PyTorch made of each case, by number."""
    with np.load(FIXTURES) as stored:
        yield stored


@every_case
def test_a_network_trains_in_float64_to_what_pytorch_gives(number, expected):
    """A network trains in float64 to the parameters and losses of PyTorch."""
    case = CASES[number]
    peer = Trajectory(expected[f"{number}/losses"], {name: expected[f"{number}/{name}"] for name in case.tensors})
    trained = ours.trained(case, np.float64)
    differences = tensor_differences(trained, peer)
    assert {name: one for name, one in differences.items() if not one <= TENSORS} == {}
    assert loss_difference(trained, peer) <= TENSORS


@every_case
def test_a_network_trains_in_float32_along_the_losses_of_pytorch(number, expected):
    peer = Trajectory(expected[f"{number}/float32_losses"], {})
    assert loss_difference(ours.trained(CASES[number], np.float32), peer) <= LOSSES


def test_the_fixtures_hold_every_optimizer_with_every_schedule():
    recipes = [case.recipe for case in CASES]
    assert {(one.optimizer, one.schedule) for one in recipes} == {(a, b) for a in OPTIMIZERS for b in SCHEDULES}
    assert {(one.schedule, one.warmup_epochs > 0) for one in recipes} == {(a, b) for a in SCHEDULES for b in (0, 1)}


def test_the_fixtures_hold_every_activation_and_head_and_feature():
    recipes = [case.recipe for case in CASES]
    shapes = {(case.recipe.activation, case.training_set.head) for case in CASES}
    assert shapes == {(activation, head) for activation in ACTIVATIONS for head in KINDS_OF_HEAD}
    assert {len(one.hidden) for one in recipes} == {0, 1, 2, 3}
    for head in ("sigmoid", "softmax"):
        of_head = [case.recipe for case in CASES if case.training_set.head == head]
        assert {one.label_smoothing > 0 for one in of_head} == {True, False}
        assert {one.class_weight for one in of_head} == {None, "balanced"}
    for feature in (
        lambda one: one.batch_norm,
        lambda one: one.l2 > 0,
        lambda one: np.isfinite(one.clip_norm),
        lambda one: one.input_keep_prob < 1,
        lambda one: one.view.waves > 0,
        lambda one: min(one.keep_prob, default=1) < 1,
        lambda one: one.optimizer == "adamw" and one.weight_decay > 0,
    ):
        assert {bool(feature(one)) for one in recipes} == {True, False}


def test_two_hundred_networks_pair_every_optimizer_and_schedule():
    """Two hundred networks bring every optimizer together with every schedule and warmup."""
    met = {(optimizer, schedule, warmup) for _, optimizer, schedule, warmup in proof_cases(200)}
    assert met == {(a, b, c) for a in OPTIMIZERS for b in SCHEDULES for c in (False, True)}
