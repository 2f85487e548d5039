"""Failed trials: an error was raised, which no hyperparameter explains."""

from collections.abc import Iterator

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.trials.outcomes import Status


class FailedTrialsFinding:
    """Some trials raised an error."""

    name = "failed_trials"
    phase = Phase.TRAINING
    place = 50
    trigger = "a trial raised an error"
    proposes = "nothing: the message says what to mend"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding with the first message."""
        failed = [outcome for outcome in evidence.trials if outcome.status == Status.FAILED]
        if failed:
            sentence = (
                f"{len(failed)} of {len(evidence.trials)} trials raised an error; the first, trial {failed[0].number}: "
                f"{failed[0].message}"
            )
            yield Finding(
                self.name,
                sentence,
                self.phase,
                evidence={"failed": len(failed), "trials": len(evidence.trials)},
                unchanged=sentence if len(failed) == len(evidence.trials) else "",
            )
