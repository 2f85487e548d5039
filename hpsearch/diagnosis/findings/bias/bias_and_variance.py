"""High bias and high variance at once."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, figure_of, stated, verdict_of
from hpsearch.diagnosis.recipe import against_bias, against_variance, only_more_rows
from hpsearch.diagnosis.reference import reference_of


class BiasAndVarianceFinding:
    """The winner's train error is far above what is possible, and its dev error far above that."""

    name = "bias_and_variance"
    phase = Phase.BIAS
    place = 31
    trigger = "both exceed their limits, those of high_bias and of high_variance"
    proposes = "as for high_bias; where nothing is left to propose against bias, as for high_variance"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if both are high."""
        known = verdict_of(evidence)
        if known is None or not (known.is_biased and known.varies):
            return
        bias, variance, against = known.bias, known.variance, against_bias(evidence)
        reference, error = reference_of(evidence, bias.upper), evidence.sampling_error("train")
        yield Finding(
            self.name,
            f"high bias and high variance: {reference.called}, "
            f"train_{evidence.judged_by} {figure_of(evidence.as_error(bias.upper), error)}, "
            f"{stated(evidence, 'dev', variance.upper)} {evidence.judged_as}; "
            f"{'bias comes first' if against else 'nothing is left against bias, so that variance comes next'}",
            self.phase if against else Phase.VARIANCE,
            min(bias.certainty * reference.certainty, variance.certainty),
            evidence_of(evidence, known),
            tuple(against or against_variance(evidence)),
            unchanged=only_more_rows(evidence),
        )
