"""The sentence that says how sure a search is."""

from math import inf

import pytest

from hpsearch.report.sections.winner import certainty
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.intervals import ConfidenceInterval
from hpsearch.trials.outcomes import Outcome, Status, Trial

FIRST = ConfidenceInterval(0.02083, 0.00412)


def finalist(rank: int, number: int, tied: bool = True, interval: ConfidenceInterval | None = FIRST) -> Finalist:
    return Finalist(rank, Outcome(Trial(number, 1, {}), Status.COMPLETE), 5, interval, tied)


@pytest.mark.parametrize(
    ("ranking", "sentence"),
    [
        ([], ""),
        ([finalist(1, 50)], "trial 50 is first with 0.02083 ± 0.0041 over 5 retrainings"),
        ([finalist(1, 50), finalist(2, 3)], "...; trial 3 is tied with it"),
        ([finalist(1, 50), finalist(2, 60), finalist(3, 7, tied=False)], "...; trial 60 is tied with it"),
        ([finalist(1, 50), finalist(2, 60), finalist(3, 52)], "...; trials 60 and 52 are tied with it"),
        ([finalist(1, 50), *(finalist(n, n) for n in (2, 3, 4))], "...; trials 2, 3 and 4 are tied with it"),
        ([finalist(1, 50), finalist(2, 3, tied=False)], "...; the other is not tied with it"),
        ([finalist(1, 50), *(finalist(n, n, tied=False) for n in (2, 3))], "...; none of the other 2 is tied with it"),
        (
            [finalist(1, 50, interval=ConfidenceInterval(0.1, inf)), finalist(2, 3)],
            "trial 50 is first with 0.1 in one retraining, too few to say how sure that is",
        ),
        (
            [finalist(1, 50, interval=None)],
            "every finalist diverged or failed when it was retrained; they stand as the search ranked them",
        ),
    ],
)
def test_the_sentence_names_the_first_its_mean_and_its_ties(ranking, sentence):
    assert certainty(ranking) == sentence.replace("...", "trial 50 is first with 0.02083 ± 0.0041 over 5 retrainings")
