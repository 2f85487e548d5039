"""Guards of a training: a pause when the loss is not finite, and the autopilot's changes, by the verdict on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hpsearch.panda.changes import OF_NETWORKS, Vocabulary, parse
from hpsearch.panda.verdict import LOSS, Verdict, verdict_on
from hpsearch.records import Record
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.requests import Change, Counted

if TYPE_CHECKING:
    from hpsearch.panda.trainer import Trainer


class Autopilot(Record):
    """The changes that panda makes by itself, at most `at_most` times in each trial."""

    on_divergence: tuple[Change, ...] = ()
    on_plateau: tuple[Change, ...] = ()
    at_most: int = 5

    @classmethod
    def of(cls, stated: Mapping[str, Any] | None, vocabulary: Vocabulary = OF_NETWORKS) -> "Autopilot":
        """Make the autopilot from the config, where `rollback` counts epochs back; without one it does nothing."""
        if stated is None:
            return cls(at_most=0)
        lost, flat = (_changes(stated[when] or {}, vocabulary) for when in ("on_divergence", "on_plateau"))
        return cls(lost, flat, stated["at_most"])


def _changes(stated: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[Change, ...]:
    words = {name: -value if name == "rollback" else value for name, value in stated.items()}
    changes = [parse(f"{name}={value}", vocabulary) for name, value in words.items()]
    return tuple(
        sorted(changes, key=lambda change: not isinstance(change, Counted))
    )  # the rollback first, then the other changes


class Act(Record):
    """A change that a guard makes: its `source`, and `why`; of several acts made together only the first says why."""

    change: Change
    source: str
    why: str = ""


@dataclass
class Guards:
    """Judge the training after each epoch. If `attended`, a training whose loss is not finite is paused, else ended.

    `ranking` has the metric of the search.
    """

    attended: bool
    autopilot: Autopilot = field(default_factory=lambda: Autopilot(at_most=0))
    ranking: Ranking = LOSS
    _judged_at: dict[tuple[int, int, int], Verdict] = field(default_factory=dict)

    def verdict(self, trainer: "Trainer") -> Verdict:
        """Return the verdict on the training at the end of its last epoch."""
        at = (trainer.trial, trainer.branch, trainer.live_model.epoch)
        if at not in self._judged_at:
            self._judged_at = {at: verdict_on(trainer, self.ranking)}
        return self._judged_at[at]

    def at_end_of_epoch(self, trainer: "Trainer") -> Iterator[Act | Intervention]:
        """Yield what the guards do at this end of an epoch: a pause, an end, or the autopilot's changes."""
        if any(each.moment == trainer.moment and _decides(each) for each in trainer.interventions):
            return
        if trainer.lost:
            yield from self._lost(trainer)
        elif self.autopilot.on_plateau and _looks(trainer.live_model.epoch):
            found = verdict_on(trainer, self.ranking)
            if found.kind == "plateau" and (found.since or 0) > _last_change(trainer):
                yield from self._acts(trainer, self.autopilot.on_plateau, found.sentence)

    def _lost(self, trainer: "Trainer") -> Iterator[Act | Intervention]:
        found = verdict_on(trainer, self.ranking)
        can_go_back = trainer.ending is None and not trainer.live_model.no_way_back
        acts = list(self._acts(trainer, self.autopilot.on_divergence, found.sentence)) if can_go_back else []
        if acts:
            yield from acts
        elif can_go_back and self.attended:
            remark = f"{found.sentence}; {found.proposal or 'rollback'} goes on from before"
            yield Intervention(trainer.trial, trainer.moment, "pause", source="guard", remark=remark)
        else:
            yield Intervention(trainer.trial, trainer.moment, "diverged", source="guard", remark=found.sentence)

    def _acts(self, trainer: "Trainer", changes: tuple[Change, ...], why: str) -> Iterator[Act]:
        """Yield the autopilot's changes, unless it has acted `at_most` times."""
        done = sum(each.source == "autopilot" and bool(each.remark) for each in trainer.interventions)
        if done >= self.autopilot.at_most:
            return
        for place, change in enumerate(changes):
            yield Act(_within(change, trainer.live_model.epoch), "autopilot", "" if place else why)


def _decides(each: Intervention) -> bool:
    """Whether the guards made this intervention as a decision, not as a remark."""
    return each.source == "autopilot" or (each.source == "guard" and each.what != "note")


def _within(change: Change, epoch: int) -> Change:
    """Limit a rollback to the epochs that exist; return other changes unchanged."""
    return Counted("rollback", -min(-change.epochs, epoch)) if isinstance(change, Counted) else change


def _looks(epoch: int) -> bool:
    """Whether to look for a plateau after this epoch: less often in long trainings, because it takes longer there."""
    return epoch % max(1, epoch // 100) == 0


def _last_change(trainer: "Trainer") -> int:
    """The epoch after which a hyperparameter was last changed on the current branch and its parents."""
    changes = trainer.branches.changes(trainer.interventions, trainer.moment)
    return max((each.moment.epoch for each in changes), default=0)
