"""The expected final costs of paused trials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.search.halving.curves import TrialCurve
from hpsearch.search.halving.expected import CostScale, expected_costs
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

ERROR = Ranking("dev_error", maximize=False)


def curve(costs, status=Status.COMPLETE):
    """A curve of one training with these costs."""
    records = [EpochRecord(0, 0, n, 0.1, {"dev_error": cost, "dev_loss": cost}, 1.0) for n, cost in enumerate(costs, 1)]
    metrics = {} if status in (Status.DIVERGED, Status.FAILED) else records[-1].metrics
    return TrialCurve.of(Outcome(Trial(0, 1, {}), status, metrics, epochs_run=len(costs)), records, ERROR)


def test_a_trial_at_its_end_is_expected_where_it_is():
    known = {n: (curve([cost, cost / 2]), None) for n, cost in enumerate([0.8, 0.4, 0.2, 0.6])}
    assert expected_costs(known) == pytest.approx({0: 0.4, 1: 0.2, 2: 0.1, 3: 0.3})


def test_a_paused_trial_is_expected_to_gain_what_others_gained():
    ended = {n: (curve([0.5, 0.3]), None) for n in range(40)}
    stopped = {50: (curve([0.5], Status.STOPPED), 1), 51: (curve([0.6], Status.STOPPED), 1)}
    expected = expected_costs({**ended, **stopped})
    assert 0.3 < expected[50] < 0.32
    assert expected[50] < expected[51] < 0.5


def test_what_is_stored_of_later_epochs_changes_nothing():
    """A search that is resumed knows more of a trial than it did at this point, and expects the same."""
    then = {0: (curve([0.5, 0.4], Status.STOPPED), 2), 1: (curve([0.3, 0.2, 0.1]), None)}
    now = {0: (curve([0.5, 0.4, 0.1]), 2), 1: then[1]}
    failed = {0: (curve([0.5, 0.4], Status.FAILED), 2), 1: then[1]}
    diverged = {0: (curve([0.5, 0.4, float("nan")], Status.DIVERGED), 2), 1: then[1]}
    assert expected_costs(now) == expected_costs(then) == expected_costs(failed) == expected_costs(diverged)


def test_a_diverged_trial_is_the_worst_and_a_failed_one_says_nothing():
    known = {
        0: (curve([0.5, 0.9]), None),
        1: (curve([0.4, float("nan")], Status.DIVERGED), 3),
        2: (curve([0.4], Status.FAILED), None),
    }
    assert expected_costs(known) == {0: pytest.approx(0.9), 1: pytest.approx(0.9), 2: float("inf")}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(-1e6, 1e6))
def test_a_cost_comes_back_from_its_scale(costs, cost):
    scale = CostScale.of(costs)
    assert scale.cost(scale.steps(cost)) == pytest.approx(cost, rel=1e-6, abs=1e-6 * max(1.0, abs(scale.middle)))
