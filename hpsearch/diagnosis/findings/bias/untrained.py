"""Not trained long enough: the last epoch was the best, and the loss was still falling."""

from collections.abc import Iterator, Sequence

import numpy as np

from hpsearch.diagnosis.changes import enlarged
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import phase_of_fitting_more
from hpsearch.diagnosis.rates import rates_come_first
from hpsearch.engine.schedules import SCHEDULES
from hpsearch.text.percent import percent

_FEWEST, _SHORT = 2, 10
"""Smallest number of epochs of a curve, and largest number that is multiplied by four at once."""

_TENTH = 10
_RESTED = 0.01
"""The share of the learning rate that one which decays to rest has left at its end."""


class UntrainedFinding:
    """The winner improved until its last epoch."""

    name = "not_trained_to_its_end"
    phase = Phase.BIAS
    place = 10
    trigger = (
        "best epoch in the last tenth, in which the training loss is in the median more than 2 % lower than in the "
        "tenth before, and by more than chance; under a schedule that ends at 0 so is the dev loss"
    )
    proposes = (
        "twice the epochs, or four times up to 10; nothing if the run before had fewer and was about as good, or if "
        "training has barely begun with a learning rate near an upper end below 0.01, which is raised first"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding; its gain is half of the improvement in the second half of the epochs."""
        winner, curve = evidence.winner, evidence.curve
        if winner is None or len(curve) < _FEWEST or winner.best_epoch is None:
            return
        fell, limit = _fell(evidence.values_of("train")), evidence.thresholds.still_falling
        late = winner.best_epoch > 0.9 * len(curve) - 0.5
        if not late or not fell > limit or (_comes_to_rest(evidence) and not _fell(evidence.values_of("dev")) > limit):
            return
        why_not = _why_no_more(evidence)
        costs = [evidence.ranking.cost(record.metrics) for record in curve]
        halfway, best = min(costs[: len(costs) // 2 + 1]), min(costs)
        yield Finding(
            self.name,
            f"not trained to its end: trial {winner.number} was best in epoch {winner.best_epoch} of {len(curve)}, and "
            f"its training loss was {percent(fell)} lower in {_last(len(curve))}",
            phase_of_fitting_more(evidence),
            evidence={"best_epoch": winner.best_epoch, "epochs": len(curve), "fell": fell},
            changes=() if why_not else tuple(enlarged(evidence, "epochs", 4 if len(curve) <= _SHORT else 2)),
            unchanged=why_not,
            gain=max(0.0, halfway - best) / 2 if halfway < float("inf") else None,
        )


def _last(epochs: int) -> str:
    """Return what is compared with what, of so many epochs."""
    many = epochs >= 2 * _TENTH
    return "the last tenth of the epochs than in the tenth before" if many else "the last epoch than in the one before"


def _fell(losses: Sequence[float]) -> float:
    """The share by which the median loss of the last tenth is below that of the tenth before; 0 where it may be chance.

    Medians, because a single epoch can be far off.
    """
    width = max(1, len(losses) // _TENTH)
    last, before = np.array(losses[-width:]), np.array(losses[-2 * width : -width])
    level, apart = float(np.median(before)), float(np.median(before) - np.median(last))
    chance = float(np.hypot(last.std(), before.std())) / np.sqrt(width)
    return apart / level if level > 0 and apart > 2 * chance else 0.0


def _why_no_more(evidence: Evidence) -> str:
    """Return why more epochs are not proposed: they did not help, or higher learning rates come first; else empty."""
    fewer = _epochs_as_good(evidence)
    if fewer:
        return f"more epochs than {fewer} did not help"
    return "higher learning rates save epochs, and come first" if rates_come_first(evidence) else ""


def _epochs_as_good(evidence: Evidence) -> int:
    """Return with how many fewer epochs the run before, whose trials were taken over, was about as good; 0 if none."""
    before, winner = evidence.earlier, evidence.winner
    if before is None or winner is None:
        return 0
    fewer = int(before.settings.get("epochs") or 0)
    gained = before.cost - evidence.ranking.cost(winner.metrics)
    enough = gained > evidence.thresholds.worthwhile * abs(before.cost)
    return fewer if fewer < int(evidence.settings["epochs"]) and not enough else 0


def _comes_to_rest(evidence: Evidence) -> bool:
    """Whether the learning rate is 0 after the last epoch: then losses fall at the end, and the last epoch is best."""
    settings = evidence.settings
    name = settings.get("schedule")
    if not isinstance(name, str) or name not in SCHEDULES:
        return False
    epochs, rate, span = len(evidence.curve), settings["decay_rate"], settings["decay_epochs"]
    return SCHEDULES[name].factor(epochs, epochs, decay_rate=rate, decay_epochs=span) < _RESTED
