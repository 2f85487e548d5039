"""Neither bias nor variance: the network is about as good as is known to be possible."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, figure_of, is_behind_a_baseline, stated, unexplained, verdict_of
from hpsearch.diagnosis.reference import is_above_none
from hpsearch.trials.table import short


class NeitherFinding:
    """The possible error, the winner's train error and its dev error are near to each other."""

    name = "neither_bias_nor_variance"
    phase = Phase.SEARCH
    place = 90
    trigger = (
        "neither exceeds its limit, no baseline is better by more than chance, and the train error is near to "
        "bayes_error"
    )
    proposes = "nothing; a known bayes_error tells how much is left"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if neither is high."""
        known = verdict_of(evidence)
        if known is None or known.is_above or known.varies or is_behind_a_baseline(evidence):
            return
        bias, variance = known.bias, known.variance
        if is_above_none(evidence, bias.upper):
            return
        known_error = "" if evidence.by_metric else f"bayes_error {short(evidence.config.search.bayes_error)}, "
        further = "less" if evidence.by_metric else "more"
        by_chance = f"{figure_of(variance.width, variance.error)} {further}, which may be chance in these rows"
        yield Finding(
            self.name,
            f"neither high bias nor high variance: {known_error}{stated(evidence, 'train', bias.upper)}, "
            f"{stated(evidence, 'dev', variance.upper)} {evidence.judged_as}"
            f"{unexplained(evidence, variance)}"
            f"{f', {by_chance}' if variance.width > variance.limit else ''}",
            self.phase,
            1 - max(bias.certainty, variance.certainty),
            evidence_of(evidence, known),
        )
