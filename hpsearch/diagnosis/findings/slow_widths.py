"""Wide networks that cost time for nothing."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.wasted_time import moved_in, waste


class SlowWidthsFinding:
    """The upper half of the widths takes longer, and is not better."""

    name = "wide_networks_cost_time"
    phase = Phase.COST
    place = 20
    trigger = "an epoch takes 1.5 times as long in the upper half of the range of units, which is not better"
    proposes = "the high end at the middle of the range"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the seconds of an epoch in both halves."""
        wasted = waste(evidence, "units", upper=True)
        if wasted is None:
            return
        yield Finding(
            self.name,
            f"wide networks cost time for nothing: an epoch takes {wasted.ratio:.1f} times as long in the upper half "
            "of the range of units, whose results are no better",
            self.phase,
            wasted.certainty,
            {"ratio": wasted.ratio},
            tuple(moved_in(evidence, wasted)),
            "units",
        )
