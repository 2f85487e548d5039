"""The events that a search yields while it runs."""

from math import inf
from pathlib import Path

from hpsearch.records import Record
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.trials.ranking import Ranking


class SearchStarted(Record):
    """The search begins; `finished` of its `trials`, and their `best`, come from the run that it resumes.

    `grid` is a sentence that compares the points of a grid with the number of trials. `retrainings` are those of the
    finalists, after the trials. The time limit leaves `seconds_left`. `overlapping` is true if the search has a lag.
    `open_ended` is true if the time decides how many trials there are, so that more rounds may be planned.
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
    open_ended: bool = False


class EpochFinished(Record):
    """Panda's model has finished an epoch, out of `epochs` if their number is known."""

    trial: Trial
    epoch: EpochRecord
    epochs: int | None


class Intervened(Record):
    """A change to panda's model that takes effect now."""

    intervention: Intervention


class TrialFinished(Record):
    """A trial's outcome, already stored; `finished_with_it` more trials finished together with it and follow.

    `again`: the trial had stopped before, and was continued.
    """

    outcome: Outcome
    finished_with_it: int = 0
    again: bool = False


class RoundFinished(Record):
    """All trials of a round are stored, and the sampler knows their results."""

    round: int
    rounds: int


class RoundPlanned(Record):
    """There is time for another round; the search now has `trials` in all."""

    trials: int


class FinalistsStarted(Record):
    """The best `trials` are retrained, after the last round; `finished` of the `retrainings` are stored already."""

    trials: int
    retrainings: int
    finished: int


class RetrainingFinished(Record):
    """The outcome of one retraining of a finalist, already stored."""

    outcome: Outcome


class FinalistsFinished(Record):
    """All retrainings are stored: the ranking of the finalists, the winner of the search first."""

    ranked_finalists: tuple[Finalist, ...]


class TimeIsUp(Record):
    """The search stops at its time limit with `finished` of its `total` trials, or retrainings of its finalists.

    All that has finished is stored.
    """

    finished: int
    total: int
    counted: str = "trials"


class Remarked(Record):
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
