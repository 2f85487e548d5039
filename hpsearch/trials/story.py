"""The training of one model in panda mode: its epochs on all branches, and the interventions between them."""

from collections.abc import Sequence
from functools import cached_property

from hpsearch.records import Record
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import Branches, Intervention, Moment


class Story(Record, dict=True):
    """The number of a trial, its epochs in the order of their training, and its interventions in order."""

    trial: int
    epochs: Sequence[BranchEpoch]
    interventions: Sequence[Intervention]

    @cached_property
    def branches(self) -> Branches:
        """The branches by number, and which one is current."""
        return Branches(self.interventions)

    def epoch(self, branch: int, number: int) -> BranchEpoch | None:
        """Return an epoch of the history of `branch`, whichever branch trained it; None if it is not trained yet."""
        return self._trained.get((self.branches.trained_by(branch, number), number))

    def of_branch(self, branch: int) -> list[BranchEpoch]:
        """Return the epochs that branch `branch` trained itself, without those of its parents."""
        return [each for each in self.epochs if each.record.branch == branch]

    def last_epoch(self, branch: int) -> int:
        """Return the number of epochs in the history of `branch`."""
        own = self.of_branch(branch)
        return max((each.record.epoch for each in own), default=self.branches[branch].epoch)

    @property
    def history(self) -> list[BranchEpoch]:
        """The epochs that lead to the present state of the model, in order."""
        current = self.branches.current
        way = (self.epoch(current, number) for number in range(1, self.last_epoch(current) + 1))
        return [each for each in way if each is not None]

    @property
    def left_behind(self) -> list[list[BranchEpoch]]:
        """The abandoned epochs of each branch, after the epoch at which the branch left the present history."""
        kept = {each.id for each in self.history}
        ways = []
        for branch in self.branches:
            way = [each for each in self.of_branch(branch) if each.id not in kept]
            if way:
                start = self.epoch(branch, way[0].record.epoch - 1)
                ways.append([start, *way] if start else way)
        return ways

    @cached_property
    def _trained(self) -> dict[tuple[int, int], BranchEpoch]:
        return {(each.record.branch, each.record.epoch): each for each in self.epochs}


def smoothing_span(epochs: int) -> int:
    """Return the number of epochs, 2 to 10, over which a smoothed curve of `epochs` epochs averages (notes §XVI).

    >>> smoothing_span(30), smoothing_span(100), smoothing_span(5000)
    (2, 5, 10)
    """
    return max(2, min(10, epochs // 20))


def when(moment: Moment, steps_per_epoch: int) -> float:
    """Return a moment in epochs from the start; at most the end of its epoch.

    >>> when(Moment(branch=0, epoch=3, step=5), steps_per_epoch=10)
    3.5
    """
    return moment.epoch + min(1.0, moment.step / max(1, steps_per_epoch))
