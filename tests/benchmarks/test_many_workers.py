"""The simulation of many workers: what it says of cases that can be counted by hand."""

import pytest

from benchmarks.many_workers import busy_in_rounds, busy_with_lag


@pytest.mark.parametrize("busy", [busy_in_rounds, busy_with_lag])
@pytest.mark.parametrize(("workers", "share"), [(1, 1.0), (2, 1.0), (4, 1.0), (8, 0.5)])
def test_trials_that_take_as_long_keep_as_many_workers_busy_as_may_run(busy, workers, share):
    assert busy([1.0] * 16, workers, 4) == pytest.approx(share)


def test_rounds_wait_for_their_longest_trial_and_a_lag_only_for_trials_long_before():
    seconds = [3.0, 1.0, 1.0, 1.0]
    assert busy_in_rounds(seconds, 2, 2) == pytest.approx(6 / (2 * 4))
    assert busy_with_lag(seconds, 2, 2) == pytest.approx(6 / (2 * 4))  # the third waits for the first
    assert busy_with_lag(seconds, 2, 3) == pytest.approx(6 / (2 * 4))  # so does the fourth
    assert busy_with_lag(seconds, 2, 4) == pytest.approx(1.0)
