"""Train and dev differ: what is learned may not apply to the rows on which models are judged."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase


class MismatchedPartsFinding:
    """The parts differ significantly, or share rows."""

    name = "mismatched_parts"
    phase = Phase.DATA
    place = 10
    trigger = "a column or data.group or data.order divided the rows, and the two-sample check tells the parts apart"
    proposes = (
        "data.split: auto in place of a column, which is then no input; nothing with an order or groups, because the "
        "difference may be intended"
    )

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield a finding for each sentence of the check."""
        for sentence in evidence.late.mismatches if evidence.late else ():
            yield Finding(
                self.name,
                sentence,
                self.phase,
                0.95,
                changes=tuple(_without_its_column(evidence)),
            )


def _without_its_column(evidence: Evidence) -> list[ConfigChange]:
    """Return the changes to parts at random, if a column divides the rows; that column does not become an input."""
    data = evidence.config.data
    if not isinstance(data.split, str) or data.split == "auto":
        return []
    changes = [replaced(evidence, "data.split", "auto")]
    if data.inputs is None and data.split not in data.ignore:
        changes.append(replaced(evidence, "data.ignore", [*data.ignore, data.split]))
    return changes
