"""A verdict says of which networks its figures are."""

import pytest

from hpsearch.diagnosis.advice import diagnosed
from hpsearch.records import replace
from hpsearch.trials.finalists import Finalist
from tests.diagnosis.made import evidence, with_winner


@pytest.mark.parametrize(
    ("retrainings", "of"),
    [(0, "(trial 0)"), (1, "(trial 0, retrained once)"), (5, "(trial 0, mean of 5 retrainings)")],
)
def test_the_verdict_says_of_what_its_figures_are(retrainings, of):
    """The sentences on the ensemble and the baselines have figures of other networks."""
    made = with_winner(evidence(), train_error=0.0, dev_error=0.1)
    again = (Finalist(1, made.winner, retrainings, None, tied_with_first=True),) if retrainings else ()
    (found,) = [each for each in diagnosed(replace(made, finalists=again)) if each.name == "high_variance"]
    assert found.sentence.startswith(f"high variance: dev_error 0.1 against train_error 0 {of}, a difference of ")
