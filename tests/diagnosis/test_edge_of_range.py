"""Where a range is said to be too narrow, as its best results are at an end."""

import pytest

from hpsearch.diagnosis.findings.bias.edge_of_range import EdgeOfRangeFinding
from tests.diagnosis.made import config, evidence, outcome, trials
from tests.diagnosis.shown import rising


@pytest.mark.parametrize(("nearer", "found"), [(2, True), (3, False)])
def test_a_range_does_not_end_at_its_best_where_the_trials_near_its_end_are_poor(nearer, found):
    """The process may expect more of other networks at high rates than those that were tried there show."""
    of = config()
    best = {**trials(of, rising)[0].settings, "learning_rate": 0.3}
    below = [each for each in trials(of, rising) if each.settings["learning_rate"] < 0.2]
    beyond = [
        outcome(50 + n, {**best, "learning_rate": 0.56 + 0.02 * n, "units": 128, "l2": 100.0}, 0.3)
        for n in range(nearer)
    ]
    made = evidence(of, trials=(outcome(49, {**best, "units": 16, "l2": 0.01}, 0.05), *below, *beyond))
    assert any(each.about == "learning_rate" for each in EdgeOfRangeFinding().found(made)) == found
