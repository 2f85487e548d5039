"""High variance: the network fits its training examples far better than new ones."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, figure_of, stated, unexplained, verdict_of
from hpsearch.diagnosis.recipe import against_variance, only_more_rows


class HighVarianceFinding:
    """The winner's dev error is far above its train error, and its bias is not high."""

    name = "high_variance"
    phase = Phase.VARIANCE
    place = 10
    trigger = (
        "dev error exceeds train error by more than max(2 points, half of it) and the sampling error; train is near. "
        "In a regression the mean squares are compared, as shares of the target's variance"
    )
    proposes = (
        "a range of l2, or with adamw of weight_decay, then of keep_prob, input_scale or for images augment; more data"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if variance is high and bias is not."""
        known = verdict_of(evidence)
        if known is None or known.is_biased or not known.varies:
            return
        variance = known.variance
        squares = unexplained(evidence, variance)
        dev, train = stated(evidence, "dev", variance.upper), stated(evidence, "train", variance.lower)
        yield Finding(
            self.name,
            f"high variance: {dev} against {train} {evidence.judged_as}, a difference of "
            f"{figure_of(variance.width, variance.error)}{squares}; more data or more regularisation would help",
            self.phase,
            variance.certainty,
            evidence_of(evidence, known),
            tuple(against_variance(evidence)),
            unchanged=only_more_rows(evidence),
        )
