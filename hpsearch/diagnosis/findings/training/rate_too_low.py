"""A learning rate that is too low: the loss falls steadily, but very slowly."""

from collections.abc import Iterator
from itertools import pairwise

from hpsearch.diagnosis.changes import searched, widened
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
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
        "epochs, and by less than a tenth in all"
    )
    proposes = "a learning_rate ten times as high, or up to a hundred times that of a fixed one"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the total reduction of the loss."""
        winner, losses = evidence.winner, evidence.values_of("train")
        if winner is None or len(losses) < _FEWEST or not losses[0] > 0:
            return
        own = [each for each in evidence.comparisons if each.number == winner.number]
        steady = sum(after < before for before, after in pairwise(losses)) / (len(losses) - 1)
        fell = (losses[0] - losses[-1]) / losses[0]
        if all(each.clearly_better for each in own) or steady < _STEADY or not fell < _LITTLE:
            return
        rate = evidence.settings.get("learning_rate")
        fixed = {"low": rate, "high": min(rate * _FACTOR, 10.0), "scale": "log"} if isinstance(rate, float) else {}
        yield Finding(
            self.name,
            f"learning rates are too low: in {len(losses)} epochs the training loss of trial {winner.number} fell "
            f"steadily, but only by {percent(fell, 1)}",
            self.phase,
            steady,
            {"fell": fell, "steady": steady, "epochs": len(losses)},
            tuple(searched(evidence, "learning_rate", fixed) or widened(evidence, "learning_rate", upwards=True)),
            "learning_rate",
        )
