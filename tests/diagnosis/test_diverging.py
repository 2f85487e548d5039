"""Where all trials diverge, rates below all of them are proposed."""

from math import inf

import pytest

from hpsearch.config import config_from
from hpsearch.diagnosis.advice import diagnosed
from hpsearch.diagnosis.changes import config_with
from hpsearch.records import replace
from hpsearch.trials.outcomes import Status
from hpsearch.trials.taken_over import OutsideTrial
from tests.diagnosis.made import config, evidence, outcome
from tests.diagnosis.shown import SHOWN


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [
        ({"low": 1e3, "high": 1e6, "scale": "log"}, 1e-4, 1e3),
        ({"low": 1e-2, "high": 1.0, "scale": "log"}, 1e-5, 1e-2),
        ({"low": 5.0, "high": 9.0}, 1e-4, 5.0),
        ({"choices": [3.0, 9.0]}, 1e-4, 3.0),
        (500.0, 1e-4, 500.0),
        (0.1, 1e-4, 0.1),
    ],
    ids=str,
)
def test_where_all_trials_diverge_the_rates_below_them_are_searched(rate, low, high):
    """Down to the lowest of them it would be the same rates again, and no trial would complete."""
    of = config(learning_rate=rate)
    lost = tuple(
        outcome(number, {"learning_rate": each}, inf, status=Status.DIVERGED)
        for number, each in enumerate((1e6, 1e5, 1e4, 2e3))
    )
    (found,) = (each for each in diagnosed(evidence(of, trials=lost, curve=())) if each.name == "diverging")
    assert found.sentence == "all 4 trials diverged"
    changed = config_from(config_with(of.as_dict(), found.changes)).hyperparameters["learning_rate"]
    assert (changed.low, changed.high) == pytest.approx((low, high))
    assert changed.scale == "log"


@pytest.mark.parametrize(("best", "told"), [(0.01, False), (0.5, True)])
def test_a_winner_above_the_rate_from_which_most_diverge_is_named(best, told):
    """The range then ends at its rate, which would contradict the sentence."""
    of = config(learning_rate={"low": 1e-3, "high": 1.0, "scale": "log"})
    kept = [outcome(0, {"learning_rate": best}, 0.1), outcome(1, {"learning_rate": 0.002}, 0.3)]
    kept += [outcome(number, {"learning_rate": 0.003 + number / 1000}, 0.3) for number in range(2, 6)]
    lost = [outcome(9 + n, {"learning_rate": 0.2 + n / 10}, inf, status=Status.DIVERGED) for n in range(3)]
    (found,) = (each for each in diagnosed(evidence(of, trials=(*kept, *lost))) if each.name == "diverging")
    assert ("though the winner has 0.5" in found.sentence) == told
    assert [change.after for change in found.changes] == ([0.5] if told else [max(best, 0.01)])


@pytest.mark.parametrize("mode", ["caviar", "panda"])
def test_lower_rates_are_proposed_where_the_only_trial_diverged(mode):
    """One lost trial of several may be chance, but nothing else is known here."""
    of = config(learning_rate=500.0, search={"mode": mode, "trials": 1, "finalists": None})
    lost = outcome(0, {}, inf, status=Status.DIVERGED)
    (found,) = (each for each in diagnosed(evidence(of, trials=(lost,), curve=())) if each.name == "diverging")
    assert found.sentence == "the only trial diverged"
    assert [change.key for change in found.changes] == ["hyperparameters.learning_rate"]
    fine = outcome(1, {"learning_rate": 0.01}, 0.1)
    assert "diverging" not in {each.name for each in diagnosed(evidence(of, trials=(fine, lost)))}


@pytest.mark.parametrize("costs", [(inf, inf, 0.4), (inf, 0.4, 0.4), (0.4,), ()])
def test_a_range_that_ends_where_the_run_before_diverged_is_not_widened_again(costs):
    """One round of a loop would move the end up, and the next one down again."""
    shows = SHOWN["best_at_the_end_of_a_range"][0]
    high = shows.config.hyperparameters["learning_rate"].high
    outside = tuple(OutsideTrial({"learning_rate": high * (2 + n)}, cost) for n, cost in enumerate(costs))
    widened = [
        change.key
        for finding in diagnosed(replace(shows, outside=outside))
        for change in finding.changes
        if change.key == "hyperparameters.learning_rate.high"
    ]
    assert bool(widened) == (costs.count(inf) < 2)
