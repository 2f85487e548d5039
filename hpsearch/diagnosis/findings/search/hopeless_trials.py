"""A range too wide: many trials are hardly better than a guess, most of them in one part of a range."""

from collections.abc import Iterator
from math import inf, isnan

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.diagnosis.surface import coordinate
from hpsearch.space import Axis, Choices
from hpsearch.trials.outcomes import Outcome, Status

_OUTER = 1 / 3
_MOST = 0.8
_FEWEST = 4
_FAR_BETTER = 0.8
"""A winner above this share of the error of a guess may be hopeless itself."""


class HopelessTrialsFinding:
    """Half of the trials or more diverged or are hardly better than a guess."""

    name = "hopeless_trials"
    phase = Phase.SEARCH
    place = 20
    trigger = (
        "half of the trials or more diverged, or are hardly better than a guess (the largest class, the mean): by less "
        "than a tenth of what the best trial is"
    )
    proposes = "a range without its outer third, if four fifths of the trials in that third are so"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the share of hopeless trials."""
        ended = [outcome for outcome in evidence.trials if outcome.status in (Status.COMPLETE, Status.DIVERGED)]
        hopeless = [outcome for outcome in ended if _is_hopeless(evidence, outcome)]
        share = len(hopeless) / max(1, len(ended))
        winner = evidence.winner
        if (
            winner is None
            or winner in hopeless
            or winner.metrics.get(f"dev_{evidence.headline}", inf) > _FAR_BETTER * (_guess(evidence) or inf)
        ):
            return
        if len(ended) < evidence.thresholds.fewest_trials or share < evidence.thresholds.hopeless:
            return
        changes = [change for axis in evidence.space.axes for change in _narrowed(evidence, axis, ended)]
        yield Finding(
            self.name,
            f"{len(hopeless)} of {len(ended)} trials diverged or were hardly better than a guess, and the winner is "
            "far better: the space is too wide",
            self.phase,
            evidence={"hopeless": len(hopeless), "trials": len(ended)},
            changes=tuple(changes),
        )


def _guess(evidence: Evidence) -> float | None:
    """The error or rmse of a guess; None if it is not known."""
    facts = evidence.facts
    if facts is None:
        return None
    if facts.classes:
        return 1 - max(facts.classes) / sum(facts.classes)
    return facts.target_spread or None


def _is_hopeless(evidence: Evidence, outcome: Outcome) -> bool:
    guess, best = _guess(evidence), evidence.winner
    if outcome.status == Status.DIVERGED:
        return True
    if guess is None or best is None:
        return False
    name = f"dev_{evidence.headline}"
    reached = best.metrics.get(name, inf)
    return outcome.metrics.get(name, inf) > guess - 0.1 * max(0.0, guess - reached)


def _narrowed(evidence: Evidence, axis: Axis, ended: list[Outcome]) -> Iterator[ConfigChange]:
    """Yield changes that move an axis's end in by a third, if most trials there are hopeless, but not the best."""
    if isinstance(axis.domain, Choices) or axis.layer is not None or evidence.winner is None:
        return
    best = coordinate(axis, evidence.winner.settings)
    for end in ("low", "high"):
        there = [outcome for outcome in ended if _is_outer(coordinate(axis, outcome.settings), end)]
        lost = sum(_is_hopeless(evidence, outcome) for outcome in there)
        if len(there) >= _FEWEST and lost >= _MOST * len(there) and not isnan(best) and not _is_outer(best, end):
            after = axis.domain.decode(_OUTER if end == "low" else 1 - _OUTER)
            yield replaced(evidence, f"hyperparameters.{axis.hyperparameter}.{end}", after)


def _is_outer(u: float, end: str) -> bool:
    return u < _OUTER if end == "low" else u > 1 - _OUTER
