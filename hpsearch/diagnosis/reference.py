"""What bias is measured from: the stated Bayes error, or the best that any model reached, where none is stated."""

from dataclasses import dataclass
from math import hypot, isfinite, nan

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.gap import Gap, limit_above
from hpsearch.trials.baselines import Baseline
from hpsearch.trials.table import short

_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """An error, its standard error, what it is `called` in sentences, and from where on more than it is high bias.

    `certainty` is how sure it is that so little is possible; of a 0 that nobody stated that is not known.
    """

    value: float
    error: float
    limit: float
    called: str
    certainty: float = 1.0

    @property
    def is_shown(self) -> bool:
        """Whether it is stated, or a model reached it."""
        return self.certainty > _UNKNOWN


def reference_of(evidence: Evidence, train: float) -> Reference:
    """What a winner with such a train error is measured from.

    Without a stated Bayes error (search.bayes_error is 0) this is the dev error of the best baseline, if the train
    error is clearly above that. It is so, too, if a baseline that bends as a network does ends near to the winner: two
    kinds of model that stop at one error are no sign that less is possible. Else 0 is assumed.
    """
    stated = evidence.config.search.bayes_error
    if stated:
        return Reference(stated, 0.0, limit_above(evidence, stated), f"bayes_error {short(stated)}")
    best = best_baseline(evidence)
    if best is not None:
        reached = _reached(evidence, best)
        error = hypot(evidence.sampling_error("train"), reached.error)
        gap = Gap(reached.value, train, reached.limit, error)
        if gap.is_high(evidence.thresholds.standard_errors) or _as_good(evidence):
            return reached
    return Reference(0.0, 0.0, limit_above(evidence, 0.0), "an assumed bayes_error of 0", _UNKNOWN)


def is_above_none(evidence: Evidence, train: float) -> bool:
    """Whether a train error would be high bias if no error at all were possible, and nobody stated what is."""
    gap = Gap(0.0, train, limit_above(evidence, 0.0), evidence.sampling_error("train"))
    return not evidence.config.search.bayes_error and gap.is_high(evidence.thresholds.standard_errors)


def best_baseline(evidence: Evidence) -> Baseline | None:
    """The baseline with the lowest error on dev."""
    return min(_judged(evidence), key=lambda each: each.metrics[_dev(evidence)], default=None)


def _as_good(evidence: Evidence) -> bool:
    """Whether a baseline that bends is not clearly worse than the winner on dev."""
    own = evidence.of_part("dev")
    if own is None:
        return False
    error = evidence.sampling_error("dev")
    reached = [_reached(evidence, each) for each in _judged(evidence) if each.bends]
    behind = [Gap(own, each.value, each.limit, hypot(error, each.error)) for each in reached]
    return any(not each.is_high(evidence.thresholds.standard_errors) for each in behind)


def _reached(evidence: Evidence, baseline: Baseline) -> Reference:
    """The error of a baseline on dev, which leaves no room for noise of the data: a small gap to it is bias, too."""
    limits, name = evidence.thresholds, _dev(evidence)
    value = baseline.metrics[name]
    limit = max(limits.points if evidence.is_classification else 0.0, limits.worthwhile * value)
    called = f"{name} {short(value)} of {baseline.called}"
    return Reference(value, evidence.sampling_error_of(value, "dev"), limit, called)


def _judged(evidence: Evidence) -> list[Baseline]:
    return [each for each in evidence.baselines if isfinite(each.metrics.get(_dev(evidence), nan))]


def _dev(evidence: Evidence) -> str:
    return f"dev_{evidence.headline}"
