"""Train and dev differ: what is learned may not apply to the rows on which models are judged."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase


class MismatchedPartsFinding:
    """The parts differ significantly, or share rows."""

    name = "mismatched_parts"
    phase = Phase.DATA
    place = 10
    trigger = "a column or data.group or data.order divided the rows, and the two-sample check tells the parts apart"
    proposes = (
        "data.split: auto in place of a column; nothing with an order or groups, because the difference may be intended"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield a finding for each sentence of the check."""
        data = evidence.config.data
        by_column = isinstance(data.split, str) and data.split != "auto"
        for sentence in evidence.late.mismatches if evidence.late else ():
            yield Finding(
                self.name,
                sentence,
                self.phase,
                0.95,
                changes=(replaced(evidence, "data.split", "auto"),) if by_column else (),
            )
