"""No better than a baseline: a simple model is as good."""

from collections.abc import Iterator
from math import nan

from hpsearch.diagnosis.changes import searched, widened
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.diagnosis.gaps import verdict_of
from hpsearch.diagnosis.recipe import binned
from hpsearch.diagnosis.surface import coordinate

LOWEST, HIGHEST = 1e-4, 1.0

_NEAR = 0.25
"""Largest distance of the winner from the end of a range, as a share of the range."""


class NoBetterThanABaselineFinding:
    """The run's model is not significantly better than a baseline."""

    name = "no_better_than_a_baseline"
    phase = Phase.TRAINING
    place = 30
    trigger = "the interval of the difference between the run's model and a stored baseline contains 0, or is worse"
    proposes = (
        "where it is worse, and not where networks fit train and dev less, learning_rate from 1e-4 to 1, or after few "
        "trials the end near to it; where boosted trees are better, numbers in bins"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the best baseline."""
        winner = evidence.winner
        own = [each for each in evidence.comparisons if winner is not None and each.number == winner.number]
        strongest = min(
            (each for each in own if each.is_known and not each.clearly_better),
            key=lambda each: each.better_by,
            default=None,
        )
        if strongest is None:
            return
        trees = strongest.baseline == "boosted_trees"
        yield Finding(
            self.name,
            # the sentence on the baselines has the numbers
            f"{strongest.called} {strongest.stands_to(f'{strongest.against}, a baseline')}",
            self.phase,
            1 - strongest.p / 2 if strongest.better_by < 0 else 0.5,
            {"better_by": strongest.better_by, "low": strongest.low, "high": strongest.high, "p": strongest.p},
            (*_rates(evidence), *(binned(evidence) if trees else ())) if strongest.better_by < 0 else (),
            strongest.baseline,
        )


def _rates(evidence: Evidence) -> list[ConfigChange]:
    """Return changes to other learning rates, unless the network fits its training examples, where they do not help.

    In a range, only the end that is near the winner is moved.
    """
    known = verdict_of(evidence)
    if known is not None and (known.fitting_does_not_help or (known.varies and not known.is_biased)):
        return []
    if wide := searched(evidence, "learning_rate", {"low": LOWEST, "high": HIGHEST, "scale": "log"}):
        return wide
    axis = next((axis for axis in evidence.space.axes if axis.name == "learning_rate"), None)
    winner = evidence.winner if evidence.surface is None else None
    u = coordinate(axis, winner.settings) if axis is not None and winner is not None else nan
    upwards = u >= 1 - _NEAR
    return widened(evidence, "learning_rate", upwards=upwards) if upwards or u <= _NEAR else []
