"""Find the best epoch of a changed training, which is the result of its trial.

An unchanged training ends as in caviar mode: with its last epoch, or by early stopping.
"""

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from hpsearch.records import Record
from hpsearch.training.progress import Epoch
from hpsearch.trials.interventions import SILENT, Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpsearch.panda.trainer import Ended, Trainer
    from hpsearch.training.progress import Ending
    from hpsearch.trials.epochs import BranchEpoch
    from hpsearch.trials.ranking import Ranking


class Best(Record):
    """The epoch whose model is the result of a trial, and the branch that trained it, if that was abandoned."""

    ending: "Ending"
    abandoned: int | None = None

    @property
    def remark(self) -> str:
        """A sentence about a model of an abandoned branch; empty for others."""
        return "" if self.abandoned is None else f"the best model is of branch {self.abandoned}, which was left"


def take_best(trainer: "Trainer", ended: "Ended", ranking: "Ranking") -> Best | None:
    """Take the best epoch of a changed training, on any branch, as its result.

    Returns None for a training that was not changed, was given up, or diverged, and if no epoch has a result.
    """
    changed = any(each.what not in SILENT for each in trainer.interventions)
    if not changed or ended.epoch is None or ended.epoch.ending is None:
        return None
    present = trainer.moment
    best = best_epoch(trainer.epochs, ranking)
    if best is None:
        return None
    branch, epoch = best
    on_the_way = epoch <= present.epoch and trainer.branches.trained_by(present.branch, epoch) == branch
    if on_the_way and ended.epoch.ending.epoch == epoch:
        return Best(ended.epoch.ending)
    go_back = partial(trainer.go_to, Moment(branch, epoch, 0))
    ending = trainer.live_model.ending_with(Epoch.of(trainer.epochs[best].record), go_back)
    return None if ending is None else Best(ending, None if on_the_way else branch)


def best_epoch(epochs: "Mapping[tuple[int, int], BranchEpoch]", ranking: "Ranking") -> tuple[int, int] | None:
    """Branch and number of the best epoch, of equal ones the first; None if none has a result."""
    costs = {place: ranking.cost(each.record.metrics) for place, each in epochs.items()}
    best = min(costs, key=lambda place: (costs[place], place), default=None)
    return None if best is None or costs[best] == inf else best
