"""Policies on recorded curves: they spend no more than they may, and see no more than they paid for."""

import numpy as np
import pytest

from benchmarks.recorded_curves.policies import POLICIES
from benchmarks.recorded_curves.recording import EPOCHS, HALF, REPEATS, Pool
from benchmarks.recorded_curves.replay import Replay


@pytest.fixture
def pool():
    """Curves that fall to the distance of the settings from a point; some diverge."""
    draw = np.random.default_rng(0)
    features = draw.random((2 * HALF, 3))
    ends = ((features - 0.3) ** 2).sum(axis=1)
    costs = ends[:, None] + 1 / np.arange(1, EPOCHS + 1) + 0.01 * draw.standard_normal((REPEATS, 2 * HALF, EPOCHS))
    costs[:, features[:, 0] > 0.95, 5:] = np.inf
    return Pool(features, np.arange(3), costs)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_finds_better_than_chance_within_its_budget(pool, policy):
    replay = Replay(pool, 1, 0, 480)
    POLICIES[policy](replay)
    assert 0 <= replay.left <= 120
    assert replay.reached.sum() == 480 - replay.left
    assert sorted(replay.started) == list(np.flatnonzero(replay.reached))
    assert replay.regret() < 0.5


@pytest.mark.parametrize("policy", POLICIES)
def test_epochs_that_no_one_paid_for_change_nothing(pool, policy):
    replay = Replay(pool, 1, 0, 480)
    POLICIES[policy](replay)
    unseen = np.arange(EPOCHS) >= replay.reached[:, None]
    changed = Pool(pool.features, pool.groups, np.where(unseen, np.pi, pool.costs))
    other = Replay(changed, 1, 0, 480)
    POLICIES[policy](other)
    assert np.array_equal(other.reached, replay.reached)
