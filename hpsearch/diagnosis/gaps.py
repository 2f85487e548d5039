"""Bias and variance as gaps: between the Bayes error and the train error, and from there to dev (notes §IV)."""

from dataclasses import dataclass
from math import hypot
from statistics import NormalDist

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.trials.table import short

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much `upper` exceeds `lower`, from where on that is too much, and the standard error of the difference."""

    lower: float
    upper: float
    limit: float
    error: float

    @property
    def width(self) -> float:
        """The difference between the two errors."""
        return self.upper - self.lower

    def is_high(self, standard_errors: float) -> bool:
        """Whether it exceeds the limit, and its sampling error."""
        return self.width > self.limit and self.width > standard_errors * self.error

    @property
    def certainty(self) -> float:
        """The probability that the gap is above its limit, as far as the sampling error goes."""
        if not self.error:
            return 1.0 if self.width > self.limit else 0.0
        return _NORMAL.cdf((self.width - self.limit) / self.error)


def bias_gap(evidence: Evidence) -> Gap | None:
    """From the Bayes error to the winner's train error; None where it has none."""
    train = evidence.of_part("train")
    if train is None:
        return None
    bayes = evidence.config.search.bayes_error
    return Gap(bayes, train, _limit(evidence, bayes), evidence.sampling_error("train"))


def variance_gap(evidence: Evidence) -> Gap | None:
    """From the winner's train error to its dev error; None where one is not known."""
    train, dev = evidence.of_part("train"), evidence.of_part("dev")
    if train is None or dev is None:
        return None
    error = hypot(evidence.sampling_error("train"), evidence.sampling_error("dev"))
    return Gap(train, dev, _limit(evidence, train), error)


def gaps(evidence: Evidence) -> tuple[Gap, Gap, bool, bool] | None:
    """The bias and the variance, and whether each is high; None where they are not known."""
    bias, variance = bias_gap(evidence), variance_gap(evidence)
    if bias is None or variance is None:
        return None
    errors = evidence.thresholds.standard_errors
    return bias, variance, bias.is_high(errors), variance.is_high(errors)


def evidence_of(bias: Gap, variance: Gap) -> dict[str, float]:
    """The numbers that the four verdicts rest on."""
    return {
        "bayes": bias.lower,
        "train": bias.upper,
        "dev": variance.upper,
        "bias_standard_error": bias.error,
        "variance_standard_error": variance.error,
    }


def figure_of(value: float, error: float) -> str:
    """A value with the half of its 95 % interval, where its standard error is known.

    >>> figure_of(0.1, 0.0102), figure_of(0.1, 0.0), figure_of(53285.4, 2345.6)
    ('0.1 ± 0.02', '0.1', '53285 ± 4597')
    """
    half = 1.96 * error
    return f"{short(value)} ± {f'{half:.0f}' if half >= 100 else f'{half:.2g}'}" if error else short(value)


def _limit(evidence: Evidence, below: float) -> float:
    """How far above `below` is too far: the larger of some points, and half of it."""
    limits = evidence.thresholds
    if evidence.is_classification:
        return max(limits.points, limits.half * below)
    spread = evidence.facts.target_spread if evidence.facts else 0.0
    return max(limits.of_spread * spread, limits.half * below)
