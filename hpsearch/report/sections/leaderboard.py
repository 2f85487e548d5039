"""The section with the leaderboard: the trials of one or several runs, from best to worst."""

from collections.abc import Iterator, Sequence
from typing import Any

from hpsearch.errors import UsageError
from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import Run
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import Table

RETRAINED = "retrained_"
"""Prefix of the metric's name in the columns with the finalists' means."""


MOST_ROWS = 200
"""The largest number of trials on a page, unless the user gives another number."""


class LeaderboardSection:
    """The trials of all runs in one ranking."""

    name = "leaderboard"
    place = 10

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:
        """Yield one section about all runs; a page shows at most MOST_ROWS trials unless `top` is given."""
        table = leaderboard(runs, top)
        shown, spare = readable(table), tuple(spare_columns(table))
        yield Section(
            self.name,
            tables=(Listing(shown, spare=spare),),
            page=(_on_page(readable(table.top(top or MOST_ROWS)), sum(run.progress[0] for run in runs)),),
            data={"leaderboard": table},
        )


def _on_page(table: Table, trials: int) -> Section:
    shown = len(table.rows)
    remark = (
        f"The best {shown:,} of {trials:,} trials; report --format csv has all, and --top N writes more of them here."
        if shown < trials
        else ""
    )
    return Section(LeaderboardSection.name, title="Leaderboard", remark=remark, tables=(Listing(table),))


def leaderboard(runs: Sequence[Run], top: int | None = None) -> Table:
    """The best `top` trials of `runs`, all by default, with metrics and searched hyperparameters.

    Finalists stand first, by the means over their retrainings, where every run has some; the others follow by their
    own values. Raises UsageError where the runs were ranked by different metrics.
    """
    ranking = _common_objective(runs)
    finalists = _finalists(runs)
    trials = [(str(run.folder), outcome) for run in runs for outcome in run.outcomes]

    def place(trial: tuple[str, Outcome]) -> tuple[bool, bool, float, float, int]:
        folder, outcome = trial
        finalist = finalists.get((folder, outcome.number))
        if finalist is None:
            return (True, *ranking.place(outcome))
        return (False, *ranking.place(finalist.outcome)[:3], finalist.rank)

    trials.sort(key=place)
    metrics = list(dict.fromkeys([ranking.metric, *(name for run in runs for name in run.metrics)]))
    searched = list(dict.fromkeys(name for run in runs for name in run.meta("searched")))
    retrained = f"{RETRAINED}{ranking.metric}"

    def row(rank: int, folder: str, outcome: Outcome) -> tuple[Any, ...]:
        finalist = finalists.get((folder, outcome.number))
        return (
            *(rank, folder, outcome.number, str(outcome.status), outcome.metrics.get(ranking.metric)),
            finalist.interval.middle if finalist and finalist.interval else None,
            *(outcome.metrics.get(name) for name in metrics[1:]),
            outcome.best_epoch,
            *(outcome.trial.settings.get(name) for name in searched),
            outcome.message,
        )

    table = Table(
        ("rank", "run", "trial", "status", metrics[0], retrained, *metrics[1:], "best_epoch", *searched, "message"),
        tuple(row(rank, *trial) for rank, trial in enumerate(trials[:top], start=1)),
    )
    return table.without(*(["run"] if len(runs) == 1 else []), *([] if finalists else [retrained]))


def readable(table: Table) -> Table:
    """Return the leaderboard without columns that have no information, such as a status that is always complete."""
    idle = {"status": str(Status.COMPLETE), "message": ""}
    return table.without(*(name for name, value in idle.items() if set(table.column(name)) <= {value}))


def spare_columns(table: Table) -> list[str]:
    """The columns of a leaderboard that one misses least, in that order: all but those that it is ranked by.

    Of the hyperparameters the last go first, but the learning rate, which matters most, goes last (notes §XXIII).
    """
    ranked_by = next(name for name in table.header if name not in ("rank", "run", "trial", "status"))
    metrics = [ranked_by, *(name for name in table.header if name.startswith(("train_", "dev_")) and name != ranked_by)]
    others = ["train_loss", "best_epoch", *metrics[:0:-1], "status", "message"]
    kept = ["rank", "run", "trial", metrics[0], f"{RETRAINED}{metrics[0]}", "learning_rate"]
    return [*dict.fromkeys([*others, *(name for name in reversed(table.header) if name not in kept)]), "learning_rate"]


def trial_settings(run: Run, number: int) -> Table:
    """What trial `number` was and what it reached, a line each. Raises UsageError where it is not finished."""
    outcome = _finished(run, number)
    about = {
        "trial": number,
        "round": outcome.trial.round,
        "origin": outcome.origin or None,
        "status": str(outcome.status),
        **{name: outcome.metrics.get(name) for name in run.metrics},
        "best_epoch": outcome.best_epoch,
        "epochs_run": outcome.epochs_run,
        **outcome.trial.settings,
        "message": outcome.message or None,
    }
    return Table(("", "value"), tuple((name, value) for name, value in about.items() if value is not None))


def trial_history(run: Run, number: int) -> Table:
    """Trial `number` epoch by epoch. Raises UsageError where it is not finished."""
    _finished(run, number)
    history = run.history_table
    return Table(history.header[1:], tuple(row[1:] for row in history.rows if row[0] == number))


def _finalists(runs: Sequence[Run]) -> dict[tuple[str, int], Finalist]:
    """The finalists by run and number; none where a run has none, whose trials could not be compared with them."""
    rankings = {str(run.folder): run.ranked_finalists for run in runs}
    if not all(rankings.values()):
        return {}
    return {(folder, finalist.number): finalist for folder, ranking in rankings.items() for finalist in ranking}


def _finished(run: Run, number: int) -> Outcome:
    outcomes = {outcome.number: outcome for outcome in run.outcomes}
    if number not in outcomes:
        raise UsageError(f"{run.folder}: trial {number} is not among its {len(outcomes)} finished trials (from 0)")
    return outcomes[number]


def _common_objective(runs: Sequence[Run]) -> Ranking:
    objectives = {run.ranking: run for run in runs}
    if len(objectives) > 1:
        ranked_by = ", ".join(f"{run.folder} by {ranking.metric}" for ranking, run in objectives.items())
        raise UsageError(f"these runs cannot be compared, they rank by different metrics: {ranked_by}")
    return next(iter(objectives))
