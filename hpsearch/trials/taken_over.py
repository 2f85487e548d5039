"""What a new search takes over from an earlier run."""

from collections import Counter
from dataclasses import dataclass

from hpsearch.trials.outcomes import Outcome, Settings, Status

ROUND_TAKEN_OVER = 0
"""The round that trials which were taken over belong to; the search's own rounds begin at 1."""


@dataclass(frozen=True, slots=True)
class OutsideTrial:
    """A result outside of the ranges of a search: all settings that it would have there, and its cost."""

    settings: Settings
    cost: float


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Results of the run `run` that a new search does not train again.

    `outcomes` are its trials under their new numbers, in round 0, each with its `origin`; `retrainings` are those of
    its finalists among them. `first` are settings to try first: those of its winner, where that was not taken over.
    `left` says how its other trials ended; the results of those that lie `outside` of the ranges alone are told to a
    sampler that learns from them.
    """

    run: str = ""
    outcomes: tuple[Outcome, ...] = ()
    retrainings: tuple[Outcome, ...] = ()
    first: tuple[Settings, ...] = ()
    left: tuple[Status, ...] = ()
    outside: tuple[OutsideTrial, ...] = ()

    @property
    def sentence(self) -> str:
        """What was taken over, and what was not."""
        trials = len(self.outcomes)
        taken = "1 trial" if trials == 1 else f"{trials:,} trials"
        retrained = f" and {len(self.retrainings):,} retrainings of its finalists" if self.retrainings else ""
        rest = self._why_others_are_left()
        rest += f"; {len(self.outside):,} of these still tell the sampler what to expect" if self.outside else ""
        start = "; the settings of its winner, as far as they fit, are tried first" if self.first else ""
        return f"taken over from {self.run}: {taken}{retrained}, not trained again{rest}{start}"

    def _why_others_are_left(self) -> str:
        """What is with the trials that were not taken over; empty if there are none."""
        ended = Counter(self.left)
        stopped, failed = ended.pop(Status.STOPPED, 0), ended.pop(Status.FAILED, 0)
        unlike = ended.total()
        reasons = {
            f"{stopped:,}" + (" was" if stopped == 1 else " were") + " stopped by halving": stopped,
            f"{failed:,} failed": failed,
            f"{unlike:,} would train another way, or lie outside the ranges": unlike,
        }
        told = [reason for reason, count in reasons.items() if count]
        if len(told) < 2:
            return "".join(f"; its other {reason}" for reason in told)
        return f"; of its other {len(self.left):,}, {', '.join(told[:-1])} and {told[-1]}"
