"""The section with the leaderboard: the trials of one or several runs, from best to worst."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hpsearch.report.leaderboard import boards, one_table, readable, spare_columns
from hpsearch.report.same_rows import on_same_rows
from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import RETRAINED, Run
from hpsearch.trials.outcomes import Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import NULL, Table, short

FIRST_ROWS = 10
"""Number of trials on a terminal without --all, and on a page before it is unfolded."""

MOST_ROWS = 200
"""The largest number of trials on a page, unless the user gives another number."""


class LeaderboardSection:
    """The trials of all runs in one ranking."""

    name = "leaderboard"
    place = 10

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:
        """Yield one section about all runs; a page shows at most MOST_ROWS trials unless `top` is given."""
        groups, first = on_same_rows(runs), 0 if top else FIRST_ROWS
        tables = boards(groups, top, NULL)
        below = [
            (
                *of_targets(group[0]),
                *why_below(board, group[0].ranking),
                *(sentence for run in group for sentence in who_stopped(run)),
            )
            for group, board in zip(groups, tables, strict=True)
        ]
        yield Section(
            self.name,
            tables=tuple(Listing(readable(board), spare=tuple(spare_columns(board)), first=first) for board in tables),
            sentences=tuple(sentence for sentences in below for sentence in sentences),
            page=tuple(
                _on_page(
                    Listing(readable(board.top(top or MOST_ROWS)), first=first, marked=True),
                    sum(run.progress[0] for run in group),
                    sentences,
                )
                for group, board, sentences in zip(groups, tables, below, strict=True)
            ),
            data={"leaderboard": one_table(boards(groups, top))},
        )


def _on_page(listing: Listing, trials: int, sentences: tuple[str, ...]) -> Section:
    shown = len(listing.table.rows)
    remark = (
        f"The best {shown:,} of {trials:,} trials; report --format csv has all, and --top N writes more of them here."
        if shown < trials
        else ""
    )
    return Section(LeaderboardSection.name, title="Leaderboard", remark=remark, sentences=sentences, tables=(listing,))


def of_targets(run: Run) -> Iterator[str]:
    """Yield a sentence on the unit of metrics for a run with several targets."""
    targets = run.meta("config").get("data", {}).get("target")
    if isinstance(targets, list) and len(targets) > 1:
        yield (
            f"{run.ranking.metric} is over {len(targets)} targets, each divided by its standard deviation; `evaluate` "
            "has each in its own unit"
        )


def why_below(table: Table, ranking: Ranking) -> Iterator[str]:
    """Yield why trials are ranked below others with a worse value."""
    retrained = f"{RETRAINED}{ranking.metric}"
    names = ["trial", "status", ranking.metric, *([retrained] if retrained in table.header else [])]
    rows = list(zip(*(table.column(name) for name in names), strict=True))
    finalists = [row for row in rows if len(row) > 3 and row[3] is not None]
    complete = [row for row in rows if row[1] == Status.COMPLETE and row not in finalists]
    stopped = [row for row in rows if row[1] == Status.STOPPED and row[2] is not None]

    def best(several: list[tuple[Any, ...]]) -> tuple[float, tuple[Any, ...]] | None:
        return min(
            ((ranking.cost({ranking.metric: row[2]}), row) for row in several if row[2] is not None), default=None
        )

    first, other, short_ = best(finalists), best(complete), best(stopped)
    if first and other and other[0] < max(ranking.cost({ranking.metric: row[2]}) for row in finalists):
        yield (
            f"finalists come first, ordered by {retrained}: the value of one training is partly luck, as trial "
            f"{other[1][0]}'s {ranking.metric} of {short(other[1][2])} may be"
        )
    worst = max(
        (ranking.cost({ranking.metric: row[2]}) for row in [*finalists, *complete] if row[2] is not None), default=None
    )
    if short_ and worst is not None and short_[0] < worst:
        yield (
            f"stopped trials come after complete ones, whatever their {ranking.metric}: trial {short_[1][0]} had "
            f"{short(short_[1][2])} when it was stopped, and was not trained to its end"
        )


def who_stopped(run: Run) -> Iterator[str]:
    """Yield how many trials halving stopped, after how many epochs, and why."""
    halving = run.meta("config")["search"].get("halving")
    epochs = Counter(outcome.epochs_run for outcome in run.outcomes if outcome.status == Status.STOPPED)
    if not halving or not epochs:
        return
    counts = ", ".join(
        f"{count:,} after {rung} {'epoch' if rung == 1 else 'epochs'}" for rung, count in sorted(epochs.items())
    )
    among = "of the whole search" if halving.get("among") == "search" else "of their rounds"
    stopped = f"{epochs.total():,} of {len(run.outcomes):,} trials: {counts}"
    yield f"halving stopped {stopped}, where others {among} were better"
