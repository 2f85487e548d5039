"""The source of interventions of an interactive training: commands, guards, and the status that screens show."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from time import monotonic, sleep

from hpsearch.errors import UsageError
from hpsearch.panda.guards import Act, Guards
from hpsearch.panda.situation import Situation
from hpsearch.panda.trainer import Trainer
from hpsearch.records import replace
from hpsearch.runs.store.journal import Command
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.runs.tables.upkeep import Upkeep
from hpsearch.trials.epochs import BranchEpoch, TrainerStatus
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.requests import Plain

POLL = 0.03
"""Seconds between two reads of the mailbox."""

SAY = 0.25
"""Seconds between two stored statuses; epochs wait as long before they are stored."""

BEAT = 1.0
"""Seconds to add between two statuses while the training is paused."""


STOP = Plain("stop")
"""The command that stops the trainer; it does not change the training."""


class StopTrainingError(Exception):
    """Someone asked the trainer to stop; the run can be resumed."""


@dataclass
class InteractiveSource:
    """Reads commands between steps, asks the guards after each epoch, and waits while the training is paused."""

    journal: Journal
    guards: Guards
    tables: Upkeep
    clock: Callable[[], float] = monotonic
    wait: Callable[[float], None] = sleep
    paused: bool = False
    until: int | None = None
    status: TrainerStatus = field(default_factory=lambda: TrainerStatus(pid=os.getpid()))

    def __post_init__(self) -> None:
        self._look = self._say = self.clock()
        self._watch = False
        self._foreign = False

    def prepare(self, since: float) -> None:
        """Refuse commands sent before `since`: they were for an earlier training or an earlier trainer."""
        late = [each for each in self.journal.unanswered() if each.given < since]
        self.journal.refuse({each.id: f"{each.change}: was sent when no training was running" for each in late})
        self.journal.set_status(
            replace(self.journal.status() or TrainerStatus(), pid=self.status.pid, state="preparing")
        )

    def begin(self, trainer: Trainer) -> None:
        """Start paused if the training was paused when it was interrupted."""
        for each in trainer.interventions:
            self._note(each)
        self.say(trainer, "training")

    def due(self, trainer: Trainer) -> Iterator[Intervention]:
        """Yield the interventions that take effect now; each is stored before it takes effect."""
        if not trainer.live_model.step:
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
        """Return True once after each status that was stored."""
        watch, self._watch = self._watch, False
        return watch

    def retraining(self, trainer: Trainer, epoch: BranchEpoch) -> None:
        """Store the status; remark once if an epoch trained again has other bits than before."""
        known = trainer.epochs[epoch.record.branch, epoch.record.epoch]
        if known.hash != epoch.hash and not self._foreign:
            self._foreign = True
            self.remark(
                trainer,
                f"epoch {epoch.record.epoch} has other bits than before; {trainer.live_model.why_other_bits}",
            )
        if self.clock() >= self._say:
            self.stop_if_asked()
            self.say(trainer, "retraining")

    def stop_if_asked(self) -> None:
        """Raise StopTrainingError if a stop command waits; unlike other commands it takes effect at once."""
        stop = next((each for each in self.journal.unanswered() if each.change == STOP), None)
        if stop is not None:
            self.journal.accept(stop.id)
            raise StopTrainingError

    def remark(self, trainer: Trainer, text: str) -> None:
        """Store a remark of the trainer itself."""
        self.journal.record(Intervention(trainer.trial, trainer.moment, "note", source="guard", remark=text))

    def say(self, trainer: Trainer, state: str) -> None:
        """Store the status that screens show."""
        self.journal.flush()
        live_model = trainer.live_model
        recent = [each.seconds for each in trainer.history(last=5)]
        seconds = sorted(recent)[len(recent) // 2] if recent else None
        spe, planned = live_model.steps_per_epoch, live_model.recipe.epochs
        left = None if planned is None else planned - live_model.epoch - live_model.step / spe
        verdict = self.guards.verdict(trainer)
        norm = live_model.gradient_norm
        self.status = replace(
            self.status,
            state=state,
            trial=trainer.trial,
            branch=trainer.branch,
            epoch=live_model.epoch,
            epochs=planned,
            step=live_model.step,
            steps_per_epoch=spe,
            learning_rate=live_model.recipe.rate(live_model.epoch + live_model.step / spe),
            gradient_norm=norm,
            update_ratio=live_model.update_ratio,
            seconds_per_epoch=seconds,
            seconds_left=None if seconds is None or left is None else max(0.0, left * seconds),
            verdict=verdict.kind,
            advice=verdict.sentence,
            proposal=verdict.proposal,
            values=trainer.situation.values(),
        )
        self.journal.set_status(self.status)
        self._say = self.clock() + SAY
        self._watch = True

    def _at_end_of_epoch(self, trainer: Trainer) -> Iterator[Intervention]:
        yield from self._recorded(self._decided(trainer, list(self.guards.at_end_of_epoch(trainer))))
        if self.until is not None and trainer.live_model.epoch >= self.until and not self.paused:
            yield from self._recorded(
                [Intervention(trainer.trial, trainer.moment, "pause", source="guard", remark="as run asked for")]
            )

    def _decided(self, trainer: Trainer, acts: Sequence[Act | Intervention]) -> list[Intervention]:
        """Return the interventions of one decision; each applies to the situation after the one before."""
        situation = trainer.situation
        decided: list[Intervention] = []
        for act in acts:
            decided.append(act if isinstance(act, Intervention) else _followed(act, situation))
            situation = situation.after(decided[-1])
        return decided

    def _mail(self, trainer: Trainer) -> Iterator[Intervention]:
        if not self.journal.news():
            return
        for _, together in groupby(self.journal.unanswered(), key=lambda each: (each.given, each.source)):
            yield from self._asked(trainer, list(together))
            if trainer.ending is None:
                self.say(trainer, "paused" if self.paused else "training")

    def _asked(self, trainer: Trainer, commands: Sequence[Command]) -> Iterator[Intervention]:
        """Apply commands that were sent together: all of them, or none if one is refused."""
        situation, first = trainer.situation, self.journal.next_event
        asked: list[Intervention] = []
        stop = next((each for each in commands if each.change == STOP), None)
        for command in commands:
            if command is stop:
                break
            try:
                each = situation.following(command.change)
            except UsageError as error:
                reason = f"left out, because {command.change} was refused"
                self.journal.refuse({each.id: str(error) if each is command else reason for each in commands})
                return
            remark, id_ = each.remark or command.remark, first + len(asked)
            asked.append(replace(each, source=command.source, command=command.id, remark=remark, id=id_))
            situation = situation.after(asked[-1])
        yield from self._recorded(asked)
        if stop is not None:
            self.stop_if_asked()

    def _recorded(self, interventions: Sequence[Intervention]) -> Iterator[Intervention]:
        """Store the interventions in one transaction, then yield them one by one."""
        for stored in self.journal.record(*interventions) if interventions else ():
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


def _followed(act: Act, situation: Situation) -> Intervention:
    """Return the intervention of an act, or a remark if the act is refused."""
    try:
        return replace(situation.following(act.change), source=act.source, remark=act.why)
    except UsageError as error:
        why = "; ".join(filter(None, [act.why, str(error)]))
        source = act.source if act.why else "guard"  # the first act of a decision stands for it when they are counted
        return Intervention(situation.trial, situation.moment, "note", source=source, remark=why)
