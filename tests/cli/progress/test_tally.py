"""The time left of a search, with its finalists from the start."""

from itertools import pairwise
from pathlib import Path

from hpsearch.cli.progress.tally import Tally
from hpsearch.records import replace
from hpsearch.search.events import FinalistsStarted, RetrainingFinished, SearchStarted, TrialFinished
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

RANKING = Ranking("dev_error", maximize=False)


def outcome(number):
    return Outcome(Trial(number, 1, {}), Status.COMPLETE, {"dev_error": 0.1})


def seconds_left(tally):
    hours, minutes, seconds = tally.left.removesuffix(" left").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + int(seconds)


def test_the_time_left_is_steady_while_cohorts_end():
    """The time left is steady while cohorts end and finalists begin.

    Of 64 trials in cohorts of 16 and 25 retrainings, each a second, the time left falls as time goes by.
    """
    now = [0.0]
    tally = Tally(lambda: now[0])
    tally.count(SearchStarted(RANKING, 64, 0, None, Path("run"), "", 25))
    assert tally.left == ""
    told = []
    for cohort in range(4):
        now[0] += 16
        for more in range(15, -1, -1):
            tally.count(TrialFinished(outcome(16 * cohort + more), more))
            told.append((now[0], seconds_left(tally)))
    tally.count(FinalistsStarted(5, 25, 0))
    told.append((now[0], seconds_left(tally)))
    for number in range(25):
        now[0] += 1
        tally.count(RetrainingFinished(outcome(number)))
        told.append((now[0], seconds_left(tally)))
    assert all(time + left == 89 for time, left in told)
    assert all(before >= after for (_, before), (_, after) in pairwise(told))


def test_retrainings_that_are_slower_than_trials_are_learned_from():
    now = [0.0]
    tally = Tally(lambda: now[0])
    tally.count(SearchStarted(RANKING, 10, 0, None, Path("run"), "", 20))
    now[0] = 10
    for more in range(9, -1, -1):
        tally.count(TrialFinished(outcome(more), more))
    tally.count(FinalistsStarted(4, 20, 0))
    assert seconds_left(tally) == 20
    for number in range(15):
        now[0] += 3
        tally.count(RetrainingFinished(outcome(number)))
    assert 10 < seconds_left(tally) <= 15


def test_a_resumed_search_tells_the_time_once_something_is_done():
    now = [0.0]
    tally = Tally(lambda: now[0])
    tally.count(SearchStarted(RANKING, 4, 4, outcome(0), Path("run"), "", 10))
    tally.count(FinalistsStarted(2, 10, 5))
    assert tally.left == ""
    now[0] = 2
    tally.count(RetrainingFinished(outcome(0)))
    assert seconds_left(tally) == 8


def test_the_time_left_is_never_above_what_the_limit_leaves():
    now = [0.0]
    tally = Tally(lambda: now[0])
    tally.count(SearchStarted(RANKING, 64, 0, None, Path("run"), "", 25, seconds_left=20.0))
    for second in range(1, 30):
        now[0] = 15.0 + second
        tally.count(TrialFinished(outcome(second)))
        assert seconds_left(tally) <= max(0, 20 - now[0])


def test_a_trial_that_goes_on_counts_once_and_may_become_the_best():
    tally = Tally()
    tally.count(SearchStarted(RANKING, 3, 0, None, Path("run")))
    tally.count(TrialFinished(replace(outcome(0), status=Status.STOPPED)))
    assert (tally.done, tally.best) == (1, "")
    tally.count(TrialFinished(outcome(0), again=True))
    assert (tally.done, tally.best) == (1, "best dev_error 0.1 (trial 0)")
