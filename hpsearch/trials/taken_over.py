"""What a new search takes over from an earlier run."""

from dataclasses import dataclass

from hpsearch.trials.outcomes import Outcome, Settings

ROUND = 0
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
    `left` says how many of its trials were not; the results of those that lie `outside` of the ranges alone are told
    to a sampler that learns from them.
    """

    run: str = ""
    outcomes: tuple[Outcome, ...] = ()
    retrainings: tuple[Outcome, ...] = ()
    first: tuple[Settings, ...] = ()
    left: int = 0
    outside: tuple[OutsideTrial, ...] = ()

    @property
    def sentence(self) -> str:
        """What was taken over, and what was not."""
        trials = len(self.outcomes)
        taken = "1 trial" if trials == 1 else f"{trials:,} trials"
        retrained = f" and {len(self.retrainings):,} retrainings of its finalists" if self.retrainings else ""
        rest = f"; its other {self.left:,} would train another way, or lie outside the ranges" if self.left else ""
        rest += f"; {len(self.outside):,} of these still tell the sampler what to expect" if self.outside else ""
        start = "; the settings of its winner, as far as they fit, are tried first" if self.first else ""
        return f"taken over from {self.run}: {taken}{retrained}, not trained again{rest}{start}"
