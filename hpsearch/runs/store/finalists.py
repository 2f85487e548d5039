"""The finalists of a run, derived from run.db."""

from collections import defaultdict
from math import isfinite
from typing import TYPE_CHECKING

from hpsearch.runs.store.database import Database
from hpsearch.trials.finalists import Finalist, contenders, ranked
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import Row, Table

if TYPE_CHECKING:
    from hpsearch.trials.outcomes import Outcome


def finalists(database: Database) -> tuple[Finalist, ...]:
    """The finalists, the best first; none before all of them have all their fresh draws."""
    plan = database.meta("finalists")
    if plan is None:
        return ()
    ranking = Ranking(database.meta("metric"), database.meta("maximize"))
    draws: dict[int, list[Outcome]] = defaultdict(list)
    for draw in database.fresh_draws():
        draws[draw.number].append(draw)
    chosen = [draws[outcome.number] for outcome in contenders(database.outcomes(), plan["count"], ranking)]
    return ranked(chosen, ranking) if all(len(each) == plan["repeats"] for each in chosen) else ()


def finalists_table(database: Database) -> Table:
    """One row a finalist: the mean over its fresh draws and the ends of its 95 % interval."""
    header = ("rank", "number", "repeats", "mean", "low", "high", "tied_with_first")
    return Table(header, tuple(map(_row, finalists(database))))


def _row(finalist: Finalist) -> Row:
    interval = finalist.interval
    known = (
        [] if interval is None else [interval.middle, interval.middle - interval.half, interval.middle + interval.half]
    )
    numbers = [value if isfinite(value) else None for value in known] or [None] * 3
    return (finalist.rank, finalist.number, finalist.draws, *numbers, finalist.tied_with_first)
