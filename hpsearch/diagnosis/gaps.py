"""Bias and variance as gaps: from what is possible to the train error, and from there to dev (notes §IV)."""

from math import hypot

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.gap import Gap, limit_of_dev
from hpsearch.diagnosis.reference import reference_of
from hpsearch.trials.table import short


def bias_gap(evidence: Evidence) -> Gap | None:
    """From the Bayes error, or what is known instead, to the winner's train error; None where it has none."""
    train = evidence.of_part("train")
    if train is None:
        return None
    known = reference_of(evidence, train)
    return Gap(known.value, train, known.limit, hypot(known.error, evidence.sampling_error("train")))


def variance_gap(evidence: Evidence) -> Gap | None:
    """From the winner's train error to its dev error; None where one is not known."""
    train, dev = evidence.of_part("train"), evidence.of_part("dev")
    if train is None or dev is None:
        return None
    error = hypot(evidence.sampling_error("train"), evidence.sampling_error("dev"))
    return Gap(train, dev, limit_of_dev(evidence, train), error)


def gaps(evidence: Evidence) -> tuple[Gap, Gap, bool, bool] | None:
    """The bias and the variance, and whether each is high; None where they are not known."""
    bias, variance = bias_gap(evidence), variance_gap(evidence)
    if bias is None or variance is None:
        return None
    errors = evidence.thresholds.standard_errors
    is_biased, varies = bias.is_high(errors), variance.is_high(errors)
    if varies and variance.width > evidence.thresholds.mostly * bias.width:  # what is only assumed is no bias then
        is_biased = is_biased and reference_of(evidence, bias.upper).is_shown
    return bias, variance, is_biased, varies


def is_behind_a_baseline(evidence: Evidence) -> bool:
    """Whether a simpler model does better, which shows that what is possible is not what limits the winner."""
    winner = evidence.winner
    return any(
        winner is not None and each.number == winner.number and each.clearly_worse for each in evidence.comparisons
    )


def evidence_of(evidence: Evidence, bias: Gap, variance: Gap) -> dict[str, float]:
    """The numbers that the four verdicts rest on; `reference` is what bias was measured from."""
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
    ('0.1 ± 0.02', '0.1', '53285 ± 4597')
    """
    half = 1.96 * error
    return f"{short(value)} ± {f'{half:.0f}' if half >= 100 else f'{half:.2g}'}" if error else short(value)
