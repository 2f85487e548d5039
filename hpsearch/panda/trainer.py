"""The training of one trial: a pure function of its recipe, the seed, and the interventions of a source.

In an interactive training the source is the mailbox; in a replay it is the record. The trainer asks its source at
every step boundary, so resuming, rolling back, replaying and exporting all run this same training.
"""

from collections.abc import Generator, Iterable, Sequence
from typing import Protocol

from hpsearch.panda.situation import Situation
from hpsearch.records import Record
from hpsearch.training.live.interactive_model import InteractiveModel, InteractiveSnapshot
from hpsearch.training.progress import Epoch
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import ENDINGS, Branches, Intervention, Moment


class Source(Protocol):
    """Provides the interventions of one trial."""

    def due(self, trainer: "Trainer") -> Iterable[Intervention]:
        """Yield the interventions that take effect now; the trainer applies each before it asks for the next."""

    def watching(self) -> bool:
        """Whether the next step should measure its gradient for a screen."""

    def retraining(self, trainer: "Trainer", epoch: BranchEpoch) -> None:
        """Note that an epoch was trained again, to reach an earlier moment."""


class Shelf(Protocol):
    """Keeps models at the ends of epochs."""

    def keep(self, trainer: "Trainer", *, branch_point: bool = False) -> None:
        """Keep the model at the end of an epoch if a checkpoint is due, or if a branch begins here."""

    def latest(self, branches: Branches, until: Moment, model: InteractiveModel) -> InteractiveSnapshot | None:
        """Return the last model kept on the way to `until`; None if none was kept."""


class Ended(Record):
    """The end of a training: its last `epoch`, None without one, and the intervention that ended it, if any."""

    epoch: Epoch | None
    by: Intervention | None


class Trainer:
    """Takes the live model through branches and epochs; `interventions` and `epochs` include those already recorded."""

    def __init__(
        self,
        live_model: InteractiveModel,
        source: Source,
        shelf: Shelf,
        interventions: Sequence[Intervention] = (),
        trial: int = 0,
    ) -> None:
        self.trial = trial
        self.live_model = live_model
        self.branch = 0
        self.branches = Branches()
        self.interventions: list[Intervention] = []
        self.epochs: dict[tuple[int, int], BranchEpoch] = {}
        self.ending: Intervention | None = None
        self._source, self._shelf = source, shelf
        for each in interventions:
            self._remember(each)

    @property
    def moment(self) -> Moment:
        """The present moment of the training."""
        return Moment(self.branch, self.live_model.epoch, self.live_model.step)

    @property
    def situation(self) -> Situation:
        """The moment, recipe, interventions and state that decide what a change does."""
        live_model = self.live_model
        return Situation(
            self.trial,
            self.moment,
            live_model.first_recipe,
            live_model.recipe,
            self.interventions,
            self.branches,
            live_model.no_way_back,
            "" if live_model.step else self.lost,
            self._lost_at,
        )

    @property
    def lost(self) -> str:
        """What was not finite at the end of the last epoch; empty if nothing."""
        epochs = self.live_model.epochs
        return self.live_model.lost(epochs[-1].metrics) if epochs else ""

    def _lost_at(self, at: tuple[int, int]) -> str:
        """What was not finite at the end of an epoch of a branch; empty if all was."""
        return self.live_model.lost(self.epochs[at].record.metrics) if at in self.epochs else ""

    def run(self) -> Generator[BranchEpoch | Intervention, None, Ended]:
        """Train from the present moment to the end; yield each epoch, and each intervention that took effect."""
        while True:
            for each in self._source.due(self):
                self.take(each)
                yield each
            if (ended := self.ended()) is not None:
                return ended
            epoch = self.live_model.take_step(watching=self._source.watching())
            if epoch is not None:
                yield self._record(epoch)
                self._shelf.keep(self)

    def take(self, intervention: Intervention) -> None:
        """Apply an intervention at the present moment."""
        self._remember(intervention)
        if intervention.sets:
            self.live_model.take(intervention)
        elif intervention.moves:
            self.go_to(intervention.target)
            if intervention.what == "rollback":  # after a return the model has values that a kept model would not have
                self._shelf.keep(self, branch_point=True)

    def resume(self, epochs: Iterable[BranchEpoch]) -> None:
        """Go to the moment where the training was interrupted, as recorded by `epochs` and the interventions."""
        self.epochs |= {(each.record.branch, each.record.epoch): each for each in epochs}
        branch = self.branches.current
        places = [(self.branches[branch].epoch, 0)]
        for each in self.interventions:
            places += [moment[1:] for moment in {each.moment, each.target} if moment.branch == branch]
        places += [(epoch, 0) for of_branch, epoch in self.epochs if of_branch == branch]
        self.go_to(Moment(branch, *max(places)))

    def go_to(self, moment: Moment) -> None:
        """Bring the model to its state at `moment`, with all changes on its branch until then.

        Restores the latest kept model before `moment`, and repeats the steps and changes from there.
        """
        changes = self.branches.changes(self.interventions, moment)
        self._restore(moment)
        changes = [each for each in changes if _moment(each) >= (self.live_model.epoch, 0)]
        while True:
            here = (self.live_model.epoch, self.live_model.step)
            while changes and _moment(changes[0]) == here:
                self.live_model.take(changes.pop(0))
            if here >= moment[1:]:
                self.branch = moment.branch
                return
            self.branch = self.branches.trained_by(moment.branch, self.live_model.epoch + 1)
            epoch = self.live_model.take_step(watching=False)
            if epoch is not None:
                self._source.retraining(self, self._record(epoch))

    def history(self, until: Moment | None = None, last: int | None = None) -> list[BranchEpoch]:
        """Return the last `last` epochs, or all, on the way to `until`, by default the present moment."""
        branch, end, _ = until or self.moment
        start = 1 if last is None else max(1, end + 1 - last)
        on_the_way = [(self.branches.trained_by(branch, epoch), epoch) for epoch in range(start, end + 1)]
        return [self.epochs[each] for each in on_the_way if each in self.epochs]

    def _restore(self, moment: Moment) -> None:
        """Restore the latest model kept on the way to `moment`, or start from the beginning."""
        kept = self._shelf.latest(self.branches, moment, self.live_model)
        if kept is not None:
            on_the_way = self.history(Moment(moment.branch, kept.epoch, 0))
            if len(on_the_way) == kept.epoch:
                self.live_model.restore(kept, [Epoch.of(each.record) for each in on_the_way])
                return
        self.live_model.restart()

    def _remember(self, intervention: Intervention) -> None:
        self.interventions.append(intervention)
        self.branches.add(intervention)
        if intervention.what in ENDINGS:
            self.ending = intervention
        elif intervention.moves:
            self.ending = None

    def _record(self, epoch: Epoch) -> BranchEpoch:
        record = epoch.record(branch=self.branch)
        ratio, seconds = self.live_model.update_ratio, self.live_model.seconds
        made = BranchEpoch(self.trial, record, self.live_model.snapshot().hash(), seconds, ratio)
        self.epochs.setdefault((self.branch, epoch.epoch), made)
        return made

    def ended(self) -> Ended | None:
        """Return the end of the training if it has ended at the present moment, else None."""
        by = self.ending
        if by is not None and by.what != "finish":
            return Ended(self.live_model.epochs[-1] if self.live_model.epochs else None, by)
        epoch = self.live_model.ended(now=by is not None)
        return None if epoch is None else Ended(epoch, by)


def _moment(intervention: Intervention) -> tuple[int, int]:
    """Return the (epoch, step) of an intervention on its branch."""
    return intervention.moment.epoch, intervention.moment.step
