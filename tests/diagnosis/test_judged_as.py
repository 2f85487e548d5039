"""A verdict says of which networks its figures are."""

import pytest

from hpsearch.diagnosis.advice import QUADRANT, diagnosed
from hpsearch.records import replace
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.ranking import Ranking
from tests.diagnosis.made import evidence, with_winner
from tests.diagnosis.shown import SHOWN


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


@pytest.mark.parametrize(
    ("metric", "told"), [("dev_auc", True), ("dev_loss", True), ("dev_error", False), ("dev_accuracy", False)]
)
@pytest.mark.parametrize("name", QUADRANT)
def test_each_verdict_says_by_what_it_judges_if_the_search_goes_by_another_metric(name, metric, told):
    """Its limits are points of the error, which orders networks otherwise than an AUC does."""
    shows, _ = SHOWN[name]
    value = {"dev_auc": 0.9, "dev_accuracy": 0.9}
    every = tuple(replace(each, metrics={**value, **each.metrics}) for each in shows.trials)
    made = replace(shows, trials=every, ranking=Ranking(metric, maximize=metric in value))
    (found,) = [each for each in diagnosed(made) if each.name == name]
    assert found.sentence.endswith(f" (bias and variance are judged by the error, not by {metric})") == told
