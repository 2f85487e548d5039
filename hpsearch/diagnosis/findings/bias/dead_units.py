"""Dead units: hidden units whose output is the same for all examples, so that they cannot learn any more."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import phase_of_fitting_more, verdict_of


class DeadUnitsFinding:
    """A fifth of the winner's hidden units or more are dead."""

    name = "dead_units"
    phase = Phase.BIAS
    place = 40
    trigger = "a fifth of the saved network's hidden units or more give 256 training examples the same value"
    proposes = "leaky_relu and elu among the activations; nothing where fitting more does not help"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the number of dead units."""
        late, winner = evidence.late, evidence.winner
        if late is None or winner is None or late.number != winner.number or not late.units:
            return
        if late.dead < evidence.thresholds.dead * late.units:
            return
        known = verdict_of(evidence)
        pointless = known is not None and known.fitting_does_not_help
        yield Finding(
            self.name,
            f"{late.dead:,} of the {late.units:,} hidden units of trial {late.number} are dead: their output is "
            "the same for every example",
            phase_of_fitting_more(evidence),
            evidence={"dead": late.dead, "units": late.units},
            changes=() if pointless else tuple(with_choices(evidence, "activation", "leaky_relu", "elu")),
        )
