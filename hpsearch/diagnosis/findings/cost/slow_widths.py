"""Wide networks that take more time without better results."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.wasted_time import wasted_time


class SlowWidthsFinding:
    """The upper half of the widths is slower, and not better."""

    name = "wide_networks_cost_time"
    phase = Phase.COST
    place = 20
    trigger = "an epoch takes 1.5 times as long in the upper half of the range of units, which is not better"
    proposes = "the high end at the middle of the range, or further up, so that the best trial is not near it"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the ratio of the times of an epoch."""
        return wasted_time(self.name, evidence, "units", upper=True, cause="wide networks")
