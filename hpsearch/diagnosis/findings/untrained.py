"""Not trained long enough: the last epoch was the best, and the loss was still falling."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import enlarged
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.engine.averages import smooth
from hpsearch.text.percent import percent

_FEWEST, _SHORT = 2, 10
"""Smallest number of epochs of a curve, and largest number that is multiplied by four at once."""


class UntrainedFinding:
    """The winner improved until its last epoch."""

    name = "not_trained_to_its_end"
    phase = Phase.BIAS
    place = 10
    trigger = (
        "best epoch in the last tenth, and the training loss fell by more than 2 % in the last fifth of the epochs"
    )
    proposes = "twice the epochs, or four times up to 10"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding; its gain is half of the improvement in the second half of the epochs."""
        winner, curve = evidence.winner, evidence.curve
        if winner is None or len(curve) < _FEWEST or winner.best_epoch is None:
            return
        losses = smooth(evidence.values_of("train"), 0.5)
        before = float(losses[-1 - max(1, len(losses) // 5)])
        fell = (before - float(losses[-1])) / before if before > 0 else 0.0
        late = winner.best_epoch > 0.9 * len(curve) - 0.5
        if not late or not fell > evidence.thresholds.still_falling:
            return
        costs = [evidence.ranking.cost(record.metrics) for record in curve]
        halfway, best = min(costs[: len(costs) // 2 + 1]), min(costs)
        yield Finding(
            self.name,
            f"not trained to its end: trial {winner.number} was best in epoch {winner.best_epoch} of {len(curve)}, and "
            f"its training loss fell by {percent(fell)} in the last fifth of the epochs",
            self.phase,
            evidence={"best_epoch": winner.best_epoch, "epochs": len(curve), "fell": fell},
            changes=tuple(enlarged(evidence, "epochs", 4 if len(curve) <= _SHORT else 2)),
            gain=max(0.0, halfway - best) / 2 if halfway < float("inf") else None,
        )
