"""Results that a new search takes over from an earlier run."""

from collections import Counter

from hpsearch.records import Record
from hpsearch.text.counting import how_many
from hpsearch.text.listing import all_of
from hpsearch.trials.outcomes import Outcome, Settings, Status

ROUND_TAKEN_OVER = 0
"""Round number of trials that were taken over; the search's own rounds start at 1."""


class OutsideTrial(Record):
    """A result outside of the ranges of a search: its settings in terms of that search, and its cost."""

    settings: Settings
    cost: float


class TakenOver(Record):
    """Results of the run `run` that a new search does not train again.

    `outcomes` are its trials with new numbers, in round 0, each with its `origin`; `retrainings` are those of its
    finalists among them. `first` are settings to try first: those of its winner, if the winner was not taken over.
    `left` has the status of its other trials; `why` says in words why all those that ended were not taken over, if one
    hyperparameter explains it. `outside` are results that fit except for the ranges; they are told to samplers that can
    use them. `diverged` are the settings of those that diverged, and `completed` of those that completed with fewer
    epochs, of which only the diagnosis makes use.
    """

    run: str = ""
    outcomes: tuple[Outcome, ...] = ()
    retrainings: tuple[Outcome, ...] = ()
    first: tuple[Settings, ...] = ()
    left: tuple[Status, ...] = ()
    outside: tuple[OutsideTrial, ...] = ()
    winner: OutsideTrial | None = None
    """The earlier winner, with all its hyperparameters, whether it lies in the ranges or not."""
    why: str = ""
    diverged: tuple[Settings, ...] = ()
    completed: tuple[Settings, ...] = ()

    @property
    def sentence(self) -> str:
        """A sentence about what was taken over, and what was not."""
        trials = len(self.outcomes)
        taken = how_many(trials, "trial") if trials else "no trial"
        retrained = f" and {len(self.retrainings):,} retrainings of its finalists" if self.retrainings else ""
        rest = self._why_others_are_left()
        rest += f"; {len(self.outside):,} of these still tell the sampler what to expect" if self.outside else ""
        start = "; the settings of its winner, as far as they fit, are tried first" if self.first else ""
        again = f"{retrained}, not trained again" if trials else ""
        return f"taken over from {self.run}: {taken}{again}{rest}{start}"

    def _why_others_are_left(self) -> str:
        """Return why other trials were not taken over; empty if there are none."""
        ended = Counter(self.left)
        stopped, failed = ended.pop(Status.STOPPED, 0), ended.pop(Status.FAILED, 0)
        unlike = ended.total()
        reasons = {
            f"{stopped:,}" + (" was" if stopped == 1 else " were") + " stopped by halving": stopped,
            f"{failed:,} failed": failed,
            f"{unlike:,} {self.why or 'would train another way, or lie outside the ranges'}": unlike,
        }
        its = "its other" if self.outcomes else "its"
        told = [reason for reason, count in reasons.items() if count]
        if len(told) < 2:
            return "".join(f"; {its} {reason}" for reason in told)
        return f"; of {its} {len(self.left):,}, {all_of(told)}"
