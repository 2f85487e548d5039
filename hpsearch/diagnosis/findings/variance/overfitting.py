"""Overfitting: from some epoch on the dev loss rises while the training loss falls."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.recipe import against_variance, only_more_rows
from hpsearch.training.verdicts import overfitting
from hpsearch.trials.table import short

LEAST = 0.02
"""Smallest rise of the dev loss above its minimum, as a share of that."""


class OverfittingFinding:
    """The winner's dev loss began to rise while its training loss was still falling."""

    name = "overfitting"
    phase = Phase.VARIANCE
    place = 20
    trigger = (
        "the smoothed dev loss was lowest 10 or more epochs before the end, and rose by 2 % while the train loss fell"
    )
    proposes = "as for high_variance"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the epoch since which it overfits."""
        train, dev = evidence.values_of("train"), evidence.values_of("dev")
        since = overfitting(train, dev) if train else None
        if since is None or evidence.winner is None:
            return
        rose = dev[-1] / min(dev) - 1 if min(dev) > 0 else 0.0
        if rose < LEAST:
            return
        yield Finding(
            self.name,
            f"overfitting since epoch {since}: the dev loss of trial {evidence.winner.number} rose from "
            f"{short(min(dev))} to {short(dev[-1])} while its training loss fell",
            self.phase,
            evidence={"since": since, "rose": rose},
            changes=tuple(against_variance(evidence)),
            unchanged=only_more_rows(evidence),
        )
