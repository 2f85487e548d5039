"""The time of a search as its budget, for `trials: auto`: it decides how many rounds there are, and how many finalists.

What the clock decided is recorded in run.db, so that a search which is resumed decides the same.
"""

from collections.abc import Collection, Iterable, Sequence
from statistics import mean
from typing import Self

from hpsearch.config import Config
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.recorded import BUDGET
from hpsearch.search.prepare import Prepared
from hpsearch.search.rounds import ROUND
from hpsearch.trials.finalists import contenders
from hpsearch.trials.folds import fold_count
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.workers.time_limit import TimeLimit

KEPT = 0.2
"""The share of the time that is kept for the finalists."""

KEPT_TO_REFIT = 0.12
"""What is kept beside that where the networks of the model are trained again at last."""

SMALLEST_ROUND = 4
"""Trials in a round at least; time for fewer goes into the finalists."""

_MARGIN = 1.1
"""How many times as long as the slowest round so far a trial of the next one may take."""

FIRST_MARGIN = 2.0
"""How many times as long as its first trials the rest of the first round may take."""

ALONE = 1.5
"""How many times as long a retraining may take as the trial, which trained in a larger stack."""


def kept_share(config: Config) -> float:
    """The share of the time that is kept for what follows the rounds."""
    refits = config.search.refit and config.objective is None and fold_count(config.as_dict()) == 1
    return KEPT + KEPT_TO_REFIT if refits else KEPT


class Budget:
    """How much of `seconds` a search has used, in all its sessions, and what was decided by that.

    `left_out` are the trials that were proposed, and not trained because the time was over.
    """

    def __init__(self, prepared: Prepared, database: Database, seconds: float) -> None:
        known = database.budget
        self.left_out: set[int] = set(known.get("left_out", ()))
        self._ended_at: float | None = known.get("ended_at")
        self._slowest: float = known.get("slowest", 0.0)
        self._used: float = known.get("used", 0.0)
        self._pace = 0.0
        self._prepared, self._database, self._seconds = prepared, database, seconds
        self._kept = kept_share(prepared.config) * seconds
        self.limit = TimeLimit(seconds - self._kept - self._used)
        self.limit.begin()

    @classmethod
    def of(cls, prepared: Prepared, database: Database) -> Self | None:
        """The budget of a search; None where the number of its trials is given."""
        search = prepared.config.search
        if search.trials != "auto" or search.time_limit is None:
            return None
        return cls(prepared, database, search.time_limit)

    @property
    def left(self) -> float:
        """Seconds until the end of all, the finalists' part included."""
        return self.limit.left + self._kept

    def at_once(self, rest: int, jobs: int) -> int:
        """How many of the rest of a round train together: few of the first one, until it is known how long they take.

        Whatever trains when the time is over is trained to its end.
        """
        if self._slowest or (self._pace and FIRST_MARGIN * self._pace * rest < self.limit.left):
            return rest
        return min(rest, 2 * jobs)

    def trained(self, trials: int, seconds: float) -> None:
        """Note how long the trials of this round took until now."""
        self._pace = seconds / max(trials, 1)

    def close_round(self, asked: Sequence[Trial], done: Collection[int], seconds: float) -> None:
        """Note that a round took so many `seconds`; those of it that did not train are left out for good."""
        trained = [trial.number for trial in asked if trial.number in done]
        self.left_out |= {trial.number for trial in asked} - {*trained}
        self._slowest = max(self._slowest, seconds / max(len(trained), 1))
        self._used = max(self._used, self._seconds - self._kept - self.limit.left)
        self._record()

    def with_next_round(self, sizes: list[int]) -> list[int]:
        """The rounds with one more, of as many trials as can be expected to end in time; unchanged where none can."""
        if self._ended_at is not None and self._ended_at >= self._seconds:
            return sizes
        affordable = int(min(self.limit.left / (_MARGIN * self._slowest), ROUND)) if self._slowest else ROUND
        size = min(affordable, self._prepared.trials - sum(sizes))
        if size < SMALLEST_ROUND:
            self._ended_at = self._seconds
            self._record()
            return sizes
        self._database.change("round_sizes", [*sizes, size])
        return [*sizes, size]

    def plan_finalists(self, outcomes: Iterable[Outcome], jobs: int) -> None:
        """Record how many of the best trials are retrained, and how often, in the time that is left.

        None are where even one would take longer than that and the finalists' share of the time.
        """
        stated, repeats = self._prepared.finalists, self._prepared.config.search.repeats
        best = contenders(outcomes, stated.count, self._prepared.ranking) if stated else []
        if stated is None or not best or any(True for _ in self._database.retrainings()):
            return
        each = ALONE * mean(outcome.seconds for outcome in best) / repeats
        left = max(self.left - (kept_share(self._prepared.config) - KEPT) * self._seconds, 0.0)
        if each > left + KEPT * self._seconds:
            self._database.change("finalists", None)
            return
        affordable = int(left * jobs / each) if each else stated.count * stated.repeats
        count = max(1, min(stated.count, affordable))
        plan = {"count": count, "repeats": max(1, min(stated.repeats, affordable // count))}
        self._database.change("finalists", plan)

    def cut_finalists(self) -> bool:
        """Plan no more retrainings than there are, because the time is over; False where there is none to use.

        The best trials that were retrained are finalists, each as often as all of them were.
        """
        first = self._prepared.config.search.repeats
        stored = {(each.number, each.repeat) for each in self._database.retrainings()}
        plan = self._database.meta("finalists")
        repeats = []
        for outcome in contenders(self._database.outcomes(), plan["count"], self._prepared.ranking):
            there = (repeat for repeat in range(plan["repeats"]) if (outcome.number, first + repeat) not in stored)
            repeats.append(next(there, plan["repeats"]))
        counts = range(1, len(repeats) + 1)
        count = max(counts, key=lambda count: (count * min(repeats[:count]), count), default=0)
        fewest = min(repeats[:count], default=0)
        if fewest:
            self._database.change("finalists", {"count": count, "repeats": fewest})
        return bool(fewest)

    def said_of(self, trials: int) -> str:
        """What to know of a search that the time let have so many trials; empty where it had rounds to learn from."""
        if trials > ROUND:
            return ""
        of_code = self._prepared.objective.facts is None
        remedy = "or trainings that take less of it, allow" if of_code else "smaller networks or fewer epochs allow"
        return (
            f"the time was enough for {trials} {'trial' if trials == 1 else 'trials'}, so none was chosen by the "
            f"results of others, which begins after {ROUND}; more time, {remedy} more"
        )

    def _record(self) -> None:
        left_out, slowest = sorted(self.left_out), self._slowest
        known = {"left_out": left_out, "ended_at": self._ended_at, "slowest": slowest, "used": self._used}
        self._database.change(BUDGET, known)
