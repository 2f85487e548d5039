"""Diverging: the loss of too many trials becomes infinite, mostly with high learning rates."""

from collections.abc import Iterator

import numpy as np

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.space import Choice, Range
from hpsearch.trials.outcomes import Status
from hpsearch.trials.table import short

_RATE = "learning_rate"
_HALF = 0.5

_FAR, _USUAL = 1_000, 1e-4
"""Where all trials diverged, the lowest rate is divided by this number, and is at most this one."""


class DivergingFinding:
    """A fifth of the trials or more diverged."""

    name = "diverging"
    phase = Phase.TRAINING
    place = 20
    trigger = "a fifth of the trials or more diverged, 2 or more; or the only one"
    proposes = (
        "a lower high end of learning_rate, where most diverge above it; where all did, rates below these, down to "
        "1e-4; else clip_norm: 1"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the learning rate above which most trials diverged."""
        diverged = [outcome for outcome in evidence.trials if outcome.status == Status.DIVERGED]
        share = len(diverged) / max(1, len(evidence.trials))
        if share < evidence.thresholds.diverged or (len(diverged) < 2 and share < 1):
            return
        limit = None if evidence.winner is None else _limit(evidence)
        above = (
            "" if limit is None else f", most of those with learning_rate above {short(limit)}{_but(evidence, limit)}"
        )
        of = f"all {len(diverged)}" if share == 1 else f"{len(diverged)} of {len(evidence.trials)}"
        which = "the only trial" if len(evidence.trials) == 1 else f"{of} trials"
        yield Finding(
            self.name,
            f"{which} diverged{above}",
            self.phase,
            evidence={"diverged": len(diverged), "trials": len(evidence.trials)},
            changes=tuple(_changes(evidence, limit)),
            about=_RATE if limit is not None else "",
        )


def _but(evidence: Evidence, limit: float) -> str:
    """Why the range is to end above the limit: the winner's rate is there."""
    best = float(evidence.settings.get(_RATE, 0.0))
    return f", though the winner has {short(best)}" if best > limit else ""


def _limit(evidence: Evidence) -> float | None:
    """Return the rate above which most trials diverged, and below which most did not; None if there is none."""
    rated = [
        (float(outcome.settings[_RATE]), outcome.status == Status.DIVERGED)
        for outcome in evidence.trials
        if _RATE in outcome.settings
    ]
    if not rated:
        return None
    rates, lost = (np.array(column) for column in zip(*sorted(rated), strict=True))
    right = np.cumsum(~lost) + lost.sum() - np.cumsum(lost)  # trials classified correctly by this limit
    limit = float(rates[int(np.argmax(right))])
    beyond = lost[rates > limit]
    return limit if beyond.size and beyond.mean() > _HALF else None


def _changes(evidence: Evidence, limit: float | None) -> list[ConfigChange]:
    value = evidence.hyperparameters[_RATE]
    if evidence.winner is None and isinstance(value, Range | Choice | float):
        return _below(evidence, value)
    if isinstance(value, Range) and limit is not None:
        best = float(evidence.settings.get(_RATE, value.low))
        high = max(limit, best)
        return [replaced(evidence, f"hyperparameters.{_RATE}.high", high)] if value.low < high < value.high else []
    clipped = evidence.hyperparameters["clip_norm"] is not None
    return [] if clipped else [replaced(evidence, "hyperparameters.clip_norm", 1.0)]


def _below(evidence: Evidence, value: Range | Choice | float) -> list[ConfigChange]:
    """Return the changes to rates below all that were tried, of which none completed: down to usual ones at once."""
    key = f"hyperparameters.{_RATE}"
    lowest = value.low if isinstance(value, Range) else min(value.choices) if isinstance(value, Choice) else value
    low = min(lowest / _FAR, _USUAL)
    if isinstance(value, Range) and value.scale == "log":
        return [replaced(evidence, f"{key}.low", low), replaced(evidence, f"{key}.high", lowest)]
    return [replaced(evidence, key, {"low": low, "high": lowest, "scale": "log"})] if lowest > 0 else []
