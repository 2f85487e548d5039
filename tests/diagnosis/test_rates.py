"""Where training has barely begun, learning rates go up to the usual ones at once; elsewhere a decade."""

from math import log10

import pytest

from hpsearch.diagnosis.advice import advised, changes_of, diagnosed
from hpsearch.diagnosis.findings.bias.edge_of_range import EdgeOfRangeFinding
from hpsearch.diagnosis.findings.bias.untrained import UntrainedFinding
from hpsearch.diagnosis.findings.training.rate_too_low import RateTooLowFinding
from hpsearch.diagnosis.rates import has_barely_begun, higher_rates
from hpsearch.records import replace
from tests.diagnosis.made import config, curve, evidence, flattening, trials
from tests.diagnosis.shown import judged

HIGH = "hyperparameters.learning_rate.high"


def falling(epochs=30, to=0.4, steps=1.0):
    """Losses that fall exponentially to a loss, so many time constants long."""
    return [to + (1 - to) * 2.718 ** (-steps * n / epochs) for n in range(epochs)]


def of_rates(low, high, losses, *, better_by=0.2):
    """A run that is better with higher rates, whose best trial has such losses."""
    of = config(learning_rate={"low": low, "high": high, "scale": "log"})
    made = trials(of, lambda settings: 0.3 - 0.02 * log10(settings["learning_rate"] / low))
    shows = evidence(of, trials=made, curve=curve(losses, losses))
    return replace(
        shows, comparisons=tuple(replace(each, number=shows.winner.number) for each in judged(better_by, 0.001))
    )


@pytest.mark.parametrize(
    ("losses", "begun"),
    [
        (falling(steps=0.5), True),
        (falling(steps=1.2), True),
        (falling(steps=2.0), False),
        (flattening(), False),
        (falling(epochs=4, steps=0.5), False),
        ([0.5] * 30, False),
        ([], False),
    ],
)
def test_training_has_barely_begun_while_the_loss_falls_nearly_as_fast_as_at_first(losses, begun):
    assert has_barely_begun(of_rates(1e-6, 1e-4, losses)) == begun


@pytest.mark.parametrize(
    ("low", "high", "losses", "after"),
    [
        (1e-6, 1e-4, falling(), 0.1),
        (1e-6, 1e-4, flattening(), 1e-3),
        (1e-4, 1e-1, falling(), 1.0),
        (1e-4, 5.0, falling(), 10.0),
    ],
)
def test_rates_far_below_the_usual_ones_go_there_at_once(low, high, losses, after):
    """Only where training has barely begun: otherwise the best rate may be near."""
    shows = of_rates(low, high, losses)
    assert [change.after for change in higher_rates(shows)] == [after]
    (edge,) = (each for each in EdgeOfRangeFinding().found(shows) if each.about == "learning_rate")
    assert [(change.key, change.after) for change in edge.changes] == [(HIGH, after)]


def test_rates_are_too_low_where_a_model_no_better_than_a_baseline_has_barely_begun():
    """Its loss may have fallen by more than a tenth; one that flattens has other reasons."""
    shows, twin = (of_rates(1e-6, 1e-4, losses, better_by=-0.2) for losses in (falling(to=0.2), flattening()))
    (found,) = RateTooLowFinding().found(shows)
    assert found.sentence.endswith("fell steadily, by 49.6 %, 37 % of that in the second half")
    assert [str(change) for change in found.changes] == [f"{HIGH}: 0.0001 → 0.1"]
    assert not list(RateTooLowFinding().found(twin))
    assert not list(RateTooLowFinding().found(of_rates(1e-6, 1e-4, falling(to=0.2))))


def test_usual_rates_are_not_too_low_though_the_loss_still_falls():
    """A network that learns its rows by heart may still fit them better with each epoch, and beat no baseline."""
    assert not list(RateTooLowFinding().found(of_rates(1e-4, 1e-1, falling(to=0.2), better_by=-0.2)))
    of = config(learning_rate=0.03)
    losses = falling(to=0.2)
    shows = evidence(of, trials=trials(of), curve=curve(losses, losses), comparisons=judged(-0.2, 0.001))
    assert has_barely_begun(shows)
    assert not list(RateTooLowFinding().found(shows))


def test_a_fixed_rate_with_which_training_barely_begins_is_searched_up_to_the_usual_ones():
    of = config(learning_rate=1e-6)
    losses = falling()
    shows = evidence(of, trials=trials(of), curve=curve(losses, losses), comparisons=judged(-0.2, 0.001))
    (found,) = RateTooLowFinding().found(shows)
    assert [change.after for change in found.changes] == [{"low": 1e-6, "high": 0.1, "scale": "log"}]


@pytest.mark.parametrize(
    ("rate", "high", "losses", "waits"),
    [(0.9, 1e-4, 1.0, True), (0.5, 1e-4, 1.0, False), (0.9, 1e-2, 1.0, False), (0.9, 1e-4, 2.0, False)],
)
def test_more_epochs_wait_for_far_higher_rates_where_training_has_barely_begun(rate, high, losses, waits):
    """With a rate in the middle of its range, or near the usual ones, there are too few epochs."""
    shows = of_rates(1e-6, high, falling(to=0.0, steps=losses))
    first, *others = (replace(each, best_epoch=30) for each in shows.trials)
    settings = {**first.settings, "learning_rate": 1e-6 * (high / 1e-6) ** rate}
    shows = replace(shows, trials=(replace(first, trial=replace(first.trial, settings=settings)), *others))
    (found,) = UntrainedFinding().found(shows)
    assert [bool(found.changes), bool(found.unchanged)] == [not waits, waits]


def test_one_round_of_advice_moves_the_rates_once():
    """Though two findings propose it."""
    shows = of_rates(1e-6, 1e-4, falling(), better_by=-0.2)
    advice = advised(diagnosed(shows))
    assert {"learning_rate_too_low", "best_at_the_end_of_a_range"} <= {finding.name for finding in advice}
    moved = [change for change, _ in changes_of(shows, advice) if change.key == HIGH]
    assert [change.after for change in moved] == [0.1]


@pytest.mark.parametrize(("rate", "found"), [(0.01, True), (0.3, False)])
def test_a_rate_as_high_as_the_usual_ones_is_not_too_low(rate, found):
    """A loss that hardly falls has another reason, such as a target that the inputs do not tell."""
    losses = [0.7 - 0.001 * n for n in range(30)]
    shows = of_rates(1e-4, 1.0, losses, better_by=-0.2)
    first, *others = shows.trials
    first = replace(first, trial=replace(first.trial, settings={**first.settings, "learning_rate": rate}))
    assert bool(list(RateTooLowFinding().found(replace(shows, trials=(first, *others))))) == found
