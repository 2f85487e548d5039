"""The events that a search yields while it runs."""

from dataclasses import dataclass
from math import inf
from pathlib import Path

from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.trials.ranking import Ranking


@dataclass(frozen=True, slots=True)
class SearchStarted:
    """The search begins; `finished` of its `trials`, and their `best`, come from the run that it resumes.

    `grid` is a sentence that compares the points of a grid with the number of trials. `retrainings` are those of the
    finalists, after the trials. The time limit leaves `seconds_left`. `overlapping` is true if the search has a lag.
    """

    ranking: Ranking
    trials: int
    finished: int
    best: Outcome | None
    folder: Path
    grid: str = ""
    retrainings: int = 0
    seconds_left: float = inf
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """Panda's model has finished an epoch, out of `epochs` if their number is known."""

    trial: Trial
    epoch: EpochRecord
    epochs: int | None


@dataclass(frozen=True, slots=True)
class Intervened:
    """A change to panda's model that takes effect now."""

    intervention: Intervention


@dataclass(frozen=True, slots=True)
class TrialFinished:
    """A trial's outcome, already stored; `finished_with_it` more trials finished together with it and follow.

    `again`: the trial had stopped before, and was continued.
    """

    outcome: Outcome
    finished_with_it: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class RoundFinished:
    """All trials of a round are stored, and the sampler knows their results."""

    round: int
    rounds: int


@dataclass(frozen=True, slots=True)
class RoundPlanned:
    """There is time for another round; the search now has `trials` in all."""

    trials: int


@dataclass(frozen=True, slots=True)
class FinalistsStarted:
    """The best `trials` are retrained, after the last round; `finished` of the `retrainings` are stored already."""

    trials: int
    retrainings: int
    finished: int


@dataclass(frozen=True, slots=True)
class RetrainingFinished:
    """The outcome of one retraining of a finalist, already stored."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FinalistsFinished:
    """All retrainings are stored: the ranking of the finalists, the winner of the search first."""

    ranked_finalists: tuple[Finalist, ...]


@dataclass(frozen=True, slots=True)
class TimeIsUp:
    """The search stops at its time limit with `finished` of its `total` trials, or retrainings of its finalists.

    All that has finished is stored.
    """

    finished: int
    total: int
    counted: str = "trials"


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark for the user; the search goes on."""

    sentence: str


Event = (
    SearchStarted
    | EpochFinished
    | Intervened
    | TrialFinished
    | RoundFinished
    | RoundPlanned
    | FinalistsStarted
    | RetrainingFinished
    | FinalistsFinished
    | TimeIsUp
    | Remarked
)
