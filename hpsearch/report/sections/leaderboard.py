"""The section with the leaderboard: the trials of one or several runs, from best to worst."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from hpsearch.errors import UsageError
from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import RETRAINED, Run
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.input_views import fingerprints, of_same_rows
from hpsearch.trials.interventions import Moment
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.story import Story
from hpsearch.trials.table import Table, short

MANY_STEPS = 10**9
"""More steps than an epoch has: the end of an epoch."""

FIRST_ROWS = 10
"""The number of trials that a terminal shows without --all, and a page before the reader unfolds the others."""

MOST_ROWS = 200
"""The largest number of trials on a page, unless the user gives another number."""


class LeaderboardSection:
    """The trials of all runs in one ranking."""

    name = "leaderboard"
    place = 10

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:
        """Yield one section about all runs; a page shows at most MOST_ROWS trials unless `top` is given."""
        groups, first = on_same_rows(runs), 0 if top else FIRST_ROWS
        boards = [_board(group, top, several=len(runs) > 1) for group in groups]
        below = [
            (
                *of_targets(group[0]),
                *why_below(board, group[0].ranking),
                *(sentence for run in group for sentence in who_stopped(run)),
            )
            for group, board in zip(groups, boards, strict=True)
        ]
        yield Section(
            self.name,
            tables=tuple(Listing(readable(board), spare=tuple(spare_columns(board)), first=first) for board in boards),
            sentences=tuple(sentence for sentences in below for sentence in sentences),
            page=tuple(
                _on_page(
                    Listing(readable(board.top(top or MOST_ROWS)), first=first, marked=True),
                    sum(run.progress[0] for run in group),
                    sentences,
                )
                for group, board, sentences in zip(groups, boards, below, strict=True)
            ),
            data={"leaderboard": _together(boards)},
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
    """Say of a run with several targets in which unit its metrics are."""
    targets = run.meta("config").get("data", {}).get("target")
    if isinstance(targets, list) and len(targets) > 1:
        yield (
            f"{run.ranking.metric} is over {len(targets)} targets, each divided by its standard deviation; `evaluate` "
            "has each in its own unit"
        )


def why_below(table: Table, ranking: Ranking) -> Iterator[str]:
    """Say of trials with a better value than one above them why they stand below it."""
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
            f"finalists stand first, by {retrained}: the value of one training is partly luck, as trial "
            f"{other[1][0]}'s {ranking.metric} of {short(other[1][2])} may be"
        )
    above = min((each[0] for each in (first, other) if each), default=None)
    if short_ and above is not None and short_[0] < above:
        yield (
            f"stopped trials stand below complete ones, whatever their {ranking.metric}: trial {short_[1][0]} had "
            f"{short(short_[1][2])} when it was stopped, and was not trained to its end"
        )


def who_stopped(run: Run) -> Iterator[str]:
    """Say how many trials halving stopped, after how many epochs, and why."""
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


def leaderboard(runs: Sequence[Run], top: int | None = None) -> Table:
    """The best `top` trials of `runs`, all by default, with metrics and searched hyperparameters.

    Runs that were judged on different rows are ranked apart, one after the other. Raises UsageError where the runs were
    ranked by different metrics.
    """
    _common_objective(runs)
    return _together([_board(group, top, several=len(runs) > 1) for group in on_same_rows(runs)])


def are_on_same_rows(one: Run, other: Run) -> bool:
    """Whether two runs were judged on the same rows, in whatever views of the data."""
    found = [fingerprints(run.meta("data"), run.meta("config").get("data", {})) for run in (one, other)]
    return of_same_rows(*found)


def on_same_rows(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs in groups that were judged by one metric on the same rows."""
    groups: list[list[Run]] = []
    for run in runs:
        alike = (
            group
            for group in groups
            if group[0].ranking == run.ranking and any(are_on_same_rows(run, other) for other in group)
        )
        if (group := next(alike, None)) is not None:
            group.append(run)
        else:
            groups.append([run])
    return groups


def _together(boards: Sequence[Table]) -> Table:
    """The rows of all boards, with the columns of each."""
    first, *others = boards
    if not others:
        return first
    header = tuple(dict.fromkeys(name for board in boards for name in board.header))
    rows = [dict(zip(board.header, row, strict=True)) for board in boards for row in board.rows]
    return Table(header, tuple(tuple(row.get(name) for name in header) for row in rows))


def _board(runs: Sequence[Run], top: int | None, *, several: bool) -> Table:
    """The leaderboard of runs that can be compared; with `several` in the report it names the run.

    Finalists stand first, by the means over their retrainings, where every run has some; the others follow by their
    own values.
    """
    ranking = runs[0].ranking
    finalists = _finalists(runs)
    trials = [(folder, outcome) for run in runs for folder in [str(run.folder)] for outcome in run.outcomes]

    def place(trial: tuple[str, Outcome]) -> tuple[bool, bool, float, float, int]:
        folder, outcome = trial
        finalist = finalists.get((folder, outcome.number))
        if finalist is None:
            return (True, *ranking.place(outcome))
        return (False, *ranking.place(finalist.outcome)[:3], finalist.rank)

    trials.sort(key=place)
    metrics = list(dict.fromkeys([ranking.metric, *(name for run in runs for name in run.metrics)]))
    by_hand = {(str(run.folder), number): values for run in runs for number, values in changed_by_hand(run).items()}
    searched = list(
        dict.fromkeys(
            [
                *(name for run in runs for name in run.meta("searched")),
                *(name for each in by_hand.values() for name in each),
            ]
        )
    )
    retrained = f"{RETRAINED}{ranking.metric}"

    def row(rank: int, folder: str, outcome: Outcome) -> tuple[Any, ...]:
        finalist = finalists.get((folder, outcome.number))
        settings = outcome.trial.settings | by_hand.get((folder, outcome.number), {})
        return (
            *(rank, folder, outcome.number, str(outcome.status), outcome.metrics.get(ranking.metric)),
            finalist.interval.middle if finalist and finalist.interval else None,
            *(outcome.metrics.get(name) for name in metrics[1:]),
            outcome.best_epoch,
            *(settings.get(name) for name in searched),
            outcome.message,
        )

    table = Table(
        ("rank", "run", "trial", "status", metrics[0], retrained, *metrics[1:], "best_epoch", *searched, "message"),
        tuple(row(rank, *trial) for rank, trial in enumerate(trials[:top], start=1)),
    )
    return table.without(*([] if several else ["run"]), *([] if finalists else [retrained]))


def changed_by_hand(run: Run) -> dict[int, dict[str, Any]]:
    """By trial the hyperparameters that were changed while it trained, with the values that its best epoch had."""
    best = {outcome.number: outcome.best_epoch for outcome in run.outcomes}
    return {story.trial: _values_at(run, story, best.get(story.trial)) for story in run.stories}


def _values_at(run: Run, story: Story, epoch: int | None) -> dict[str, Any]:
    """The values that held in an epoch of the branch that did best in it; those of the end where there is none."""
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
        raise UsageError(f"{run.folder}: trial {number} is not among its {len(outcomes):,} finished trials (from 0)")
    return outcomes[number]


def _common_objective(runs: Sequence[Run]) -> Ranking:
    objectives = {run.ranking: run for run in runs}
    if len(objectives) > 1:
        ranked_by = ", ".join(f"{run.folder} by {ranking.metric}" for ranking, run in objectives.items())
        raise UsageError(f"these runs cannot be compared, they rank by different metrics: {ranked_by}")
    return next(iter(objectives))
