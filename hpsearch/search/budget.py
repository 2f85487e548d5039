"""The time limit as the budget of a search (`trials: auto`): it decides the number of rounds and of finalists.

Each decision is stored in run.db, so that a resumed search repeats it instead of measuring time again.
"""

from collections.abc import Collection, Iterable, Sequence
from math import inf
from statistics import mean
from typing import Self

from hpsearch.config import Config
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.keys import BUDGET
from hpsearch.samplers import learns
from hpsearch.search.prepare import Prepared
from hpsearch.search.rounds.plan import FEW_TRIALS, ROUND
from hpsearch.text.counting import how_many
from hpsearch.trials.ensembles import ensemble_method
from hpsearch.trials.finalists import contenders
from hpsearch.trials.folds import fold_count
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.workers.time_limit import TimeLimit

KEPT = 0.2
"""Share of the time limit that is reserved for the finalists, at most."""

KEPT_TO_REFIT = 0.12
"""Further share that is reserved, at most, if the networks of the model are refitted at the end."""

KEPT_AT_LEAST = 0.05
"""Share that is always reserved for the finalists, because the last round may take longer than expected."""

REFIT_NETWORKS = 10
"""Assumed number of networks to refit, if the dev part chooses the networks of the model."""

LONGER_TO_REFIT = 4 / 3
"""Assumed time to train a network on train and dev together, as a multiple of that on the training part."""

SMALLEST_ROUND = 4
"""Smallest number of trials in a round; if there is time for fewer, the finalists get that time."""

_MARGIN = 1.1
"""Assumed time per trial in the next round, as a multiple of that in the slowest round so far."""

FIRST_MARGIN = 2.0
"""Assumed time per trial in the rest of the first round, as a multiple of that of its first trials."""

ALONE = 1.5
"""Assumed time of a retraining, as a multiple of that of its trial, which trained in a larger stack."""


def kept_share(config: Config) -> float:
    """Return the share of the time limit that is reserved for finalists and refitting."""
    refits = config.search.refit and config.objective is None and fold_count(config.as_dict()) == 1
    return KEPT + KEPT_TO_REFIT if refits else KEPT


class Budget:
    """Counts how much of `seconds` a search has used, over all interruptions, and plans the rest by that.

    `left_out` holds the numbers of trials that were proposed but not trained, because the time was over.
    """

    def __init__(self, prepared: Prepared, database: Database, seconds: float) -> None:
        known = database.budget
        self.left_out: set[int] = set(known.get("left_out", ()))
        self._ended_at: float | None = known.get("ended_at")
        self._slowest: float = known.get("slowest", 0.0)
        self._used: float = known.get("used", 0.0)
        self._pace = 0.0
        self._prepared, self._database, self._seconds = prepared, database, seconds
        self._kept = self._expected_after_rounds()
        self.limit = TimeLimit(seconds - self._kept - self._used)
        self.limit.begin()

    @classmethod
    def of(cls, prepared: Prepared, database: Database) -> Self | None:
        """Return the budget of a search; None if the config gives the number of trials."""
        search = prepared.config.search
        if search.trials != "auto" or search.time_limit is None:
            return None
        return cls(prepared, database, search.time_limit)

    @property
    def left(self) -> float:
        """Seconds until the time limit of the whole search, including the reserved share."""
        return self.limit.left + self._kept

    def at_once(self, rest: int, jobs: int) -> int:
        """Return how many of the `rest` of a round to train together: few in the first round until their time is known.

        The reason is that trainings which have begun are completed, even if the time is over.
        """
        if self._slowest or (self._pace and FIRST_MARGIN * self._pace * rest < self.limit.left):
            return rest
        return min(rest, 2 * jobs)

    def trained(self, trials: int, seconds: float) -> None:
        """Note that so many trials of this round have taken `seconds` together."""
        self._pace = seconds / max(trials, 1)

    def close_round(self, asked: Sequence[Trial], done: Collection[int], seconds: float) -> None:
        """Note that a round took `seconds`; its trials that were not trained are left out, also after a resume."""
        trained = [trial.number for trial in asked if trial.number in done]
        self.left_out |= {trial.number for trial in asked} - {*trained}
        self._slowest = max(self._slowest, seconds / max(len(trained), 1))
        self._used = max(self._used, self._seconds - self.left)
        kept, self._kept = self._kept, self._expected_after_rounds()
        self.limit.extend(kept - self._kept)
        self._record()

    def with_next_round(self, sizes: list[int]) -> list[int]:
        """Add a round of as many trials as should finish in time; return `sizes` unchanged if there is no time."""
        if self._ended_at is not None and self._ended_at >= self._seconds:
            return sizes
        affordable = int(min(self.limit.left / (_MARGIN * self._slowest), ROUND)) if self._slowest else ROUND
        rest = self._prepared.trials - sum(sizes)
        size = min(affordable, rest)
        if size < max(min(SMALLEST_ROUND, rest), 1):
            self._ended_at = self._seconds
            self._record()
            return sizes
        self._database.change("round_sizes", [*sizes, size])
        return [*sizes, size]

    def plan_finalists(self, outcomes: Iterable[Outcome], jobs: int) -> None:
        """Store how many of the best trials to retrain, and how often, in the time that is left.

        There are no finalists if a single retraining would take longer than the time left plus their reserved share.
        """
        stated, repeats = self._prepared.finalists, self._prepared.config.search.repeats
        best = contenders(outcomes, stated.count, self._prepared.ranking) if stated else []
        if stated is None or not best or any(True for _ in self._database.retrainings()):
            return
        each = ALONE * mean(outcome.seconds for outcome in best) / repeats
        left = max(self.left - self._expected_to_refit(), 0.0)
        if each > left + KEPT * self._seconds:
            self._database.change("finalists", None)
            return
        affordable = int(left * jobs / each) if each else stated.count * stated.repeats
        count = max(1, min(stated.count, affordable))
        plan = {"count": count, "repeats": max(1, min(stated.repeats, affordable // count))}
        self._database.change("finalists", plan)

    def cut_finalists(self) -> bool:
        """Reduce the plan to the retrainings that are stored, because the time is over; False if none can be used.

        The finalists are then the best trials that were retrained, with the number of repeats that all of them have.
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

    @property
    def has_no_other_settings(self) -> bool:
        """Whether all settings of the space were tried."""
        planned: int = sum(self._database.meta("round_sizes"))
        return planned - len(self.left_out) >= self._prepared.trials

    @property
    def time_is_used_up(self) -> str:
        """Say that there is no time for another trial, and how to give more."""
        return (
            f"the {self._seconds:g} seconds of search.time_limit are used up, so no other trial is trained; "
            f"a longer limit, such as --time {2 * self._seconds:g}, continues the search"
        )

    def said_of(self, trials: int) -> str:
        """Explain that the time allowed one round; empty if it allowed more, or so few that the diagnosis says it."""
        one_round = len(self._database.meta("round_sizes")) == 1 and not self._database.began_from
        if not FEW_TRIALS <= trials <= ROUND or not one_round or not learns(self._prepared.config.search.sampler.name):
            return ""
        of_code = self._prepared.objective.facts is None
        remedy = "or faster trainings, allow" if of_code else "smaller networks or fewer epochs allow"
        return (
            f"there was time for only {how_many(trials, 'trial')}, and the sampler learns from results after the first "
            f"{ROUND}; more time, {remedy} more"
        )

    def _expected_after_rounds(self) -> float:
        """Seconds that the phases after the rounds should take, by the slowest round; at most the reserved shares."""
        if self._prepared.config.search.halving is not None:  # the trials of a round stopped early
            return KEPT * self._seconds + self._expected_to_refit()
        to_retrain = max(self._expected(self._retrainings), KEPT_AT_LEAST * self._seconds)
        return min(KEPT * self._seconds, to_retrain) + self._expected_to_refit()

    def _expected_to_refit(self) -> float:
        share = kept_share(self._prepared.config) - KEPT
        return min(share * self._seconds, LONGER_TO_REFIT * self._expected(self._networks))

    @property
    def _retrainings(self) -> int:
        plan = self._prepared.finalists
        return plan.count * plan.repeats if plan else 0

    @property
    def _networks(self) -> int:
        """Assumed number of networks of the model."""
        method = ensemble_method(self._prepared.config.search.ensemble, sum(self._prepared.held_out))
        return {"none": 1, "mean": max(self._retrainings, 1)}.get(method, REFIT_NETWORKS)

    def _expected(self, trainings: int) -> float:
        """Seconds that this number of trainings, of one repeat each, should take; infinite before the first round."""
        if not trainings:
            return 0.0
        return _MARGIN * self._slowest * trainings / self._prepared.config.search.repeats if self._slowest else inf

    def _record(self) -> None:
        left_out, slowest = sorted(self.left_out), self._slowest
        known = {"left_out": left_out, "ended_at": self._ended_at, "slowest": slowest, "used": self._used}
        self._database.change(BUDGET, known)
