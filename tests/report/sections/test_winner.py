"""The sentence that says how sure a search is."""

from math import inf
from types import SimpleNamespace

import pytest

from hpsearch.report.sections.winner import winner, winner_of
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

FIRST = ConfidenceInterval(0.02083, 0.00412)
WON = "winner: trial 50, dev_error 0.0208 ± 0.0041 (mean of 5 trainings with new seeds)"


def finalist(rank: int, number: int, tied: bool = True, interval: ConfidenceInterval | None = FIRST) -> Finalist:
    return Finalist(rank, Outcome(Trial(number, 1, {}), Status.COMPLETE), 5, interval, tied)


@pytest.mark.parametrize(
    ("ranking", "sentence"),
    [
        ([], ""),
        ([finalist(1, 50)], WON),
        ([finalist(1, 50), finalist(2, 3)], f"{WON}; not clearly better than 3"),
        ([finalist(1, 50), finalist(2, 60), finalist(3, 7, tied=False)], f"{WON}; not clearly better than 60"),
        ([finalist(1, 50), finalist(2, 60), finalist(3, 52)], f"{WON}; not clearly better than 60, 52"),
        ([finalist(1, 50), finalist(2, 3, tied=False)], f"{WON}; clearly better than the other finalist"),
        (
            [finalist(1, 50), *(finalist(n, n, tied=False) for n in (2, 3))],
            f"{WON}; clearly better than the other 2 finalists",
        ),
        (
            [finalist(1, 50, interval=ConfidenceInterval(0.1, inf)), finalist(2, 3)],
            (
                "winner: trial 50, dev_error 0.1 (one training with a new seed, too few for an interval); "
                "not clearly better than 3"
            ),
        ),
        (
            [finalist(1, 50, interval=ConfidenceInterval(0.02083, 0.0))],
            "winner: trial 50, dev_error 0.02083 (in each of 5 trainings with new seeds)",
        ),
        (
            [finalist(1, 50, interval=None)],
            "every finalist diverged or failed with a new seed; they are ranked by their first training",
        ),
    ],
)
def test_the_sentence_names_the_winner_its_mean_and_its_ties(ranking, sentence):
    assert winner_of(ranking, "dev_error") == sentence


def run_without_finalists(*, status: Status = Status.COMPLETE, ended: bool = True, **search: object) -> SimpleNamespace:
    """A run of one trial with a time limit, none of whose finalists was retrained."""
    stated = {"mode": "caviar", "time_limit": 20.0, "finalists": {"count": 5, "repeats": 5}, **search}
    return SimpleNamespace(
        ranked_finalists=(),
        outcomes=[Outcome(Trial(0, 1, {}), status)],
        ranking=Ranking("dev_error", maximize=False),
        meta={"config": {"search": stated}, "finalists": {"count": 5, "repeats": 5}}.get,
        retrainings=(),
        late_facts=None,
        seconds_of_rounds=21.0,
        has_ended=ended,
    )


def test_it_is_said_that_no_time_was_left_to_retrain_the_finalists():
    run = run_without_finalists
    assert winner(run()).startswith("no time was left to retrain the finalists")
    assert winner(run(finalists=None)) == winner(run(time_limit=None)) == ""


def test_it_is_said_how_many_retrainings_of_the_finalists_were_done():
    """Those of a trial that is no finalist any more are not counted."""
    run = run_without_finalists()
    run.outcomes = [Outcome(Trial(n, 1, {}), Status.COMPLETE, metrics={"dev_error": n / 10}) for n in range(6)]
    run.retrainings = [Outcome(Trial(n, 1, {}), Status.COMPLETE, repeat=1 + n % 2) for n in (0, 1, 3, 5)]
    assert winner(run) == (
        "the time was over after 3 of 25 retrainings of the finalists with new seeds, which rank nothing before each "
        "finalist has 5: the first trial is the best of single trainings, which is partly luck; --resume with more "
        "time goes on from them"
    )


def test_an_interrupted_search_is_not_said_to_lack_time_for_its_finalists():
    assert winner(run_without_finalists(ended=False)) == ""


def test_a_search_whose_trials_all_diverged_is_not_said_to_lack_time_for_its_finalists():
    assert winner(run_without_finalists(status=Status.DIVERGED)) == ""


@pytest.mark.parametrize(("repeats", "trainings"), [(1, "single trainings"), (3, "means of 3 trainings")])
def test_without_retrainings_the_sentence_says_what_the_first_trial_is_the_best_of(repeats, trainings):
    assert f"is the best of {trainings}, which" in winner(run_without_finalists(repeats=repeats))


@pytest.mark.parametrize(
    ("middle", "half", "text"),
    [(0.1, 0.016421, "0.100 ± 0.016"), (12.3456, 0.99, "12.35 ± 0.99"), (159131.04, 1234.5, "159131 ± 1234")],
)
def test_a_mean_has_as_many_decimals_as_its_interval(middle, half, text):
    ranking = [finalist(1, 50, interval=ConfidenceInterval(middle, half))]
    assert f"dev_error {text} (mean of" in winner_of(ranking, "dev_error")
