"""The section on models trained interactively: each change with its effect, the branches, and the curves."""

from collections.abc import Iterator, Sequence
from functools import partial

from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import Run
from hpsearch.trials.interventions import described, numbers
from hpsearch.trials.story import Story
from hpsearch.trials.table import Row, Table

_ABOUT = (
    "The learning curves, as measured and smoothed; a dotted line is an abandoned branch. A vertical line is a change, "
    "with its number in the table"
)


class ChangesSection:
    """The changes that a user or the autopilot made during training."""

    name = "changes"
    place = 20

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run; a run without changes has no rows."""
        for run in runs:
            changes, branches = changes_table(run), branches_table(run)
            yield Section(
                self.name,
                str(run.folder),
                tables=tuple(Listing(table) for table in (changes, branches) if table.rows),
                page=tuple(_of_trial(run, story) for story in run.stories),
                data={"changes": changes, "branches": branches},
            )


def _of_trial(run: Run, story: Story) -> Section:
    """Return what a page shows of one trial."""
    changes, branches = (table(run, story.trial).without("trial") for table in (changes_table, branches_table))
    branched = [Listing(branches, "Branches")] if branches.rows else []
    return Section(
        ChangesSection.name,
        str(run.folder),
        f"Trial {story.trial}, trained interactively",
        f"{_ABOUT}{', and a branch begins at each rollback' if branched else ''}.",
        tables=(Listing(changes), *branched),
        figures=(partial(_figure, run, story),) if story.epochs else (),
    )


def _figure(run: Run, story: Story) -> str:
    from hpsearch.report.figures.curves import curves_svg  # noqa: PLC0415 (matplotlib takes half a second to import)

    return curves_svg(story, run.ranking.metric, run.steps_per_epoch)


def changes_table(run: Run, trial: int | None = None) -> Table:
    """Return one row for each intervention, in order, for all trials or one; `change` is its number on the screen.

    It applies from `step` of `epoch` on, both from 1.

    `metric` is given before the change, and at the next change or the end of its branch.
    """
    metric = run.ranking.metric
    header = ("trial", "change", "branch", "epoch", "step", "what", "by", f"{metric}_before", f"{metric}_after")
    rows: list[Row] = []
    for story in stories(run, trial):
        told = zip(numbers(story.interventions), described(story.interventions), strict=True)
        for index, (each, (number, sentence)) in enumerate(zip(story.interventions, told, strict=True)):
            moment = each.moment
            brought = _brought(story, index, metric) if each.sets or each.moves else (None, None)
            stands = (each.trial, number, moment.branch, moment.epoch + 1, moment.step + 1)
            rows.append((*stands, sentence, each.source, *brought))
    return Table(header, tuple(rows))


def branches_table(run: Run, trial: int | None = None) -> Table:
    """Return one row for each branch: its start, its last epoch, the metric at its end and at its best.

    The branch with the best epoch of all is kept: its model is the trial's result.
    """
    metric, ranking = run.ranking.metric, run.ranking
    header = ("trial", "branch", "from_branch", "from_epoch", "last_epoch", metric, f"best_{metric}", "kept")
    rows: list[Row] = []
    for story in stories(run, trial):
        measured = (each.record for each in story.epochs)
        first = min(measured, key=lambda record: ranking.cost(record.metrics), default=None)
        kept = story.branches.current if first is None else first.branch
        for branch in story.branches.values() if len(story.branches) > 1 else ():
            own = [each.record for each in story.of_branch(branch.number)]
            best = min((each.metrics for each in own), key=ranking.cost, default={})
            rows.append(
                (
                    *(story.trial, branch.number, branch.parent, branch.epoch or None),
                    own[-1].epoch if own else None,
                    own[-1].metrics.get(metric) if own else None,
                    best.get(metric),
                    branch.number == kept,
                )
            )
    return Table(header, tuple(rows))


def stories(run: Run, trial: int | None = None) -> list[Story]:
    """Return the trials of a run with interventions, or one of them."""
    return [story for story in run.stories if trial in (None, story.trial)]


def _brought(story: Story, place: int, metric: str) -> tuple[float | None, float | None]:
    """Return the metric before a change, and at the next change or the end, if it was trained further."""
    change = story.interventions[place]
    start = change.target
    following = next((one for one in story.interventions[place + 1 :] if one.sets or one.moves), None)
    end = story.last_epoch(start.branch) if following is None else following.moment.epoch
    before = _value(story, change.moment.branch, change.moment.epoch, metric)
    return before, _value(story, start.branch, end, metric) if end > start.epoch else None


def _value(story: Story, branch: int, epoch: int, metric: str) -> float | None:
    known = story.epoch(branch, epoch)
    return None if known is None else known.record.metrics.get(metric)
