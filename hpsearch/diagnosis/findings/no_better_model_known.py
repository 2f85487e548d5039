"""No better model is known: the errors are far above 0, and a model of another kind ends near to them."""

from collections.abc import Iterator
from math import isfinite

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gap import Gap, limit_above
from hpsearch.diagnosis.gaps import evidence_of, gaps, is_behind_a_baseline
from hpsearch.diagnosis.recipe import deeper, wider
from hpsearch.diagnosis.reference import is_above_none, reference_of
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import short


class NoBetterModelKnownFinding:
    """Train and dev error are near to each other and far above 0, and a baseline that bends does no better."""

    name = "no_better_model_known"
    phase = Phase.SEARCH
    place = 85
    trigger = (
        "no bayes_error is stated, the train error is more than 2 points above 0, dev is near, and boosted trees end "
        "near to them"
    )
    proposes = "more units and layers, once, to tell: nothing where a trial fits the training part far better already"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with what other models reached."""
        known = gaps(evidence)
        if known is None or known[2] or known[3] or is_behind_a_baseline(evidence):
            return
        bias, variance, *_ = known
        if not is_above_none(evidence, bias.upper):
            return
        fitted = _better_fitted(evidence, bias.upper)
        yield Finding(
            self.name,
            f"no better model is known: train_{evidence.headline} {short(bias.upper)} and dev_{evidence.headline} "
            f"{short(variance.upper)}, against {reference_of(evidence, bias.upper).called}; "
            f"{_what_it_means(evidence, fitted)}",
            self.phase,
            0.5,
            evidence_of(evidence, bias, variance),
            () if fitted else (*wider(evidence), *deeper(evidence)),
        )


def _what_it_means(evidence: Evidence, fitted: Outcome | None) -> str:
    name = evidence.headline
    if fitted is None:
        return "the rows may allow no less, which a larger network would show by fitting train better and dev no better"
    return (
        f"trial {fitted.number} fits train to {short(fitted.metrics[f'train_{name}'])} and dev no better, so these "
        "columns seem to allow no less: other columns or more rows would tell"
    )


def _better_fitted(evidence: Evidence, train: float) -> Outcome | None:
    """The trial that fits the training part best, where that is far better than the winner does."""
    name = f"train_{evidence.headline}"
    known = [each for each in evidence.measured if isfinite(each.metrics.get(name, float("nan")))]
    best = min(known, key=lambda each: each.metrics[name], default=None)
    if best is None:
        return None
    lower = best.metrics[name]
    gap = Gap(lower, train, limit_above(evidence, lower), evidence.sampling_error("train"))
    return best if gap.is_high(evidence.thresholds.standard_errors) else None
