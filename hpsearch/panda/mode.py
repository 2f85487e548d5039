"""Panda as a mode of the search: trials train one after another, and each can be changed while it trains."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import fsum
from pathlib import Path
from time import time
from typing import Any, ClassVar

from threadpoolctl import ThreadpoolController, threadpool_limits

from hpsearch.errors import StorageError
from hpsearch.panda.best import take_best
from hpsearch.panda.changes import Vocabulary
from hpsearch.panda.checkpoints import Checkpoints
from hpsearch.panda.guards import Autopilot, Guards
from hpsearch.panda.mailbox import InteractiveSource, StopTrainingError
from hpsearch.panda.trainer import Ended, Source, Trainer
from hpsearch.records import replace
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.runs.tables.tables import write_tables
from hpsearch.runs.tables.upkeep import Upkeep
from hpsearch.search.context import SearchContext
from hpsearch.search.events import EpochFinished, Intervened, Remarked
from hpsearch.search.modes import TrainingEvents
from hpsearch.search.prepare import Prepared
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.objective import Plan, SavableModel
from hpsearch.training.progress import Ending, Epoch, diverged_in
from hpsearch.training.results import failed
from hpsearch.trials.epochs import BranchEpoch, TrainerStatus
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.ranking import Ranking

_SHARE_OF_TABLES, SECONDS_BETWEEN_TABLES = 0.005, 1.0
"""While a model trains: the largest share of time for writing tables, and the least seconds between two writes."""


@dataclass(slots=True)
class Panda:
    """Trains trials in this process. If `attended`, a training whose loss is not finite pauses and waits for a command.

    Commands sent before the first trial starts, but after `began`, apply to that trial. Commands sent between two
    trials apply to the one that just ended.
    """

    alone: ClassVar = True  # one model at a time
    cut_off: ClassVar = False
    attended: bool = False
    began: float | None = field(default_factory=time)

    def train(
        self,
        context: SearchContext,
        pending: Sequence[Plan[Any]],
        stored: Sequence[Outcome],  # noqa: ARG002 (for a mode that weighs trials against each other)
    ) -> TrainingEvents:
        """Train one trial after another; a trial that was interrupted continues from there."""
        threads = ThreadpoolController()
        with Journal(context.folder) as journal:
            state = "stopped"
            try:
                for plan in pending:
                    if context.limit.passed:
                        break
                    yield from self._trial(context.prepared, journal, plan, threads)
                state = "between trials"
            except StopTrainingError:
                raise KeyboardInterrupt from None
            finally:
                journal.set_status(replace(journal.status() or TrainerStatus(), state=state))

    def tell(self, conversation: Conversation, outcomes: Sequence[Outcome]) -> None:
        """Tell the sampler a round's outcomes."""
        conversation.tell(outcomes)

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> SavableModel | None:
        """Return the model of a trial; if its parameters were not stored, train again from its last checkpoint."""
        if not isinstance(prepared.objective, NetworkObjective):
            return None  # the user's own code keeps its models
        if outcome.parameters is None:
            with Journal(folder) as journal, threadpool_limits(1):
                trainer, _ = _trainer(prepared, journal, prepared.objective.plan(outcome.trial), Nobody())
                for _ in trainer.run():  # train the epochs that the checkpoint does not have
                    pass
                ended = trainer.ended()
                ending = ended.epoch.ending if ended and ended.epoch else None
                if ended and ending and not _is_of(outcome, ending):
                    best = take_best(trainer, ended, prepared.ranking)
                    ending = best.ending if best else None
            outcome = replace(outcome, parameters=ending.parameters if ending else None)
        if outcome.parameters is None:
            raise RuntimeError(f"trial {outcome.number} gave another result when trained again")
        return prepared.objective.model(outcome)

    def _trial(
        self, prepared: Prepared, journal: Journal, plan: Plan[Any], threads: ThreadpoolController
    ) -> TrainingEvents:
        guards = Guards(self.attended, _autopilot(prepared), prepared.ranking)
        live = InteractiveSource(
            journal, guards, Upkeep(partial(_write_tables, journal), _SHARE_OF_TABLES, SECONDS_BETWEEN_TABLES)
        )
        if self.began is None:
            live.stop_if_asked()
        live.prepare(time() if self.began is None else self.began)
        self.began = None
        as_failed: Callable[[Exception], Outcome] = partial(failed, plan)
        try:
            with threads.limit(limits=1):  # as in workers; with more threads sums would be in another order
                trainer, shelf = _trainer(prepared, journal, plan, live)
            as_failed = partial(_failed, plan, trainer)
            live.begin(trainer)
            if live.paused:
                yield Intervened(next(each for each in reversed(trainer.interventions) if each.what == "pause"))
            training = trainer.run()
            while True:
                with threads.limit(limits=1):
                    news = next(training)
                while journal.remarks:
                    yield Remarked(journal.remarks.pop(0))
                if isinstance(news, Intervention):
                    yield Intervened(news)
                    continue
                journal.note(news)
                live.tables.follow()
                yield EpochFinished(plan.trial, news.record, trainer.live_model.recipe.epochs)
        except StopIteration as stopped:
            last = trainer.moment
            outcome = _outcome(trainer, stopped.value, prepared.ranking)
            shelf.keep_last_alone(trainer.branches, last)
        except (StorageError, StopTrainingError):
            raise
        except Exception as error:  # noqa: BLE001 (any error is the trial's result; the search goes on)
            outcome = as_failed(error)
        journal.flush()  # once an outcome counts, its trial is not trained again
        yield [outcome]


class Nobody:
    """A source without interventions, for training a trial again."""

    def due(self, trainer: Trainer) -> Sequence[Intervention]:  # noqa: ARG002 (a source's signature)
        """Return no interventions: nobody sends any."""
        return ()

    def watching(self) -> bool:
        """Return False: nobody watches."""
        return False

    def retraining(self, trainer: Trainer, epoch: BranchEpoch) -> None:
        """Show nothing of the epoch: nobody watches."""


def _write_tables(journal: Journal) -> None:
    journal.flush()  # epochs are stored a few times a second
    with Database.open(journal.folder) as database:
        write_tables(database)


def _autopilot(prepared: Prepared) -> Autopilot:
    stated = prepared.config.search.autopilot
    vocabulary = Vocabulary.of(prepared.config.as_dict())
    return Autopilot.of(None if stated is None else stated.model_dump(), vocabulary)


def _trainer(prepared: Prepared, journal: Journal, plan: Plan[Any], source: Source) -> tuple[Trainer, Checkpoints]:
    """Return the trainer of a trial, at the last recorded moment or at the beginning, and its checkpoints."""
    number = plan.trial.number
    interventions = [each for each in journal.interventions() if each.trial == number]
    epochs = [each for each in journal.epochs() if each.trial == number]
    shelf = Checkpoints(journal.folder, journal, number, prepared.ranking.cost)
    live_model = prepared.objective.live_model(plan, journal.folder)
    trainer = Trainer(live_model, source, shelf, interventions, number)
    if isinstance(source, InteractiveSource):
        shelf.remark = partial(source.remark, trainer)
    trainer.resume(epochs)
    return trainer, shelf


def _is_of(outcome: Outcome, ending: Ending) -> bool:
    """Whether an ending agrees with the stored outcome; earlier versions always kept the last epoch."""
    return all(outcome.metrics.get(name) == value for name, value in ending.metrics.items())


def _failed(plan: Plan[Any], trainer: Trainer, error: Exception) -> Outcome:
    """Return the outcome of a trial that raised an error, with its epochs so far from the journal."""
    outcome = failed(plan, error)
    history = [Epoch.of(each.record) for each in trainer.history()]
    so_far = trainer.live_model.outcome(history, None, _seconds(trainer), "")
    return replace(so_far, status=outcome.status, metrics={}, message=outcome.message, log=outcome.log, history=())


def _seconds(trainer: Trainer) -> float:
    return fsum(each.seconds for each in trainer.epochs.values())


def _outcome(trainer: Trainer, ended: Ended, ranking: Ranking) -> Outcome:
    """Return the outcome of the trial: of its last branch, or of its best epoch if it was changed.

    The journal has its epochs.
    """
    history = [Epoch.of(each.record) for each in trainer.history()]
    ending = ended.epoch.ending if ended.epoch else None
    remarks: list[str] = []
    if ended.by is not None and ended.by.what == "diverged":
        ending = diverged_in(len(history))
    elif ended.by is not None:
        how = "given up" if ended.by.what == "give_up" else "finished by hand"
        remarks.append(f"{how} after epoch {len(history)}")
    best = take_best(trainer, ended, ranking)
    if best is not None:
        ending = best.ending
        remarks.append(best.remark)
    remark = "; ".join(filter(None, remarks))
    outcome = trainer.live_model.outcome(history, ending, _seconds(trainer), remark)
    return replace(outcome, history=(), best_epoch=best.ending.epoch if best else outcome.best_epoch)
