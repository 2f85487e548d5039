"""High bias and high variance at once."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, figure_of, verdict_of
from hpsearch.diagnosis.recipe import against_bias, only_other_columns
from hpsearch.diagnosis.reference import reference_of
from hpsearch.trials.table import short


class BiasAndVarianceFinding:
    """The winner's train error is far above what is possible, and its dev error far above that."""

    name = "bias_and_variance"
    phase = Phase.BIAS
    place = 31
    trigger = "both exceed their limits, those of high_bias and of high_variance"
    proposes = "as for high_bias; variance is looked at again after that"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if both are high."""
        known = verdict_of(evidence)
        if known is None or not (known.is_biased and known.varies):
            return
        bias, variance = known.bias, known.variance
        reference, error = reference_of(evidence, bias.upper), evidence.sampling_error("train")
        yield Finding(
            self.name,
            f"high bias and high variance: {reference.called}, "
            f"train_{evidence.headline} {figure_of(bias.upper, error)}, dev_{evidence.headline} "
            f"{short(variance.upper)} {evidence.judged_as}; bias comes first",
            self.phase,
            min(bias.certainty * reference.certainty, variance.certainty),
            evidence_of(evidence, known),
            tuple(against_bias(evidence)),
            unchanged=only_other_columns(),
        )
