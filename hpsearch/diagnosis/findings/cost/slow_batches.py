"""Small batches that take more time without better results."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.wasted_time import wasted_time


class SlowBatchesFinding:
    """The smaller half of the batch sizes is slower, and not better."""

    name = "small_batches_cost_time"
    phase = Phase.COST
    place = 10
    trigger = "an epoch takes 1.5 times as long in the lower half of the range of batch_size, which is not better"
    proposes = "the low end at the middle of the range, or further down, so that the best trial is not near it"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the ratio of the times of an epoch."""
        return wasted_time(self.name, evidence, "batch_size", upper=False, cause="small batches")
