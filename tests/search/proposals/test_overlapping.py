"""Rounds that overlap: what finished first decides when a round is proposed, and never what."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.search.proposals import pieces
from hpsearch.search.proposals.overlapping import OverlappingRounds
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.workers.time_limit import TimeLimit


class Recorded:
    """A conversation that records what it is asked and told; its space has `settings` different settings."""

    def __init__(self, settings=10**6):
        self.log, self._asked, self._settings = [], 0, settings

    def ask(self, round_, count):
        count = min(count, self._settings - self._asked)
        asked = [Trial(self._asked + place, round_, {}) for place in range(count)]
        self._asked += count
        self.log += [("ask", round_, trial.number) for trial in asked]
        return asked

    def tell(self, outcomes):
        self.log += [("tell", outcome.trial.round, outcome.number) for outcome in outcomes]


def searched(sizes, lag, finishing, settings=10**6, workers=3):
    """The log of a search whose trials finish in an order that `finishing` draws; and its rounds."""
    conversation, done = Recorded(settings), {}
    rounds = OverlappingRounds(conversation, sizes, lag, done, TimeLimit(), lambda _round: None)
    proposed, waiting, training = iter(rounds), [], []
    while True:
        while len(training) < workers and (waiting or (piece := next(proposed, []))):
            waiting += piece if not waiting else []
            training.append(waiting.pop(0))
        if not training:
            return conversation.log, rounds
        trial = training.pop(finishing.randrange(len(training)))
        done[trial.number] = Outcome(trial, Status.COMPLETE)


SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=7)


@given(SIZES, st.integers(1, 5), st.randoms(use_true_random=False), st.integers(1, 20))
def test_any_order_of_finishing_asks_and_tells_the_same(sizes, lag, finishing, workers):
    expected, _ = searched(sizes, lag, Random(0), workers=1)  # noqa: S311, no secret
    assert searched(sizes, lag, finishing, workers=workers)[0] == expected


@given(SIZES, st.integers(1, 5), st.randoms(use_true_random=False))
def test_a_round_is_proposed_when_the_rounds_up_to_its_lag_are_told_and_no_other(sizes, lag, finishing):
    log, rounds = searched(sizes, lag, finishing)
    for place, (what, round_, _) in enumerate(log):
        if what == "ask":
            told = {told for happened, told, _ in log[:place] if happened == "tell"}
            assert told == set(range(1, round_ - lag + 1))
    assert [len(asked) for asked in rounds.proposed] == sizes


def test_with_a_lag_no_worker_waits_for_one_slow_trial():
    done = {}
    rounds = OverlappingRounds(Recorded(), [2, 2, 2, 2], 3, done, TimeLimit(), lambda _round: None)
    proposed = iter(rounds)
    first = next(proposed)
    assert [trial.number for _ in range(2) for trial in next(proposed)] == [2, 3, 4, 5]
    done[1] = Outcome(first[1], Status.COMPLETE)
    assert next(proposed) == []  # trial 0 still trains, and round 4 follows from round 1
    done[0] = Outcome(first[0], Status.COMPLETE)
    assert [trial.number for trial in next(proposed)] == [6, 7]


@pytest.mark.parametrize(("settings", "sizes"), [(5, [2, 2, 1]), (4, [2, 2]), (0, [])])
def test_they_end_where_the_space_has_no_more_settings(settings, sizes):
    _, rounds = searched([2, 2, 2, 2], 2, Random(0), settings)  # noqa: S311, no secret
    assert [len(asked) for asked in rounds.proposed] == sizes
    assert rounds.used_up


def test_a_large_round_is_proposed_in_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 4)
    rounds = OverlappingRounds(Recorded(), [6, 6], 2, {}, TimeLimit(), lambda _round: None)
    assert [len(piece) for piece in rounds] == [4, 2, 4, 2]
