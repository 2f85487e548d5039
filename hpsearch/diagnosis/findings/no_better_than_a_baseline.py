"""No better than a baseline: a simple model does as well."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import searched, widened
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.space import Range

LOWEST, HIGHEST = 1e-4, 1.0


class NoBetterThanABaselineFinding:
    """The winner is not better than a baseline by more than chance."""

    name = "no_better_than_a_baseline"
    phase = Phase.TRAINING
    place = 30
    trigger = "the interval of the difference between the winner and a stored baseline contains 0, or is worse"
    proposes = "where it is worse, learning_rate from 1e-4 to 1, or after few trials a decade more at both ends"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the baseline that comes off best."""
        winner = evidence.winner
        own = [each for each in evidence.comparisons if winner is not None and each.number == winner.number]
        strongest = min(
            (each for each in own if not each.clearly_better), key=lambda each: each.better_by, default=None
        )
        if strongest is None:
            return
        yield Finding(
            self.name,
            f"no better than a baseline: trial {strongest.number} against {strongest.against} is "
            f"{strongest.difference}, {strongest.values}",
            self.phase,
            1 - strongest.p / 2 if strongest.better_by < 0 else 0.5,
            {"better_by": strongest.better_by, "low": strongest.low, "high": strongest.high, "p": strongest.p},
            tuple(_rates(evidence)) if strongest.better_by < 0 else (),
            strongest.baseline,
        )


def _rates(evidence: Evidence) -> list[ConfigChange]:
    value = evidence.hyperparameters["learning_rate"]
    if isinstance(value, Range) and value.high >= HIGHEST and value.low <= LOWEST:
        return []
    if evidence.surface is not None:
        return searched(evidence, "learning_rate", {"low": LOWEST, "high": HIGHEST, "scale": "log"})
    ends = [change for upwards in (True, False) for change in widened(evidence, "learning_rate", upwards=upwards)]
    return searched(evidence, "learning_rate", {"low": LOWEST, "high": HIGHEST, "scale": "log"}) or ends
