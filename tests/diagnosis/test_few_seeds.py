"""The finding that more retrainings may tell the finalists apart."""

import pytest

from hpsearch.diagnosis.advice import diagnosed, why_nothing
from hpsearch.records import replace
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Status
from tests.diagnosis.made import config, evidence, outcome
from tests.diagnosis.shown import finalists


@pytest.mark.parametrize(
    ("planned", "done", "half", "told", "changes"),
    [
        (5, 5, 0.006, "after 5 retrainings each", ["search.finalists.repeats: 5 → 12"]),
        (5, 2, 0.006, "5 each may tell these two apart", []),
        (5, 3, 0.006, "7 each may tell these two apart", ["search.finalists.repeats: 5 → 7"]),
        (5, 5, 0.02, "(trial 40 differs by 0.004 ± 0.020)", []),
        (12, 5, 0.005, "8 each may tell these two apart", []),
        (30, 30, 0.006, "(trial 40 differs by 0.0040 ± 0.0060)", []),
    ],
    ids=[
        "as planned",
        "as many as were planned",
        "fewer done than planned",
        "too many",
        "no time",
        "more done than 20",
    ],
)
def test_how_many_seeds_may_tell_comes_from_those_that_were_used(planned, done, half, told, changes):
    of = config(search={"finalists": {"count": 2, "repeats": planned}})
    pair = [replace(each, retrainings=done) for each in finalists(tied=True)]
    pair[1] = replace(pair[1], difference=ConfidenceInterval(0.004, half))
    (found,) = [each for each in diagnosed(evidence(of, finalists=tuple(pair))) if each.name == "too_few_seeds"]
    assert told in found.sentence
    assert ("may tell" in found.sentence) == (done * (half / 0.004) ** 2 <= 20)
    assert [str(change) for change in found.changes] == changes


def test_a_difference_has_no_sign_where_more_is_better():
    """By an AUC or an accuracy the other finalist has less; it was told to differ by -0.0040."""
    pair = finalists(tied=True)
    pair = (pair[0], replace(pair[1], difference=ConfidenceInterval(-0.004, 0.006)))
    (found,) = [each for each in diagnosed(evidence(finalists=pair)) if each.name == "too_few_seeds"]
    assert "differs by 0.0040 ± 0.0060" in found.sentence


@pytest.mark.parametrize(("repeats", "tied", "told"), [(6, 1, "finalist is"), (11, 2, "finalists are")])
def test_finalists_that_more_seeds_did_not_tell_apart_are_called_equally_good(repeats, tied, told):
    """More were proposed after each search: 5, then 6, then 11."""
    of = config(search={"finalists": {"count": 3, "repeats": repeats}})
    first, second = (replace(each, retrainings=repeats) for each in finalists(tied=True))
    made = evidence(of, finalists=(first, *[second] * tied))
    (found,) = [each for each in diagnosed(made) if each.name == "too_few_seeds"]
    assert found.sentence.startswith(
        f"equally good: after {repeats} retrainings each, {tied} other {told} about as good"
    )
    assert "may tell" not in found.sentence
    assert found.changes == ()
    assert "equally good" in why_nothing(made, [found])


def test_a_winner_by_means_of_trainings_is_not_called_the_best_of_single_ones():
    (found,) = [
        each
        for each in diagnosed(evidence(config(search={"finalists": None, "repeats": 3})))
        if each.name == "too_few_seeds"
    ]
    assert found.sentence.startswith("the winner is the best of means of 3 trainings")


@pytest.mark.parametrize(("status", "found"), [(Status.FAILED, {"failed_trials"}), (Status.DIVERGED, {"diverging"})])
def test_without_a_winner_nothing_is_said_of_its_seeds_nor_of_more_trials_that_fail(status, found):
    """A loop searched three times with code that raises an error, with more trials and then more seeds."""
    of = config(search={"finalists": None, "trials": 9})
    lost = tuple(
        outcome(number, {"learning_rate": 0.1, "l2": 0.1, "units": 16}, 0.0, status=status) for number in range(9)
    )
    names = {each.name for each in diagnosed(evidence(of, trials=lost, curve=(), late=None))}
    assert names >= found
    assert "too_few_seeds" not in names
    assert ("too_few_trials" in names) == (status == Status.DIVERGED)


def test_where_all_trials_failed_the_first_error_is_why_nothing_is_changed():
    lost = tuple(outcome(number, {}, 0.0, status=Status.FAILED) for number in range(3))
    made = evidence(trials=lost, curve=(), late=None)
    assert (
        why_nothing(made, diagnosed(made)) == "3 of 3 trials raised an error; the first, trial 0: the loss is no number"
    )
