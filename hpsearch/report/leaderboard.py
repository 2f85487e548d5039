"""The leaderboard: the trials of one or several runs, from best to worst."""

from collections.abc import Mapping, Sequence
from typing import Any

from hpsearch.errors import UsageError
from hpsearch.report.same_rows import on_same_rows
from hpsearch.runs.run import RETRAINED, Run
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.interventions import Moment
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.story import Story
from hpsearch.trials.table import Table

MANY_STEPS = 10**9
"""A step number beyond any epoch, for the end of an epoch."""


def leaderboard(runs: Sequence[Run], top: int | None = None, null: str | None = None) -> Table:
    """Return the best `top` trials of `runs`, all by default, with metrics and searched hyperparameters.

    Runs that were judged on different rows have separate rankings, one after the other. `null` is as in `boards`.
    Raises UsageError if the runs were ranked by different metrics.
    """
    _check_same_ranking(runs)
    return one_table(boards(on_same_rows(runs), top, null))


def boards(groups: Sequence[Sequence[Run]], top: int | None = None, null: str | None = None) -> list[Table]:
    """Return a leaderboard for each group of runs, where a group was judged on the same rows.

    `null` is what a cell has where null was chosen; one of a hyperparameter that the trial does not use has None.
    """
    several = sum(map(len, groups)) > 1
    return [_Board(group, null).table(top, several=several) for group in groups]


def one_table(tables: Sequence[Table]) -> Table:
    """Join all tables, with the columns of each."""
    first, *others = tables
    if not others:
        return first
    header = tuple(dict.fromkeys(name for table in tables for name in table.header))
    rows = [dict(zip(table.header, row, strict=True)) for table in tables for row in table.rows]
    return Table(header, tuple(tuple(row.get(name) for name in header) for row in rows))


class _Board:
    """The ranking of comparable runs.

    If every run has finalists, they come first, by the means over their retrainings; the others follow by their own
    values.
    """

    def __init__(self, runs: Sequence[Run], null: str | None) -> None:
        self.null = null
        self.ranking = runs[0].ranking
        self.finalists = _finalists(runs)
        self.trials = [(str(run.folder), outcome) for run in runs for outcome in run.outcomes]
        self.by_hand = {
            (str(run.folder), number): values for run in runs for number, values in changed_by_hand(run).items()
        }
        self.metrics = tuple(dict.fromkeys([self.ranking.metric, *(name for run in runs for name in run.metrics)]))
        searched = (name for run in runs for name in run.meta("searched"))
        changed = (name for values in self.by_hand.values() for name in values)
        self.searched = tuple(dict.fromkeys([*searched, *changed]))

    def table(self, top: int | None, *, several: bool) -> Table:
        """Return the best `top` trials; with `several` runs in the report each row names its run."""
        first, retrained = self.metrics[0], f"{RETRAINED}{self.ranking.metric}"
        ranked_by = (first, retrained, *self.metrics[1:])
        ranked = sorted(self.trials, key=self._place)[:top]
        table = Table(
            ("rank", "run", "trial", "status", *ranked_by, "best_epoch", *self.searched, "message"),
            tuple(self._row(rank, *trial) for rank, trial in enumerate(ranked, start=1)),
        )
        return table.without(*([] if several else ["run"]), *([] if self.finalists else [retrained]))

    def _place(self, trial: tuple[str, Outcome]) -> tuple[bool, bool, float, float, int]:
        folder, outcome = trial
        finalist = self.finalists.get((folder, outcome.number))
        if finalist is None:
            return (True, *self.ranking.place(outcome))
        return (False, *self.ranking.place(finalist.outcome)[:3], finalist.rank)

    def _row(self, rank: int, folder: str, outcome: Outcome) -> tuple[Any, ...]:
        finalist = self.finalists.get((folder, outcome.number))
        settings = outcome.trial.settings | self.by_hand.get((folder, outcome.number), {})
        first, *others = (outcome.metrics.get(name) for name in self.metrics)
        return (
            *(rank, folder, outcome.number, str(outcome.status), first),
            finalist.interval.middle if finalist and finalist.interval else None,
            *others,
            outcome.best_epoch,
            *(self._cell(settings, name) for name in self.searched),
            outcome.message,
        )

    def _cell(self, settings: Mapping[str, Any], name: str) -> Any:
        value = settings.get(name)
        return self.null if value is None and name in settings else value


def _finalists(runs: Sequence[Run]) -> dict[tuple[str, int], Finalist]:
    """Return the finalists by run and number; empty if a run has none, as they could not be compared."""
    rankings = {str(run.folder): run.ranked_finalists for run in runs}
    if not all(rankings.values()):
        return {}
    return {(folder, finalist.number): finalist for folder, ranking in rankings.items() for finalist in ranking}


def _check_same_ranking(runs: Sequence[Run]) -> None:
    objectives = {run.ranking: run for run in runs}
    if len(objectives) > 1:
        ranked_by = ", ".join(f"{run.folder} by {ranking.metric}" for ranking, run in objectives.items())
        raise UsageError(f"these runs cannot be compared, they rank by different metrics: {ranked_by}")


def changed_by_hand(run: Run) -> dict[int, dict[str, Any]]:
    """Return for each trial the hyperparameters changed during training, with their values in its best epoch."""
    best = {outcome.number: outcome.best_epoch for outcome in run.outcomes}
    return {story.trial: _values_at(run, story, best.get(story.trial)) for story in run.stories}


def _values_at(run: Run, story: Story, epoch: int | None) -> dict[str, Any]:
    """Return the values in an epoch of the branch with the best result in it; for None those at the end."""
    ranking = run.ranking
    of_epoch = [each.record for each in story.epochs if each.record.epoch == epoch]
    best = min(of_epoch, key=lambda each: ranking.cost(each.metrics), default=None)
    branch, last = (best.branch, best.epoch) if best else (story.branches.current, 1 + len(story.history))
    held = story.branches.changes(story.interventions, Moment(branch, last - 1, MANY_STEPS))
    changed = {each.what: each.before for each in reversed(story.interventions) if each.sets}
    values = changed | {each.what: each.after for each in held}
    return {name: value for name, value in values.items() if name not in ("epochs", "velocity")}


def readable(table: Table) -> Table:
    """Return the leaderboard without columns that have no information, such as a status that is always complete."""
    idle = {"status": str(Status.COMPLETE), "message": ""}
    return table.without(*(name for name, value in idle.items() if set(table.column(name)) <= {value}))


def spare_columns(table: Table) -> list[str]:
    """Return the columns of a leaderboard that may be dropped, the least important first; not those of the ranking.

    The last hyperparameters are dropped first; the learning rate, the most important, is dropped last (notes §XXIII).
    """
    ranked_by = next(name for name in table.header if name not in ("rank", "run", "trial", "status"))
    metrics = [ranked_by, *(name for name in table.header if name.startswith(("train_", "dev_")) and name != ranked_by)]
    others = ["train_loss", "best_epoch", *metrics[:0:-1], "status", "message"]
    kept = ["rank", "run", "trial", metrics[0], f"{RETRAINED}{metrics[0]}", "learning_rate"]
    return [*dict.fromkeys([*others, *(name for name in reversed(table.header) if name not in kept)]), "learning_rate"]
