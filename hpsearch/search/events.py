"""What a search says while it runs."""

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
    """`finished` of the `trials`, and their `best`, were there already, from the run that is resumed.

    `grid` says how the points of a grid compare with the number of trials. The finalists need `retrainings` after them.
    The time limit leaves `seconds_left`. With a lag the rounds are `overlapping`.
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
    """An epoch of the one model that panda trains, of so many `epochs` if that is known."""

    trial: Trial
    epoch: EpochRecord
    epochs: int | None


@dataclass(frozen=True, slots=True)
class Intervened:
    """Something that holds from now on in the training of the one model that panda trains."""

    intervention: Intervention


@dataclass(frozen=True, slots=True)
class TrialFinished:
    """A trial's outcome, which is stored; so many more trials `finished_with_it` and follow.

    `again` says that it had stopped before, and went on.
    """

    outcome: Outcome
    finished_with_it: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class RoundFinished:
    """All trials of a round are stored and told to the sampler."""

    round: int
    rounds: int


@dataclass(frozen=True, slots=True)
class RoundPlanned:
    """There is time for another round, with which the search has so many `trials`."""

    trials: int


@dataclass(frozen=True, slots=True)
class FinalistsStarted:
    """After the last round the best `trials` are retrained; `finished` of their `retrainings` are stored already."""

    trials: int
    retrainings: int
    finished: int


@dataclass(frozen=True, slots=True)
class RetrainingFinished:
    """The outcome of one retraining of a finalist, which is stored."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FinalistsFinished:
    """All retrainings of the finalists are stored: their ranking, whose first is the winner of the search."""

    ranked_finalists: tuple[Finalist, ...]


@dataclass(frozen=True, slots=True)
class TimeIsUp:
    """The search stops at its time limit with `finished` of its `total` trials, or retrainings of its finalists.

    What finished is stored.
    """

    finished: int
    total: int
    counted: str = "trials"


@dataclass(frozen=True, slots=True)
class Remarked:
    """Something that one should know; the search goes on."""

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
