"""The source of interventions while someone may be watching: the mailbox, the guards, and the state for the screens."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic, sleep

from hpsearch.errors import UsageError
from hpsearch.interventions import Intervention
from hpsearch.panda.changes import parse
from hpsearch.panda.guards import Guards
from hpsearch.panda.trainer import Trainer
from hpsearch.store.journal import BranchEpoch, Command, Status
from hpsearch.store.journal_writer import Journal
from hpsearch.store.upkeep import Upkeep

POLL = 0.03
"""Seconds between two looks into the mailbox."""

SAY = 0.25
"""Seconds between two states that screens may read, and as long epochs may wait to be handed to the database."""

BEAT = 1.0
"""Seconds more between two of them while nothing happens."""


class StopTrainingError(Exception):
    """Someone asked the trainer to stop; the run can be resumed."""


@dataclass
class Live:
    """Asks the mailbox at step boundaries, and the guards at the ends of epochs; waits while the training is paused."""

    journal: Journal
    guards: Guards
    tables: Upkeep
    clock: Callable[[], float] = monotonic
    wait: Callable[[float], None] = sleep
    paused: bool = False
    until: int | None = None
    told: Status = field(default_factory=lambda: Status(pid=os.getpid()))

    def __post_init__(self) -> None:
        self._look = self._say = self.clock()
        self._watch = False
        self._foreign = False

    def prepare(self, since: float) -> None:
        """Commands from before were for another training, or for a trainer that is gone: they are not followed."""
        for command in (each for each in self.journal.unanswered() if each.given < since):
            self.journal.refuse(command.id, f"{command.change}: came when no training was there to follow it")
        self.journal.set_status(replace(self.journal.status() or Status(), pid=self.told.pid, state="preparing"))

    def begin(self, trainer: Trainer) -> None:
        """Be as paused as the training was when it was interrupted."""
        for each in trainer.interventions:
            self._note(each)
        self.say(trainer, "training")

    def due(self, trainer: Trainer) -> Iterator[Intervention]:
        """The interventions that hold from here, on disk before they do."""
        if not trainer.pupil.step:
            yield from self._at_end_of_epoch(trainer)
        if self.clock() < self._look and not self.paused:
            return
        yield from self._mail(trainer)
        if self.paused and trainer.ending is None:
            self.say(trainer, "paused")
            self.tables.now()
        while self.paused and trainer.ending is None:
            self.wait(POLL)
            yield from self._mail(trainer)
            if self.clock() >= self._say + BEAT:
                self.say(trainer, "paused")
        self._look = self.clock() + POLL
        if self._look >= self._say:
            self.say(trainer, "training")

    def watching(self) -> bool:
        """Once for each state that is told."""
        watch, self._watch = self._watch, False
        return watch

    def retraining(self, trainer: Trainer, epoch: BranchEpoch) -> None:
        """Say how far it is, and once, if the bits are others than before."""
        known = trainer.epochs[epoch.record.branch, epoch.record.epoch]
        if known.hash != epoch.hash and not self._foreign:
            self._foreign = True
            self.remark(trainer, f"epoch {epoch.record.epoch} came out with other bits than before: another machine?")
        if self.clock() >= self._say:
            self.say(trainer, "retraining")

    def remark(self, trainer: Trainer, text: str) -> None:
        """Put a remark of the trainer's own on record."""
        self.journal.record(Intervention(trainer.trial, trainer.place, "note", source="guard", remark=text))

    def say(self, trainer: Trainer, state: str) -> None:
        """Let the screens know."""
        self.journal.flush()
        pupil = trainer.pupil
        recent = [each.seconds for each in trainer.history(last=5)]
        seconds = sorted(recent)[len(recent) // 2] if recent else None
        spe = pupil.cohort.steps_per_epoch
        left = pupil.recipe.epochs - pupil.epoch - pupil.step / spe
        verdict = self.guards.verdict(trainer)
        norm = float(pupil.cohort.norms[0])
        self.told = replace(
            self.told,
            state=state,
            trial=trainer.trial,
            branch=trainer.branch,
            epoch=pupil.epoch,
            epochs=pupil.recipe.epochs,
            step=pupil.step,
            steps_per_epoch=spe,
            learning_rate=pupil.recipe.rate(pupil.epoch, pupil.recipe.learning_rate),
            gradient_norm=norm,
            update_ratio=pupil.update_ratio,
            seconds_per_epoch=seconds,
            seconds_left=None if seconds is None else max(0.0, left * seconds),
            verdict=verdict.kind,
            verdict_since=verdict.since,
            advice=verdict.sentence,
            proposal=verdict.proposal,
            values=trainer.situation.values(),
        )
        self.journal.set_status(self.told)
        self._say = self.clock() + SAY
        self._watch = True

    def _at_end_of_epoch(self, trainer: Trainer) -> Iterator[Intervention]:
        for each in self.guards.at_end_of_epoch(trainer):
            if isinstance(each, Intervention):
                yield from self._recorded(each)
                continue
            try:
                followed = trainer.situation.following(each.change)
            except UsageError as error:
                self.remark(trainer, f"{each.source}: {error}")
                continue
            yield from self._recorded(replace(followed, source=each.source, remark=each.remark))
        if self.until is not None and trainer.pupil.epoch >= self.until and not self.paused:
            yield from self._recorded(
                Intervention(trainer.trial, trainer.place, "pause", source="guard", remark="as run asked for")
            )

    def _mail(self, trainer: Trainer) -> Iterator[Intervention]:
        if not self.journal.news():
            return
        for command in self.journal.unanswered():
            try:
                intervention = self._asked(trainer, command)
            except UsageError as error:
                self.journal.refuse(command.id, str(error))
                continue
            yield from self._recorded(intervention)
            if trainer.ending is None:
                self.say(trainer, "paused" if self.paused else "training")

    def _asked(self, trainer: Trainer, command: Command) -> Intervention:
        change = parse(command.change)
        if str(change) == "stop":
            self.journal.accept(command.id)
            raise StopTrainingError
        followed = trainer.situation.following(change)
        return replace(followed, source=command.source, command=command.id, remark=followed.remark or command.remark)

    def _recorded(self, intervention: Intervention) -> Iterator[Intervention]:
        stored = self.journal.record(intervention)
        self._note(stored)
        yield stored

    def _note(self, intervention: Intervention) -> None:
        match intervention.what:
            case "pause":
                self.paused, self.until = True, None
            case "resume" | "finish" | "give_up" | "diverged":
                self.paused, self.until = False, None
            case "run":
                self.paused, self.until = False, intervention.after
