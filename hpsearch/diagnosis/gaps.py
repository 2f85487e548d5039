"""Bias and variance as gaps: from the possible error to the train error, and from there to dev (notes §IV)."""

from math import hypot, inf, isfinite

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Phase
from hpsearch.diagnosis.gap import Gap, limit_above, limit_of_dev
from hpsearch.diagnosis.reference import reference_of
from hpsearch.records import Record, replace
from hpsearch.text.percent import percent
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import short
from hpsearch.trials.uncertain import plus_minus


class BiasAndVariance(Record):
    """The bias and the variance of the winner, and whether each is too high.

    `fitted` is the trial that fits the training part best, if far better than the winner. It is no better on dev, as
    the winner is the best trial. So the size and training of networks do not limit the winner, and its bias needs no
    action, however high its train error is.
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
        """Whether the train error is too high, dev is near to it, and a trial fits better, but is no better on dev."""
        return self.is_above and self.fitted is not None and not self.varies


def bias_gap(evidence: Evidence) -> Gap | None:
    """Return the gap from the Bayes error, or its substitute, to the winner's train error; None if unknown."""
    train = evidence.of_part("train")
    if train is None:
        return None
    known = reference_of(evidence, train)
    return Gap(known.value, train, known.limit, hypot(known.error, evidence.sampling_error("train")))


def variance_gap(evidence: Evidence) -> Gap | None:
    """Return the gap from the winner's train error to its dev error; None if unknown."""
    train, dev = evidence.of_part("train"), evidence.of_part("dev")
    if train is None or dev is None:
        return None
    error = hypot(evidence.sampling_error("train"), evidence.sampling_error("dev"))
    return Gap(train, dev, limit_of_dev(evidence, train), error)


def gap_to_close(evidence: Evidence) -> Gap | None:
    """From the train error to the dev error, where that is too far, or more than twice the train error.

    None where it is nearer, or one of the two is not known. It may be few points, and chance: what closes it costs
    little.
    """
    twice = replace(evidence.thresholds, points=0.0, half=1.0)
    gaps = (variance_gap(replace(evidence, thresholds=limits)) for limits in (evidence.thresholds, twice))
    return next((gap for gap in gaps if gap is not None and gap.width > gap.limit), None)


def verdict_of(evidence: Evidence) -> BiasAndVariance | None:
    """Return bias and variance, and whether each is high; None if unknown."""
    bias, variance = bias_gap(evidence), variance_gap(evidence)
    if bias is None or variance is None:
        return None
    errors = evidence.thresholds.standard_errors
    is_above, varies = bias.is_high(errors), variance.is_high(errors)
    if varies and _outweighs(evidence, variance, bias):  # then a bias that is only assumed is ignored
        is_above = is_above and reference_of(evidence, bias.upper).is_shown
    return BiasAndVariance(bias, variance, is_above, varies, _better_fitted(evidence, bias.upper))


def _outweighs(evidence: Evidence, variance: Gap, bias: Gap) -> bool:
    """Whether the variance is several times the bias: of errors, or of the mean squares of a regression, which add."""
    power = 1 if evidence.is_classification else 2
    own, other = (gap.upper**power - gap.lower**power for gap in (variance, bias))
    return own > evidence.thresholds.mostly * other


def phase_of_fitting_more(evidence: Evidence) -> Phase:
    """Return when to act on what makes networks fit more: first, but where only variance is high, after that."""
    known = verdict_of(evidence)
    return Phase.SEARCH if known is not None and known.varies and not known.is_biased else Phase.BIAS


def _better_fitted(evidence: Evidence, train: float) -> Outcome | None:
    """Return the trial that fits the training part best, if far better than the winner; else None."""
    best = min(evidence.measured, key=lambda each: _train_error(evidence, each), default=None)
    lower = inf if best is None else _train_error(evidence, best)
    gap = Gap(lower, train, limit_above(evidence, lower), evidence.sampling_error("train"))
    return best if gap.is_high(evidence.thresholds.standard_errors) else None


def _train_error(evidence: Evidence, of: Outcome) -> float:
    value = of.metrics.get(f"train_{evidence.judged_by}")
    return evidence.as_error(value) if value is not None and isfinite(value) else inf


def is_behind_a_baseline(evidence: Evidence) -> bool:
    """Whether a simpler model is better, which shows that a better result is possible."""
    winner = evidence.winner
    return any(
        winner is not None and each.number == winner.number and each.clearly_worse for each in evidence.comparisons
    )


def evidence_of(evidence: Evidence, known: BiasAndVariance) -> dict[str, float]:
    """Return the numbers behind the four verdicts; bias is measured from `reference`."""
    bias, variance = known.bias, known.variance
    return {
        "bayes": evidence.config.search.bayes_error,
        "reference": evidence.as_error(bias.lower),
        "train": evidence.as_error(bias.upper),
        "dev": evidence.as_error(variance.upper),
        "bias_standard_error": bias.error,
        "variance_standard_error": variance.error,
    }


def stated(evidence: Evidence, part: str, error: float) -> str:
    """Return an error on train or dev as tables have it: "dev_error 0.1", or "dev_auc 0.9" if that judges."""
    return f"{part}_{evidence.judged_by} {short(evidence.as_error(error))}"


def unexplained(evidence: Evidence, variance: Gap) -> str:
    """What variance is judged by in a regression: shares of the target's variance. Empty for a classification."""
    spread = evidence.facts.target_spread if evidence.facts else 0.0
    if evidence.is_classification or not spread:
        return ""
    rmses = (variance.lower, variance.upper, variance.lower + variance.limit)
    train, dev, most = ((rmse / spread) ** 2 for rmse in rmses)
    points = 100 * (most - train)
    apart = f"{'more' if dev > most else 'less'} than {points:{'.0f' if points >= 10 else '.2g'}} points apart"
    return f"; of the target's variance {percent(train, 1)} and {percent(dev, 1)} are unexplained, {apart}"


def figure_of(value: float, error: float) -> str:
    """Return a value with half of its 95 % interval, if its standard error is known.

    >>> figure_of(0.1, 0.0102), figure_of(0.1, 0.0), figure_of(53285.4, 2345.6)
    ('0.100 ± 0.020', '0.1', '53285 ± 4597')
    """
    return plus_minus(value, 1.96 * error)
