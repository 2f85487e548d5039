"""What happened to the models of a panda's run, what each change brought, and the branches that this made."""

from collections.abc import Iterator, Sequence
from typing import Any

from hpsearch.interventions import Branches, Intervention
from hpsearch.runs import Run
from hpsearch.store.journal import BranchEpoch, Reader
from hpsearch.table import Row, Table


def changes_table(run: Run, trial: int | None = None) -> Table:
    """One row for each thing that happened, in order, of all trials or of one.

    `metric` is that of the epoch before, and what it came to until the next change, on the branch that it led to.
    """
    metric = run.objective.metric
    header = ("trial", "branch", "epoch", "step", "what", "by", f"{metric}_before", f"{metric}_after")
    rows: list[Row] = []
    for story in _stories(run, trial):
        for each, then in zip(story.interventions, story.until, strict=True):
            place = each.place
            values = (story.value(place.branch, place.epoch), then) if each.sets or each.moves else (None, None)
            rows.append((each.trial, place.branch, place.epoch + 1, place.step, str(each), each.source, *values))
    return Table(header, tuple(rows))


def branches_table(run: Run, trial: int | None = None) -> Table:
    """One row for each branch: where it began, how far it came, and the metric at its end and at its best."""
    metric, objective = run.objective.metric, run.objective
    header = ("trial", "branch", "from_branch", "from_epoch", "last_epoch", metric, f"best_{metric}", "kept")
    rows: list[Row] = []
    for story in _stories(run, trial):
        for branch in story.branches.values() if len(story.branches) > 1 else ():
            own = [each.record for (of_branch, _), each in story.epochs.items() if of_branch == branch.number]
            best = min((each.metrics for each in own), key=objective.cost, default={})
            rows.append(
                (
                    *(story.trial, branch.number, branch.parent, branch.epoch or None),
                    own[-1].epoch if own else None,
                    own[-1].metrics.get(metric) if own else None,
                    best.get(metric),
                    branch.number == story.branches.current,
                )
            )
    return Table(header, tuple(rows))


class _Story:
    """One trial: its epochs by branch and number, and what happened to it."""

    def __init__(
        self, trial: int, epochs: Sequence[BranchEpoch], happened: Sequence[Intervention], metric: str
    ) -> None:
        self.trial = trial
        self.epochs = {(each.record.branch, each.record.epoch): each for each in epochs}
        self.interventions = happened
        self.branches = Branches(happened)
        self._metric = metric

    def value(self, branch: int, epoch: int) -> float | None:
        """The metric after an epoch of a branch's history."""
        known = self.epochs.get((self.branches.trained_by(branch, epoch), epoch))
        return None if known is None else known.record.metrics.get(self._metric)

    @property
    def until(self) -> list[Any]:
        """For each thing that happened, the metric when the next change came or at the end, if an epoch came before."""
        values: list[Any] = []
        for place, each in enumerate(self.interventions):
            start = each.target
            following = next((one for one in self.interventions[place + 1 :] if one.sets or one.moves), None)
            last = max((epoch for branch, epoch in self.epochs if branch == start.branch), default=start.epoch)
            end = last if following is None else following.place.epoch
            values.append(self.value(start.branch, end) if end > start.epoch else None)
        return values


def _stories(run: Run, trial: int | None) -> Iterator[_Story]:
    """The trials of a run to which something happened."""
    with Reader(run.folder) as reader:
        epochs, interventions = reader.epochs(), reader.interventions()
    for number in dict.fromkeys(each.trial for each in interventions):
        if trial in (None, number):
            own = [each for each in epochs if each.trial == number]
            happened = [each for each in interventions if each.trial == number]
            yield _Story(number, own, happened, run.objective.metric)
