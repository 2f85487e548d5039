"""Train an interactive run again from its config and its interventions, and compare the hash of each epoch."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf, isfinite
from pathlib import Path

from threadpoolctl import ThreadpoolController

from hpsearch.config import config_from
from hpsearch.errors import UsageError
from hpsearch.panda.trainer import Trainer
from hpsearch.records import Record
from hpsearch.runs.environment import differences, environment
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.journal import JournalReader
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.training.live.interactive_model import InteractiveModel, InteractiveSnapshot
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import SILENT, Branches, Intervention, Moment
from hpsearch.trials.outcomes import Trial

TOLERANCE = 0.01
"""The largest relative difference between losses that another processor or library may cause."""

DECISIVE = ("processor", "blas", "simd", "numpy")
"""The parts of the environment that decide how sums are rounded."""


class Recorded:
    """The source of a replay: repeats each recorded intervention at its moment."""

    def __init__(self, interventions: Iterable[Intervention]) -> None:
        self._left = [each for each in interventions if each.what not in SILENT][::-1]

    def due(self, trainer: Trainer) -> Iterator[Intervention]:
        """Yield the recorded interventions of the trainer's moment."""
        while self._left and self._left[-1].moment == trainer.moment:
            yield self._left.pop()

    def watching(self) -> bool:
        """Return False: nobody watches a replay."""
        return False

    def retraining(self, trainer: Trainer, epoch: BranchEpoch) -> None:
        """Do nothing: nobody watches a replay."""


class ReplayShelf:
    """The shelf of a replay; it keeps only the models that a later intervention goes back to."""

    def __init__(self, interventions: Sequence[Intervention]) -> None:
        branches = Branches(interventions)
        targets = [each.target for each in interventions if each.moves]
        self._wanted = {(branches.trained_by(place.branch, place.epoch), place.epoch) for place in targets}
        self._kept: dict[tuple[int, int], InteractiveSnapshot] = {}

    def keep(self, trainer: Trainer, *, branch_point: bool = False) -> None:  # noqa: ARG002 (those are among them)
        """Keep the model if a later intervention goes back to it."""
        at = (trainer.branch, trainer.live_model.epoch)
        if at in self._wanted and not trainer.live_model.step:
            snapshot = trainer.live_model.snapshot()
            if snapshot.can_be_restored:
                self._kept[at] = snapshot

    def latest(
        self,
        branches: Branches,
        until: Moment,
        model: InteractiveModel,  # noqa: ARG002 (its snapshots are at hand)
    ) -> InteractiveSnapshot | None:
        """Return the last kept model on the way to `until`."""
        ways = ((branches.trained_by(until.branch, epoch), epoch) for epoch in range(until.epoch, 0, -1))
        return next((self._kept[at] for at in ways if at in self._kept), None)


class Compared(Record):
    """A recorded epoch, and the same epoch of the replay; None if the replay ended earlier."""

    recorded: BranchEpoch
    again: BranchEpoch | None

    @property
    def same(self) -> bool:
        """Whether every bit of the model's state is the same."""
        return (
            self.again is not None and self.again.hash == self.recorded.hash and self.again.place == self.recorded.place
        )

    @property
    def difference(self) -> float:
        """The largest relative difference of the losses, or of all metrics without one; infinite if one is missing."""
        if self.again is None or self.again.place != self.recorded.place:
            return inf
        before, now = self.recorded.record.metrics, self.again.record.metrics
        names = [name for name in before if name.endswith("loss")] or list(before)
        return max(_share(before[name], now.get(name, inf)) for name in names)


class Replay(Record):
    """The run in `folder`, to be trained again. Raises UsageError if the folder has no run or its data have changed."""

    folder: Path

    def __post_init__(self) -> None:
        with Database.open(self.folder) as database:
            mode = database.meta("config")["search"]["mode"]
            if mode != "panda":
                raise UsageError(
                    f"{self.folder}: has mode {mode}, in which nothing can be changed; expected a run of --mode panda"
                )

    def elsewhere(self) -> list[str]:
        """The differences between this machine and the recorded one that can change bits of the results."""
        with Database.open(self.folder) as database:
            before = database.meta("environment")
        now = environment()
        return differences(before, {key: now[key] for key in DECISIVE})

    def epochs(self) -> Iterator[Compared]:
        """Yield each recorded epoch with its epoch of the replay, in the order of training."""
        with Database.open(self.folder) as database, JournalReader(self.folder) as reader:
            prepared = prepare(config_from(database.meta("config"), self.folder, self.folder.name))
            if database.meta("data") != prepared.objective.fingerprint:
                raise UsageError(f"{self.folder}: {prepared.config.trained_on} changed since")
            recorded, interventions = reader.epochs(), reader.interventions()
            trials = _trials(prepared, database)
        for trial in trials:
            of_trial = [each for each in recorded if each.trial == trial.number]
            if of_trial:
                changes = [each for each in interventions if each.trial == trial.number]
                yield from _compared(of_trial, repeated(prepared, trial, changes))


def repeated(prepared: Prepared, trial: Trial, interventions: Sequence[Intervention]) -> Iterator[BranchEpoch]:
    """Train a trial again with its interventions; yield its epochs."""
    live_model = prepared.objective.live_model(prepared.objective.plan(trial))
    training = Trainer(live_model, Recorded(interventions), ReplayShelf(interventions), trial=trial.number).run()
    threads = ThreadpoolController()
    while True:
        with threads.limit(limits=1):  # as in the training itself
            news = next(training, None)
        if news is None:
            return
        if isinstance(news, BranchEpoch):
            yield news


def _compared(recorded: Sequence[BranchEpoch], again: Iterable[BranchEpoch]) -> Iterator[Compared]:
    """Pair each recorded epoch with the next one of the replay."""
    coming = iter(again)
    for before in recorded:
        now = next(coming, None)
        yield Compared(before, now)
        if now is None:
            return


def _trials(prepared: Prepared, database: Database) -> list[Trial]:
    """The trials that the sampler proposes, up to the first round that is not finished."""
    done = {outcome.number: outcome for outcome in database.outcomes()}
    sizes = database.meta("round_sizes")
    conversation = prepared.conversation(sizes[0], database.meta("planned_trials"))
    trials: list[Trial] = []
    for round_, size in enumerate(sizes, start=1):
        asked = conversation.ask(round_, size)
        trials += asked
        if any(trial.number not in done for trial in asked):
            break
        conversation.tell([done[trial.number] for trial in asked])
    return trials


def _share(a: float, b: float) -> float:
    if not isfinite(a) or not isfinite(b):
        return 0.0 if isfinite(a) == isfinite(b) else inf
    return abs(a - b) / max(abs(a), abs(b)) if a != b else 0.0
