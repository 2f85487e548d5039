"""A schedule worth trying: with a constant learning rate the loss oscillates, and falls no further."""

from collections.abc import Iterator

import numpy as np

from hpsearch.diagnosis.changes import with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.text.percent import percent
from hpsearch.training.verdicts import settled

_RESTLESS = 0.05


class ScheduleFinding:
    """The winner's loss no longer falls but oscillates, because the steps stay large."""

    name = "schedule_worth_trying"
    phase = Phase.SEARCH
    place = 40
    trigger = (
        "the schedule is constant, and for 20 epochs the training loss went up and down by 5 % and fell no further"
    )
    proposes = "cosine among the schedules (low priority: after the learning rate itself, notes §XX)"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the epoch since which the loss falls no further."""
        losses = evidence.values_of("train")
        since = settled(losses) if losses else None
        if since is None or evidence.settings.get("schedule") != "constant" or evidence.winner is None:
            return
        last = np.array(losses[since:])
        restless = float(np.abs(np.diff(last)).mean() / max(abs(last.mean()), 1e-12))
        if not restless > _RESTLESS:
            return
        yield Finding(
            self.name,
            f"the training loss of trial {evidence.winner.number} has not fallen since epoch {since} and changes by "
            f"{percent(restless)} from epoch to epoch: a learning rate that decays may make it fall",
            self.phase,
            evidence={"since": since, "changes_by": restless},
            changes=tuple(with_choices(evidence, "schedule", "cosine")),
        )
