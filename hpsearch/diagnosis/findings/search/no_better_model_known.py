"""No better model is known: the errors are far above 0, but a model of another kind has about the same."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, is_behind_a_baseline, stated, verdict_of
from hpsearch.diagnosis.recipe import larger, larger_were_tried
from hpsearch.diagnosis.reference import is_above_none, reference_of
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import short


class NoBetterModelKnownFinding:
    """Train and dev error are near to each other and far above 0, and a non-linear baseline is no better."""

    name = "no_better_model_known"
    phase = Phase.SEARCH
    place = 85
    trigger = (
        "no bayes_error is stated, the train error is more than 2 points above 0, dev is near, and boosted trees end "
        "near to them, or the error is that of the largest class (a rmse: at most a tenth of the variance is "
        "explained) and a baseline is as good by the search's metric"
    )
    proposes = (
        "more units and layers; nothing where a trial fits the training part far better already, or several had "
        "networks twice as large as the winner"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the results of other models."""
        known = verdict_of(evidence)
        if known is None or known.is_above or known.varies or is_behind_a_baseline(evidence):
            return
        bias, variance, fitted = known.bias, known.variance, known.fitted
        if not is_above_none(evidence, bias.upper):
            return
        train, dev = stated(evidence, "train", bias.upper), stated(evidence, "dev", variance.upper)
        yield Finding(
            self.name,
            f"no better model is known: {train} and {dev} {evidence.judged_as}, "
            f"against {reference_of(evidence, bias.upper).called}; "
            f"{_what_it_means(evidence, fitted)}",
            self.phase,
            0.5,
            evidence_of(evidence, known),
            () if fitted or larger_were_tried(evidence) else tuple(larger(evidence)),
            unchanged="no better model is known",
        )


def _what_it_means(evidence: Evidence, fitted: Outcome | None) -> str:
    name = evidence.judged_by
    if fitted is None:
        is_possible = "is better" if evidence.by_metric else "has less"
        return f"perhaps no model {is_possible} on these data: then a larger network is better on train, not on dev"
    return (
        f"trial {fitted.number} has train_{name} {short(fitted.metrics[f'train_{name}'])}, and is no better on dev, so "
        "that other columns or more rows may help, and larger networks would not"
    )
