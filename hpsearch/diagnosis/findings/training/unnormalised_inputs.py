"""Inputs that are not normalised, so that one learning rate does not suit all of them (notes §X)."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.trials.table import short


class UnnormalisedInputsFinding:
    """The inputs are not normalised, and have very different scales."""

    name = "inputs_not_normalised"
    phase = Phase.TRAINING
    place = 10
    trigger = "data.normalize is none, and the largest standard deviation of an input is 10 times the smallest"
    proposes = "data.normalize: standard"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with both standard deviations."""
        if evidence.facts is None or evidence.config.data.normalize != "none":
            return
        smallest, largest = evidence.facts.scales
        if largest < evidence.thresholds.uneven_scales * smallest:
            return
        yield Finding(
            self.name,
            f"the inputs are not normalised: their standard deviations range from {short(float(smallest))} to "
            f"{short(float(largest))}, and no learning rate suits all of them",
            self.phase,
            evidence={"smallest": smallest, "largest": largest},
            changes=(replaced(evidence, "data.normalize", "standard"),),
        )
