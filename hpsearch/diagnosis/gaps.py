"""Bias and variance as gaps: from what is possible to the train error, and from there to dev (notes §IV)."""

from dataclasses import dataclass
from math import hypot, inf, isfinite

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.gap import Gap, limit_above, limit_of_dev
from hpsearch.diagnosis.reference import reference_of
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.uncertain import plus_minus


@dataclass(frozen=True, slots=True)
class BiasAndVariance:
    """The bias and the variance of the winner, and whether each is too high.

    `fitted` is the trial that fits the training part best, where it does so far better than the winner. Trials stand
    from best to worst, so it is no better on dev: then size and training of the networks are not what limits the
    winner, and it has no bias to act on, however high its train error is.
    """

    bias: Gap
    variance: Gap
    is_above: bool
    varies: bool
    fitted: Outcome | None

    @property
    def is_biased(self) -> bool:
        """Whether the train error is too high, and no trial shows that the networks can fit better."""
        return self.is_above and self.fitted is None

    @property
    def fitting_does_not_help(self) -> bool:
        """Whether the train error is too high, dev is near to it, and another trial fits better for nothing."""
        return self.is_above and self.fitted is not None and not self.varies


def bias_gap(evidence: Evidence) -> Gap | None:
    """From the Bayes error, or what is known instead, to the winner's train error; None if it has none."""
    train = evidence.of_part("train")
    if train is None:
        return None
    known = reference_of(evidence, train)
    return Gap(known.value, train, known.limit, hypot(known.error, evidence.sampling_error("train")))


def variance_gap(evidence: Evidence) -> Gap | None:
    """From the winner's train error to its dev error; None if one is not known."""
    train, dev = evidence.of_part("train"), evidence.of_part("dev")
    if train is None or dev is None:
        return None
    error = hypot(evidence.sampling_error("train"), evidence.sampling_error("dev"))
    return Gap(train, dev, limit_of_dev(evidence, train), error)


def verdict_of(evidence: Evidence) -> BiasAndVariance | None:
    """The bias and the variance, and whether each is high; None if they are not known."""
    bias, variance = bias_gap(evidence), variance_gap(evidence)
    if bias is None or variance is None:
        return None
    errors = evidence.thresholds.standard_errors
    is_above, varies = bias.is_high(errors), variance.is_high(errors)
    if varies and variance.width > evidence.thresholds.mostly * bias.width:  # what is only assumed is no bias then
        is_above = is_above and reference_of(evidence, bias.upper).is_shown
    return BiasAndVariance(bias, variance, is_above, varies, _better_fitted(evidence, bias.upper))


def _better_fitted(evidence: Evidence, train: float) -> Outcome | None:
    """The trial that fits the training part best, where that is far better than the winner does."""
    name = f"train_{evidence.headline}"
    best = min(evidence.measured, key=lambda each: _finite(each.metrics.get(name)), default=None)
    lower = _finite(None if best is None else best.metrics.get(name))
    gap = Gap(lower, train, limit_above(evidence, lower), evidence.sampling_error("train"))
    return best if gap.is_high(evidence.thresholds.standard_errors) else None


def _finite(value: float | None) -> float:
    return value if value is not None and isfinite(value) else inf


def is_behind_a_baseline(evidence: Evidence) -> bool:
    """Whether a simpler model does better, which shows that what is possible is not what limits the winner."""
    winner = evidence.winner
    return any(
        winner is not None and each.number == winner.number and each.clearly_worse for each in evidence.comparisons
    )


def evidence_of(evidence: Evidence, known: BiasAndVariance) -> dict[str, float]:
    """The numbers that the four verdicts rest on; `reference` is what bias was measured from."""
    bias, variance = known.bias, known.variance
    return {
        "bayes": evidence.config.search.bayes_error,
        "reference": bias.lower,
        "train": bias.upper,
        "dev": variance.upper,
        "bias_standard_error": bias.error,
        "variance_standard_error": variance.error,
    }


def figure_of(value: float, error: float) -> str:
    """A value with the half of its 95 % interval, where its standard error is known.

    >>> figure_of(0.1, 0.0102), figure_of(0.1, 0.0), figure_of(53285.4, 2345.6)
    ('0.100 ± 0.020', '0.1', '53285 ± 4597')
    """
    return plus_minus(value, 1.96 * error)
