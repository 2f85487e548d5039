"""High bias: the network does not fit its own training examples."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gap import Gap
from hpsearch.diagnosis.gaps import evidence_of, figure_of, stated, verdict_of
from hpsearch.diagnosis.recipe import against_bias, only_other_columns
from hpsearch.diagnosis.reference import reference_of
from hpsearch.trials.uncertain import to_place_of


class HighBiasFinding:
    """The winner's train error is far above what is possible, and its dev error is not far above that."""

    name = "high_bias"
    phase = Phase.BIAS
    place = 30
    trigger = (
        "train error exceeds bayes_error by more than max(2 points, half of it) and its sampling error, or, where "
        "that is not stated, the dev error of a baseline by more than 2 points (a rmse by 5 %); dev is near, and "
        "no other trial fits train far better"
    )
    proposes = (
        "numbers in bins, more units and layers, unless the time was enough for fewer than 10 trials, batch_norm, less "
        "l2 and dropout"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if bias is high and variance is not."""
        known = verdict_of(evidence)
        if known is None or not known.is_biased or known.varies:
            return
        bias = known.bias
        reference = reference_of(evidence, bias.upper)
        train, error = evidence.as_error(bias.upper), evidence.sampling_error("train")
        what = f"train_{evidence.judged_by} {figure_of(train, error)}"
        yield Finding(
            self.name,
            f"high bias: {what} {evidence.judged_as} against {reference.called}; "
            f"{_dev_above(evidence, known.variance)}",
            self.phase,
            bias.certainty * reference.certainty,
            evidence_of(evidence, known),
            tuple(against_bias(evidence)),
            unchanged=only_other_columns(evidence),
        )


def _dev_above(evidence: Evidence, variance: Gap) -> str:
    """How far the dev error is above the train error: less than the limit for high variance, or than chance."""
    dev, further = f"{stated(evidence, 'dev', variance.upper)} is", "lower" if evidence.by_metric else "higher"
    if variance.width <= 0:
        return f"{dev} no {further}"
    if variance.width <= variance.limit:
        limit = to_place_of(variance.limit, variance.limit)
        width = to_place_of(variance.width, variance.width)
        return f"{dev} {width} {further}, below the limit of {limit} for high variance"
    return f"{dev} {figure_of(variance.width, variance.error)} {further}, which may be chance"
