"""The reference for bias: the stated Bayes error or, if none is stated, the best result of any model."""

from math import hypot, isfinite, nan

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.gap import Gap, limit_above
from hpsearch.records import Record
from hpsearch.trials.baselines import Baseline
from hpsearch.trials.table import short

_UNKNOWN = 0.5

_GUESSES = ("largest_class", "mean")
"""The baselines that do not look at the inputs."""

_HARDLY = 0.1
"""Share of the target's variance up to which explaining it is hardly better than the mean."""


class Reference(Record):
    """A reference error, its standard error, its name in sentences (`called`), and the limit for high bias.

    `certainty` is the probability that such a low error is possible; unknown for an assumed 0.
    """

    value: float
    error: float
    limit: float
    called: str
    certainty: float = 1.0

    @property
    def is_shown(self) -> bool:
        """Whether it is stated, or was reached by a model."""
        return self.certainty > _UNKNOWN


def reference_of(evidence: Evidence, train: float) -> Reference:
    """Return the reference for a winner with this train error.

    Without a stated Bayes error (search.bayes_error is 0) this is the dev error of the best baseline, if the train
    error is clearly higher, or if a non-linear baseline is near the winner: if two kinds of model have the same error,
    there is no sign that less is possible. The same holds if the train error is close to that of the largest class, or
    of the mean, and a trained baseline is as good by the search metric; and always where a metric of rare classes
    judges, which is seldom near 1. Otherwise 0 is assumed.
    """
    stated = evidence.config.search.bayes_error
    if stated:
        return Reference(stated, 0.0, limit_above(evidence, stated), f"bayes_error {short(stated)}")
    best = best_baseline(evidence)
    if best is not None:
        reached = _reached(evidence, best)
        error = hypot(evidence.sampling_error("train"), reached.error)
        gap = Gap(reached.value, train, reached.limit, error)
        known = evidence.by_metric or _as_good(evidence) or _is_blind(evidence, train)
        if known or gap.is_high(evidence.thresholds.standard_errors):
            return reached
    perfect = f"an assumed {_dev(evidence)} of 1" if evidence.by_metric else "an assumed bayes_error of 0"
    return Reference(0.0, 0.0, limit_above(evidence, 0.0), perfect, _UNKNOWN)


def is_above_none(evidence: Evidence, train: float) -> bool:
    """Whether a train error would be high bias for a possible error of 0, and no Bayes error is stated.

    It also would be if a metric of rare classes judges, and the winner has that of a guess, whatever few rows show.
    """
    gap = Gap(0.0, train, limit_above(evidence, 0.0), evidence.sampling_error("train"))
    is_high = gap.is_high(evidence.thresholds.standard_errors) or (
        evidence.by_metric and _fits_as_a_guess(evidence, train)
    )
    return not evidence.config.search.bayes_error and is_high


def best_baseline(evidence: Evidence) -> Baseline | None:
    """Return the baseline with the lowest error on dev."""
    return min(_judged(evidence), key=lambda each: _error_of(evidence, each), default=None)


def fits_worse_than_a_guess(evidence: Evidence) -> bool:
    """Whether the winner's train error is clearly above that of the largest class, or the mean: it has not learned."""
    train, error = evidence.of_part("train"), evidence.sampling_error("train")
    least = evidence.thresholds.standard_errors * error
    return train is not None and any(train - guess > least for guess in _guesses(evidence))


def _fits_as_a_guess(evidence: Evidence, train: float) -> bool:
    """Whether a train error is hardly below that of a guess."""
    return any(guess - train <= evidence.thresholds.points for guess in _guesses(evidence))


def _guesses(evidence: Evidence) -> list[float]:
    return [_error_of(evidence, each) for each in _judged(evidence) if each.name in _GUESSES]


def _as_good(evidence: Evidence) -> bool:
    """Whether a non-linear baseline is not clearly worse than the winner on dev."""
    own = evidence.of_part("dev")
    if own is None:
        return False
    error = evidence.sampling_error("dev")
    reached = [_reached(evidence, each) for each in _judged(evidence) if each.bends]
    behind = [Gap(own, each.value, each.limit, hypot(error, each.error)) for each in reached]
    return any(not each.is_high(evidence.thresholds.standard_errors) for each in behind)


def _is_blind(evidence: Evidence, train: float) -> bool:
    """Whether a train error is near to that of a guess, and a baseline that trains is not clearly beaten."""
    trained = [each for each in evidence.comparisons if each.baseline not in _GUESSES]
    return _is_a_guess(evidence, train) and any(not each.clearly_better for each in trained)


def _is_a_guess(evidence: Evidence, train: float) -> bool:
    """Whether a train error is near to that of always predicting the largest class, or the mean."""
    facts = evidence.facts
    if facts is None:
        return False
    if facts.classes:
        return 1 - max(facts.classes) / sum(facts.classes) - train <= evidence.thresholds.points
    return bool(facts.target_spread) and 1 - (train / facts.target_spread) ** 2 <= _HARDLY


def _reached(evidence: Evidence, baseline: Baseline) -> Reference:
    """Return a baseline's dev error as reference; it includes the data's noise, so a small gap is bias, too."""
    limits, name = evidence.thresholds, _dev(evidence)
    value = _error_of(evidence, baseline)
    limit = max(limits.points if evidence.is_classification else 0.0, limits.worthwhile * value)
    called = f"{name} {short(evidence.as_error(value))} of {baseline.called}"
    return Reference(value, evidence.sampling_error_of(value, "dev"), limit, called)


def _judged(evidence: Evidence) -> list[Baseline]:
    return [each for each in evidence.baselines if isfinite(each.metrics.get(_dev(evidence), nan))]


def _error_of(evidence: Evidence, baseline: Baseline) -> float:
    return evidence.as_error(baseline.metrics[_dev(evidence)])


def _dev(evidence: Evidence) -> str:
    return f"dev_{evidence.judged_by}"
