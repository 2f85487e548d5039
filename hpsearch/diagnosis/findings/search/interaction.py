"""An interaction: the best value of one hyperparameter depends on another."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.percent import percent

_BLIND = ("grid", "random", "qmc")


class InteractionFinding:
    """A pair of hyperparameters explains much beyond what each explains alone."""

    name = "interaction"
    phase = Phase.SEARCH
    place = 50
    trigger = "the lower end of the interval of a pair's share, beyond both alone, is above 10 %"
    proposes = "sampler coarse_to_fine, which models pairs, in place of grid, random or qmc; else nothing: search both"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield a finding for each such pair."""
        effects, sampler = evidence.effects, evidence.config.search.sampler.name
        for pair in effects.pairs if effects else ():
            one, other = pair.axes
            if pair.low <= evidence.thresholds.interacting or _decides(evidence, one, other):
                continue
            changes = (replaced(evidence, "search.sampler", "coarse_to_fine"),) if sampler in _BLIND else ()
            yield Finding(
                self.name,
                f"{one} and {other} interact: together they explain {percent(pair.share)} of the differences beyond "
                f"what each does alone ({percent(pair.low)} to {percent(pair.high)}); the best value of one depends on "
                "the other",
                self.phase,
                0.95,
                {"share": pair.share, "low": pair.low, "high": pair.high},
                changes,
                f"{one}, {other}",
            )


def _decides(evidence: Evidence, one: str, other: str) -> bool:
    """Whether one of two axes is used only for some values of the other, which is a known interaction."""
    axes = {axis.name: axis for axis in evidence.space.axes}
    pairs = ((axes[one], axes[other]), (axes[other], axes[one]))
    return any(on.hyperparameter == second.hyperparameter for first, second in pairs for on in first.conditions)
