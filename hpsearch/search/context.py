"""What all phases of a search need."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from hpsearch.records import Record
from hpsearch.runs.store.database import Database
from hpsearch.search.budget import Budget
from hpsearch.search.prepare import Prepared
from hpsearch.training.objective import Plan, Result
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.workers.backends import Workers
from hpsearch.workers.time_limit import TimeLimit


class SearchContext(Record):
    """A prepared search with its run folder, its database, the backend that trains, and the time limit.

    `budget` is set if the time limit decides how many trials there are.
    """

    prepared: Prepared
    folder: Path
    database: Database
    workers: Workers
    limit: TimeLimit
    budget: Budget | None = None

    def at_once(self, rest: int) -> int:
        """Return how many of the `rest` of a round may train together."""
        return rest if self.budget is None else self.budget.at_once(rest, self.workers.jobs)

    def trial(self, number: int) -> Trial:
        """Return a finished trial by its number."""
        return next(each.trial for each in self.database.outcomes() if each.number == number)

    def trained(self, plans: Sequence[Plan[Any]]) -> Iterator[list[Result]]:
        """Train plans in cohorts, and yield results as cohorts finish; none starts after the time limit."""
        return self.trained_in_parts([plans])

    def trained_in_parts(self, parts: Iterable[Sequence[Plan[Any]]]) -> Iterator[list[Result]]:
        """Train plans part by part; the next one is asked for when no other plan waits for a worker.

        An empty part means that the next part depends on results which are not there yet.
        """
        objective = self.prepared.objective
        objective.place(self.workers.placed)
        by_part = (objective.cohorts(plans, self.workers.jobs) or [[]] for plans in parts)
        return self.workers.train(chain.from_iterable(by_part), objective.training, self.limit)


def outcomes_of(results: Sequence[Result]) -> list[Outcome]:
    """Return the outcomes of plans without a pause. Raises TypeError if one of them paused."""
    if paused := [result for result in results if not isinstance(result, Outcome)]:
        raise TypeError(f"trial {paused[0].number} paused, which its plan does not say")
    return [result for result in results if isinstance(result, Outcome)]
