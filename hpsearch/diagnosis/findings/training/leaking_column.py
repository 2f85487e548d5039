"""A leaking column: it alone predicts the target, which it may only do because it is known after the target."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase


class LeakingColumnFinding:
    """One column alone predicts the target nearly perfectly, so that the results may not hold for new rows."""

    name = "leaking_column"
    phase = Phase.TRAINING
    place = 1
    trigger = (
        "of several columns, one leaves at most 1 % of the error: of always answering the largest class, all being as "
        "frequent, or of the variance of the target's ranks. Predicted is what the row with the nearest value has, for "
        "dev rows by train rows, and the reverse, up to 1,000 of each; under some 120 rows are too few for classes"
    )
    proposes = "nothing, because the column may be known in time; the advice begins with leaving it out if it is not"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the names of the columns."""
        if evidence.facts is not None and evidence.facts.leak:
            yield Finding(
                self.name,
                evidence.facts.leak,
                self.phase,
                unchanged="whether a column that alone predicts the target is known in time is for you to say",
            )
