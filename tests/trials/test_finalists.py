"""The ranking of finalists by their retrainings."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.trials.finalists import contenders, ranked
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

ERROR = Ranking("dev_error", maximize=False)
ACCURACY = Ranking("dev_error", maximize=True)

values = st.integers(0, 32).map(lambda wrong: wrong / 32)  # errors of 32 examples: many equals, and exact sums


def draws(number: int, errors: list[float]) -> list[Outcome]:
    return [
        Outcome(Trial(number, 1, {}), Status.COMPLETE, {"dev_error": error, "dev_loss": error}, repeat=repeat)
        for repeat, error in enumerate(errors, start=3)
    ]


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(values, min_size=n, max_size=n), min_size=1, max_size=6)))
def test_ranks_follow_the_means_and_equals_keep_the_order(errors):
    """Ranks follow the means and equals keep the order of the search."""
    ranking = ranked([draws(number, each) for number, each in enumerate(errors)], ERROR)
    assert [finalist.rank for finalist in ranking] == list(range(1, len(errors) + 1))
    expected = sorted(range(len(errors)), key=lambda number: sum(errors[number]))
    assert [finalist.number for finalist in ranking] == expected
    assert [finalist.interval.middle for finalist in ranking] == pytest.approx([fmean(errors[n]) for n in expected])


@given(st.lists(values, min_size=5, max_size=5), st.lists(values, min_size=5, max_size=5))
def test_what_is_smaller_in_one_is_larger_in_the_other(one, other):
    """What is smaller in one objective is larger in the other with the same ties."""
    pair = [draws(0, one), draws(1, other)]
    smaller, larger = ranked(pair, ERROR), ranked(pair, ACCURACY)
    assert smaller[1].tied_with_first == larger[1].tied_with_first
    if sum(one) != sum(other):
        assert smaller[0].number == larger[1].number


def test_the_comparison_with_the_first_is_paired_by_repeat():
    """Draws that differ among themselves by far more than the trials do still tell these apart."""
    hard_and_easy = [0.1, 0.3, 0.5, 0.2, 0.4]
    worse = [error + 0.01 + 0.001 * n for n, error in enumerate(hard_and_easy)]
    first, second = ranked([draws(7, worse), draws(4, hard_and_easy)], ERROR)
    assert (first.number, first.tied_with_first) == (4, True)
    assert not second.tied_with_first
    assert second.interval.middle - second.interval.half < first.interval.middle
    (_, shuffled) = ranked([draws(4, hard_and_easy), draws(7, worse[::-1])], ERROR)
    assert shuffled.tied_with_first


@given(st.lists(st.permutations(range(4)), min_size=2, max_size=2))
def test_the_order_in_which_draws_come_does_not_matter(orders):
    errors = [[0.1, 0.2, 0.4, 0.3], [0.2, 0.2, 0.5, 0.4]]
    stated = [draws(number, each) for number, each in enumerate(errors)]
    shuffled = [[each[place] for place in order] for each, order in zip(stated, orders, strict=True)]
    assert ranked(shuffled, ERROR) == ranked(stated, ERROR)


def test_a_finalist_with_a_draw_that_came_to_nothing_is_last():
    """A finalist with a draw that came to nothing is last and tied with none."""
    ill = draws(0, [0.0, 0.0])
    ill[1] = Outcome(Trial(0, 1, {}), Status.DIVERGED, message="loss not finite in epoch 2", repeat=4)
    ranking = ranked([ill, draws(1, [0.5, 0.5])], ERROR)
    assert [finalist.number for finalist in ranking] == [1, 0]
    assert ranking[1].interval is None
    assert ranking[1].difference is None
    assert not ranking[1].tied_with_first


def test_a_single_draw_separates_nothing():
    assert [each.tied_with_first for each in ranked([draws(0, [0.1]), draws(1, [0.9])], ERROR)] == [True, True]


def test_contenders_are_the_best_complete_trials():
    statuses = [Status.COMPLETE, Status.DIVERGED, Status.COMPLETE, Status.STOPPED, Status.COMPLETE]
    outcomes = [Outcome(Trial(n, 1, {}), status, {"dev_error": 1 - n / 9}) for n, status in enumerate(statuses)]
    assert [each.number for each in contenders(outcomes, 2, ERROR)] == [4, 2]
    assert [each.number for each in contenders(outcomes, 9, ERROR)] == [4, 2, 0]


@given(st.lists(st.lists(values, min_size=4, max_size=4), min_size=2, max_size=5))
def test_the_difference_to_the_first_explains_who_is_tied(errors):
    """It is the mean of the differences repeat by repeat; its interval contains 0 exactly for those that are tied."""
    first, *others = ranked([draws(number, each) for number, each in enumerate(errors)], ERROR)
    assert first.difference is None
    for other in others:
        expected = fmean(x - y for x, y in zip(errors[other.number], errors[first.number], strict=True))
        assert other.difference.middle == pytest.approx(expected)
        assert other.tied_with_first == (other.difference.low <= 0 <= other.difference.high)
