"""No test part: the winner's quality on new rows is unknown."""

from collections.abc import Iterator, Mapping

from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase

_TEST = 0.2


class NoTestPartFinding:
    """The data have no test part."""

    name = "no_test_part"
    phase = Phase.DATA
    place = 30
    trigger = "no row is in the test part"
    proposes = "a fifth of the rows as test part, where the split is stated as shares or folds"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if the data have no test part."""
        facts, split = evidence.facts, evidence.config.data.split
        if facts is None or facts.test:
            return
        changes: tuple[ConfigChange, ...] = ()
        if isinstance(split, Mapping) and facts.has_groups_for(int(split.get("folds", 2))):
            parts = {name: round(share * (1 - _TEST), 6) for name, share in split.items() if name != "test"}
            after = {"folds": split["folds"], "test": _TEST} if "folds" in split else {**parts, "test": _TEST}
            changes = (replaced(evidence, "data.split", after),)
        yield Finding(
            self.name,
            "there is no test part, and the dev metrics are optimistic, because they chose the model",
            self.phase,
            changes=changes,
        )
