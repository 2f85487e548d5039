"""Neither bias nor variance: the network does about as well as is known to be possible."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import evidence_of, gaps
from hpsearch.trials.table import short


class NeitherFinding:
    """The Bayes error, the winner's train error and its dev error are near to each other."""

    name = "neither_bias_nor_variance"
    phase = Phase.SEARCH
    place = 90
    trigger = "neither exceeds its limit, and no baseline is better by more than chance"
    proposes = "nothing; a known bayes_error tells how much is left"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding where neither is high."""
        known = gaps(evidence)
        if known is None or known[2] or known[3] or _is_behind_a_baseline(evidence):
            return
        bias, variance, *_ = known
        yield Finding(
            self.name,
            f"neither high bias nor high variance: bayes_error {short(bias.lower)}, train_{evidence.headline} "
            f"{short(bias.upper)}, dev_{evidence.headline} {short(variance.upper)}",
            self.phase,
            1 - max(bias.certainty, variance.certainty),
            evidence_of(bias, variance),
        )


def _is_behind_a_baseline(evidence: Evidence) -> bool:
    """Whether a simpler model does better, which shows that the Bayes error is not what limits the winner."""
    winner = evidence.winner
    return any(
        winner is not None and each.number == winner.number and each.clearly_worse for each in evidence.comparisons
    )
