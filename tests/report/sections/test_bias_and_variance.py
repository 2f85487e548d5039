"""The figure of bias and variance shows what the verdict judges by; its text says how many trials it shows."""

from types import SimpleNamespace

import pytest

from hpsearch.report.sections.bias_and_variance import _axes, _measure, _some, stands
from hpsearch.trials.outcomes import Outcome, Status, Trial
from tests.diagnosis.made import evidence, with_winner
from tests.diagnosis.test_rare_class import searched


@pytest.mark.parametrize(
    ("complete", "shown", "told"),
    [
        (8, 8, ""),
        (12, 8, ": the best 8 of 12"),
        (64, 32, ": the best 32 of 64"),
        (4_000, 600, ": 600 of the best 2,000 of 4,000"),
    ],
)
def test_the_text_says_which_trials_are_shown(complete, shown, told):
    """Eight are shown even where they are more than the better half."""
    run = SimpleNamespace(outcomes=[Outcome(Trial(number, 1, {}), Status.COMPLETE) for number in range(complete)])
    assert _some(run, range(shown)) == told


def test_where_a_metric_judges_the_figure_shows_that_metric():
    """The errors say nothing on rare classes; the verdict above the figure goes by the AUC, too."""
    made = searched("auc", 0.95, 0.7)
    number, bias, variance = stands(made)[0]
    assert (number, bias, variance) == (0, pytest.approx(0.05), pytest.approx(0.25))
    assert _axes(made) == ("bias: 1 less train_auc", "variance: train_auc less dev_auc")
    assert _measure(made) == "1 less the auc"


def test_elsewhere_it_shows_errors():
    made = with_winner(evidence(), train_error=0.02, dev_error=0.1)
    assert stands(made)[0][1:] == (pytest.approx(0.02), pytest.approx(0.08))
    assert _axes(made)[1] == "variance: dev_error less train_error"
    assert _measure(made) == "the error"
