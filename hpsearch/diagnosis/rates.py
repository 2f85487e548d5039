"""Higher learning rates: a decade, or up to the usual ones at once where training has barely begun (notes §XXIII)."""

from hpsearch.diagnosis.changes import MOST_ADVISED, diverged_between, widened
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.diagnosis.surface import coordinate
from hpsearch.records import replace
from hpsearch.space import Axis

USUAL = 0.1
"""The upper end of the learning rates that `init --plain` searches."""

_FAR = 10
"""An upper end is far below the usual one if it is lower by more than this factor, by which it moves otherwise."""

NEAR = 0.25
"""Share of a range within which a trial is near its end."""

_FEWEST = 5
"""Smallest number of epochs of a curve."""

_STEEP = 1 / 3
"""Share of a loss's fall in the second half of the epochs from which training has barely begun.

A loss that falls exponentially to its end has then gone less than three quarters of the way.
"""


def late_share(evidence: Evidence) -> float:
    """Return the share of the fall of the winner's training loss in the second half of its epochs.

    It is 0 with fewer than 5 epochs, or if the loss did not fall in both halves.
    """
    losses = evidence.values_of("train")
    if len(losses) < _FEWEST:
        return 0.0
    start, middle, end = losses[0], losses[len(losses) // 2], losses[-1]
    return (middle - end) / (start - end) if start > middle > end else 0.0


def has_barely_begun(evidence: Evidence) -> bool:
    """Whether the winner's training loss still falls nearly as fast as at first."""
    return late_share(evidence) >= _STEEP


def are_below_usual(evidence: Evidence) -> bool:
    """Whether the winner's learning rate is fixed, or near the end of its range, and that far below the usual one."""
    axis, winner = _axis(evidence), evidence.winner
    if axis is None or winner is None:
        rate = evidence.settings.get("learning_rate")
        return isinstance(rate, float) and rate * _FAR < USUAL
    return axis.domain.decode(1.0) * _FAR < USUAL and coordinate(axis, winner.settings) >= 1 - NEAR


def rates_come_first(evidence: Evidence) -> bool:
    """Whether training has barely begun with a learning rate near an upper end that is far below the usual one."""
    return _axis(evidence) is not None and has_barely_begun(evidence) and are_below_usual(evidence)


def high_enough(evidence: Evidence, high: float) -> float:
    """Return an upper end of the learning rates: `high`, or the usual one if that is higher and training barely began.

    It is at most the largest that advice proposes.
    """
    return min(max(high, USUAL) if has_barely_begun(evidence) else high, MOST_ADVISED["learning_rate"])


def higher_rates(evidence: Evidence) -> list[ConfigChange]:
    """Return the change that moves the upper end of the learning rates outwards; empty if there is no such end."""
    changes = widened(evidence, "learning_rate", upwards=True)
    higher = [replace(change, after=high_enough(evidence, change.after)) for change in changes]
    return [each for each in higher if not diverged_between(evidence, "learning_rate", each.before, each.after)]


def _axis(evidence: Evidence) -> Axis | None:
    """The axis of the learning rate; None if it is fixed."""
    return next((axis for axis in evidence.space.axes if axis.name == "learning_rate"), None)
