"""Small batches that cost time for nothing."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.wasted_time import moved_in, waste


class SlowBatchesFinding:
    """The smaller half of the batch sizes takes longer, and is not better."""

    name = "small_batches_cost_time"
    phase = Phase.COST
    place = 10
    trigger = "an epoch takes 1.5 times as long in the lower half of the range of batch_size, which is not better"
    proposes = "the low end at the middle of the range"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the seconds of an epoch in both halves."""
        wasted = waste(evidence, "batch_size", upper=False)
        if wasted is None:
            return
        yield Finding(
            self.name,
            f"small batches cost time for nothing: an epoch takes {wasted.ratio:.1f} times as long in the lower half "
            "of the range of batch_size, whose results are no better",
            self.phase,
            wasted.certainty,
            {"ratio": wasted.ratio},
            tuple(moved_in(evidence, wasted)),
            "batch_size",
        )
