"""A plateau: the loss does not change, far above its minimum, with a small gradient (notes §XXI)."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import widened, with_choices
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.gaps import phase_of_fitting_more
from hpsearch.training.verdicts import plateau
from hpsearch.trials.table import short


class PlateauFinding:
    """The winner's training ends on a plateau."""

    name = "plateau"
    phase = Phase.BIAS
    place = 35
    trigger = "for 10 epochs the training loss fell by less than 1 %, with a gradient under a tenth of its largest norm"
    proposes = "adam among the optimizers, a learning_rate a decade higher, batch_norm as a choice"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the first epoch of the plateau."""
        since = plateau(evidence.values_of("train"), [each.gradient_norm for each in evidence.curve])
        if since is None or evidence.winner is None:
            return
        yield Finding(
            self.name,
            f"trial {evidence.winner.number} is on a plateau since epoch {since}: its training loss stays at "
            f"{short(evidence.values_of('train')[-1])}, and its gradient is small",
            phase_of_fitting_more(evidence),
            evidence={"since": since},
            changes=(
                *with_choices(evidence, "optimizer", "adam"),
                *widened(evidence, "learning_rate", upwards=True),
                *with_choices(evidence, "batch_norm", True),
            ),
        )
