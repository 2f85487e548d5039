"""A learning rate that is too low: the loss falls steadily, but very slowly."""

from collections.abc import Iterator
from itertools import pairwise

from hpsearch.diagnosis.changes import searched
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.diagnosis.rates import (
    USUAL,
    are_below_usual,
    has_barely_begun,
    high_enough,
    higher_rates,
    late_share,
)
from hpsearch.text.percent import percent

_FEWEST = 5
"""Smallest number of epochs of a curve."""

_STEADY, _LITTLE = 0.8, 0.1
_FACTOR = 100


class RateTooLowFinding:
    """The winner's training loss falls steadily but slowly, and it is no better than a baseline."""

    name = "learning_rate_too_low"
    phase = Phase.TRAINING
    place = 25
    trigger = (
        "the run's model is not clearly better than a baseline, and the winner's training loss fell in four of five "
        "epochs: with a rate below 0.1 by less than a tenth in all; or, with one that is fixed, or near the upper end "
        "of its range, and below 0.01, by a third or more of its fall in the second half of the epochs"
    )
    proposes = (
        "a learning_rate ten times as high, or up to a hundred times that of a fixed one; where a third of the fall is "
        "in the second half, up to 0.1 at once"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the total reduction of the loss."""
        winner, losses = evidence.winner, evidence.values_of("train")
        if winner is None or len(losses) < _FEWEST or not losses[0] > 0:
            return
        own = [each for each in evidence.comparisons if each.number == winner.number]
        steady = sum(after < before for before, after in pairwise(losses)) / (len(losses) - 1)
        fell, late = (losses[0] - losses[-1]) / losses[0], late_share(evidence)
        if all(each.clearly_better for each in own) or steady < _STEADY or _is_usual(evidence):
            return
        barely_begun = has_barely_begun(evidence) and are_below_usual(evidence)
        if not (fell < _LITTLE or barely_begun):
            return
        how = f"but only by {percent(fell, 1)}" if fell < _LITTLE else f"by {percent(fell, 1)}"
        yield Finding(
            self.name,
            f"learning rates are too low: in {len(losses)} epochs the training loss of trial {winner.number} fell "
            f"steadily, {how}{f', {percent(late)} of that in the second half' if barely_begun else ''}",
            self.phase,
            steady,
            {"fell": fell, "steady": steady, "epochs": len(losses), "late": late},
            tuple(_fixed(evidence) or higher_rates(evidence)),
            "learning_rate",
        )


def _is_usual(evidence: Evidence) -> bool:
    """Whether the winner's rate is as high as the usual ones, so that other things keep its loss from falling."""
    rate = evidence.settings.get("learning_rate")
    return isinstance(rate, float) and rate >= USUAL


def _fixed(evidence: Evidence) -> list[ConfigChange]:
    """Return the change of a fixed learning rate to a range above it."""
    rate = evidence.settings.get("learning_rate")
    if not isinstance(rate, float):
        return []
    among = {"low": rate, "high": high_enough(evidence, rate * _FACTOR), "scale": "log"}
    return searched(evidence, "learning_rate", among)
