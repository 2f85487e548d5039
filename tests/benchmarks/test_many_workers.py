"""The simulation of many workers that docs and design rest on."""

import pytest

from benchmarks.many_workers import busy


@pytest.mark.parametrize(("lag", "longest_first"), [(1, True), (1, False), (2, True), (3, False)])
@pytest.mark.parametrize(("workers", "share"), [(1, 1.0), (2, 1.0), (4, 1.0)])
def test_trials_that_take_as_long_keep_as_many_workers_busy_as_a_round_has(lag, longest_first, workers, share):
    assert busy([1.0] * 16, workers, 4, lag, longest_first=longest_first) == pytest.approx(share)


def test_one_slow_trial_holds_up_a_round_and_not_what_overlaps_with_it():
    seconds = [3.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    assert busy(seconds, 2, 3, 1, longest_first=True) == pytest.approx(8 / 10)
    assert busy(seconds, 2, 3, 3, longest_first=True) == pytest.approx(8 / 8)


def test_the_longest_first_end_together_more_often():
    seconds = [1.0, 1.0, 1.0, 3.0]
    assert busy(seconds, 2, 1, 1, longest_first=True) == pytest.approx(6 / 6)
    assert busy(seconds, 2, 1, 1, longest_first=False) == pytest.approx(6 / 8)
