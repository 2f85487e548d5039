"""Checkpoints at ends of epochs: at most 1.5 % of the time goes into them, and older ones are thinned."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.ours import CHECKPOINTS, check_ours, contents_of, is_ours
from hpsearch.runs.store.journal import Checkpoint
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.training.live.interactive_model import InteractiveModel, InteractiveSnapshot
from hpsearch.trials.interventions import Branches, Moment

if TYPE_CHECKING:
    from hpsearch.panda.trainer import Trainer

SHARE = 0.015
"""The largest share of the time that goes into checkpoints."""

USUAL_COST = 0.015
"""Seconds that the first checkpoint is assumed to take."""

RECENT_CHECKPOINTS = 4
"""Number of last checkpoints of a branch that are never thinned."""

GAP = 1.5
"""Largest ratio of the ages of two neighbouring older checkpoints."""


@dataclass
class Checkpoints:
    """The checkpoints of one trial in a run folder. A damaged file is ignored, with a call of `remark`."""

    folder: Path
    journal: Journal
    trial: int
    cost: Callable[[dict[str, float]], float]
    remark: Callable[[str], None] = lambda _sentence: None
    clock: Callable[[], float] = perf_counter

    def __post_init__(self) -> None:
        self.kept = {(each.branch, each.epoch): each for each in self.journal.checkpoints(self.trial)}
        self._next = self.clock() + USUAL_COST / SHARE
        known = {each.file for each in self.kept.values()}
        with storage_errors(self._path):
            check_ours(self.folder, [CHECKPOINTS])
            self._path.mkdir(exist_ok=True)
            for left in self._path.glob(f"{self.trial:04d}-*"):
                if left.name not in known and is_ours(left):
                    left.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self.folder / CHECKPOINTS

    def keep(self, trainer: "Trainer", *, branch_point: bool = False) -> None:
        """Write a checkpoint at the end of an epoch if one is due or a branch begins, unless it exists already."""
        moment = trainer.moment
        at = trainer.branches.trained_by(moment.branch, moment.epoch), moment.epoch
        if moment.step or not moment.epoch or at in self.kept or not (branch_point or self.clock() >= self._next):
            return
        if trainer.lost:
            return
        started = self.clock()
        snapshot = trainer.live_model.snapshot()
        if not snapshot.can_be_restored:
            return
        self._write(snapshot, *at)
        self._thin(trainer, at[0])
        now = self.clock()
        self._next = now + (now - started) / SHARE

    def keep_last_alone(self, branches: Branches, at: Moment) -> None:
        """After the end of the training `at` a moment, delete all checkpoints except the last one on the way there."""
        ways = [(branches.trained_by(at.branch, epoch), epoch) for epoch in range(at.epoch, 0, -1)]
        last = next((each for each in ways if each in self.kept), None)
        self._drop([kept for place, kept in list(self.kept.items()) if place != last])

    def latest(self, branches: Branches, until: Moment, model: InteractiveModel) -> InteractiveSnapshot | None:
        """Return the last undamaged checkpoint on the way to `until`."""
        on_the_way = [
            each
            for (branch, epoch), each in self.kept.items()
            if epoch <= until.epoch and branches.trained_by(until.branch, epoch) == branch
        ]
        for checkpoint in sorted(on_the_way, key=lambda each: -each.epoch):
            snapshot = self._read(checkpoint, model)
            if snapshot is not None:
                return snapshot
            self._drop([checkpoint])
            self.remark(f"{CHECKPOINTS}/{checkpoint.file} is damaged or gone; an earlier one is used")
        return None

    def _write(self, snapshot: InteractiveSnapshot, branch: int, epoch: int) -> None:
        from safetensors.numpy import save  # noqa: PLC0415 (caviar has no checkpoints)

        content = save(snapshot.arrays(), metadata={"hpsearch": json.dumps(snapshot.about())})
        name = f"{self.trial:04d}-{branch:03d}-{epoch:07d}.safetensors"
        check_ours(self._path, [name])
        with replacing(self._path / name) as file:
            file.write(content)
        checkpoint = Checkpoint(self.trial, branch, epoch, name, sha256(content).hexdigest())
        self.journal.flush()  # a checkpoint needs the epochs before it
        self.journal.add_checkpoint(checkpoint)
        self.kept[branch, epoch] = checkpoint

    def _read(self, checkpoint: Checkpoint, model: InteractiveModel) -> InteractiveSnapshot | None:
        """Read a checkpoint file; None if it is damaged."""
        from safetensors.numpy import load  # noqa: PLC0415

        try:
            content = contents_of(self._path / checkpoint.file)
        except OSError:
            return None
        if sha256(content).hexdigest() != checkpoint.sha256:
            return None
        return model.snapshot_of(load(content), _about(content))

    def _thin(self, trainer: "Trainer", branch: int) -> None:
        """Delete older checkpoints of a branch that lie close together, except branch points and the best."""
        ours = sorted(epoch for of_branch, epoch in self.kept if of_branch == branch)
        known = [at for at in self.kept if at in trainer.epochs]
        best = min(known, key=lambda at: self.cost(trainer.epochs[at].record.metrics))
        points = {(each.parent, each.epoch) for each in trainer.branches.values()}
        fixed = {epoch for of_branch, epoch in {*points, best} if of_branch == branch}
        self._drop([self.kept[branch, epoch] for epoch in thinned(ours, fixed)])

    def _drop(self, dropped: Sequence[Checkpoint]) -> None:
        self.journal.drop_checkpoints(dropped)
        for each in dropped:
            del self.kept[each.branch, each.epoch]
            path = self._path / each.file
            with storage_errors(path):
                if is_ours(path):
                    path.unlink(missing_ok=True)


def thinned(epochs: Sequence[int], fixed: set[int]) -> list[int]:
    """Return which of `epochs`, ascending, can be deleted: those between neighbours of similar age.

    >>> thinned([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20], fixed={2})
    [3, 4, 5, 6, 7]
    """
    last, kept = epochs[-1], list(epochs)
    gone: list[int] = []
    for epoch in epochs[1:-RECENT_CHECKPOINTS]:
        place = kept.index(epoch)
        before, after = kept[place - 1], kept[place + 1]
        if epoch not in fixed and last - before <= GAP * (last - after):
            kept.remove(epoch)
            gone.append(epoch)
    return gone


def _about(content: bytes) -> Any:
    """Return the JSON header of a safetensors file."""
    size = int.from_bytes(content[:8], "little")
    return json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["hpsearch"])
