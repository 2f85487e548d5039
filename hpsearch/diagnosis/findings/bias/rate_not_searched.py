"""The learning rate is fixed, though it matters most (notes §XXII)."""

from collections.abc import Iterator

from hpsearch.diagnosis.changes import searched
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import Finding, Phase

_FACTOR = 30


class RateNotSearchedFinding:
    """A search of several trials with a fixed learning rate."""

    name = "learning_rate_not_searched"
    phase = Phase.BIAS
    place = 8
    trigger = "the learning rate is one number in a search of several trials"
    proposes = "learning_rate from a thirtieth of it to 30 times, log scale"

    def found(self, evidence: Evidence) -> Iterator[Finding]:
        """Yield the finding if the learning rate is fixed."""
        rate = evidence.hyperparameters["learning_rate"]
        timetable = isinstance(evidence.hyperparameters["schedule"], dict)
        if not isinstance(rate, float) or timetable or len(evidence.trials) < 2:
            return
        around = {"low": rate / _FACTOR, "high": min(rate * _FACTOR, 10.0), "scale": "log"}
        yield Finding(
            self.name,
            f"the learning rate is fixed at {rate:g}; it is the hyperparameter that matters most often",
            self.phase,
            0.8,
            {"learning_rate": rate},
            tuple(searched(evidence, "learning_rate", around)),
            "learning_rate",
        )
