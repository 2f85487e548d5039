"""The text above the figure of bias and variance says how many trials it shows."""

from types import SimpleNamespace

import pytest

from hpsearch.report.sections.bias_and_variance import _some
from hpsearch.trials.outcomes import Outcome, Status, Trial


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
