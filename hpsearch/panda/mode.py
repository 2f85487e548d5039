"""Panda as a mode of the search: trials one after the other, each under someone's eyes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import fsum, isfinite
from pathlib import Path
from time import time

from threadpoolctl import ThreadpoolController, threadpool_limits

from hpsearch.errors import StorageError
from hpsearch.models.model import Model
from hpsearch.panda.checkpoints import Checkpoints
from hpsearch.panda.guards import Autopilot, Guards
from hpsearch.panda.live_model import LiveModel
from hpsearch.panda.mailbox import Live, StopTrainingError
from hpsearch.panda.trainer import Ended, Source, Trainer
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.runs.tables import write_tables
from hpsearch.runs.upkeep import Upkeep
from hpsearch.search.events import EpochFinished, Intervened, Remarked
from hpsearch.search.modes import News
from hpsearch.search.prepare import Prepared
from hpsearch.training.cohorts import Planned
from hpsearch.training.training_trials import failed
from hpsearch.trials.epochs import BranchEpoch, TrainerStatus
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.workers.loky.pool import Workers
from hpsearch.workers.time_limit import TimeLimit

_SHARE_OF_TABLES, SECONDS_BETWEEN_TABLES = 0.005, 1.0
"""How much of the time goes into the tables while a model trains, at the most, and how often at the most."""


@dataclass(slots=True)
class Panda:
    """Trains in this process. Where it is `attended`, a training whose loss is lost waits for an answer.

    What is asked for before its first trial is meant for that, from the moment it `began` on, and later what is asked
    for between two trials for the one that is over.
    """

    attended: bool = False
    began: float | None = field(default_factory=time)

    def train(
        self,
        prepared: Prepared,
        folder: Path,
        pending: Sequence[Planned],
        stored: Sequence[Outcome],  # noqa: ARG002 (for a mode that weighs trials against each other)
        workers: Workers,  # noqa: ARG002 (for one that needs more than this process)
        limit: TimeLimit,
    ) -> News:
        """Train one trial after the other, each from where it was interrupted."""
        threads = ThreadpoolController()
        with Journal(folder) as journal:
            state = "stopped"
            try:
                for planned in pending:
                    if limit.passed:
                        break
                    yield from self._trial(prepared, journal, planned, threads)
                state = "between trials"
            except StopTrainingError:
                raise KeyboardInterrupt from None
            finally:
                journal.set_status(replace(journal.status() or TrainerStatus(), state=state))

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> Model:
        """Trained again from its last checkpoint, with the same changes; nothing where it kept its parameters."""
        if outcome.parameters is None:
            with Journal(folder) as journal, threadpool_limits(1):
                trainer, _ = _trainer(prepared, journal, prepared.planned(outcome.trial), Nobody())
                for _ in trainer.run():  # to its end, should epochs be missing
                    pass
                ended = trainer.ended()
            ending = ended and ended.epoch and ended.epoch.ending
            outcome = replace(outcome, parameters=ending.parameters if ending else None)
        if outcome.parameters is None:
            raise RuntimeError(f"trial {outcome.number} trained to another end than before")
        return prepared.model(outcome)

    def _trial(self, prepared: Prepared, journal: Journal, planned: Planned, threads: ThreadpoolController) -> News:
        guards = Guards(self.attended, _autopilot(prepared))
        live = Live(journal, guards, Upkeep(partial(_write_tables, journal), _SHARE_OF_TABLES, SECONDS_BETWEEN_TABLES))
        if self.began is None:
            live.stop_if_asked()
        live.prepare(time() if self.began is None else self.began)
        self.began = None
        try:
            with threads.limit(limits=1):  # as workers do: more threads sum in another order
                trainer, shelf = _trainer(prepared, journal, planned, live)
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
                yield EpochFinished(planned.trial, news.record, trainer.live_model.recipe.epochs)
        except StopIteration as stopped:
            outcome = _outcome(trainer, stopped.value, prepared.ranking)
            shelf.keep_last_alone(trainer)
        except (StorageError, StopTrainingError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever a trial raises is its result; the search goes on)
            outcome = failed(planned, error)
        journal.flush()  # once an outcome counts, its trial is not trained again
        yield [outcome]


class Nobody:
    """A source of no interventions."""

    def due(self, trainer: Trainer) -> Sequence[Intervention]:  # noqa: ARG002 (a source's signature)
        """None."""
        return ()

    def watching(self) -> bool:
        """No."""
        return False

    def retraining(self, trainer: Trainer, epoch: BranchEpoch) -> None:
        """It is of no concern."""


def _write_tables(journal: Journal) -> None:
    journal.flush()  # epochs are handed to the database a few times a second
    with Database.open(journal.folder) as database:
        write_tables(database)


def _autopilot(prepared: Prepared) -> Autopilot:
    stated = prepared.config.search.autopilot
    return Autopilot.of(None if stated is None else stated.model_dump())


def _trainer(prepared: Prepared, journal: Journal, planned: Planned, source: Source) -> tuple[Trainer, Checkpoints]:
    """The training of a trial, where it was interrupted or ended, or at its beginning, and its checkpoints."""
    number, ranking = planned.trial.number, prepared.ranking
    interventions = [each for each in journal.interventions() if each.trial == number]
    epochs = [each for each in journal.epochs() if each.trial == number]
    metric = ranking.metric.removeprefix("dev_")
    live_model = LiveModel(planned, prepared.training_set, metric, prepared.config.search.seed)
    shelf = Checkpoints(journal.folder, journal, number, ranking.cost)
    trainer = Trainer(live_model, source, shelf, interventions, number)
    if isinstance(source, Live):
        shelf.remark = partial(source.remark, trainer)
    trainer.resume(epochs)
    return trainer, shelf


def _outcome(trainer: Trainer, ended: Ended, ranking: Ranking) -> Outcome:
    """What became of the trial: the row is that of the branch that it ended on."""
    history = [each.record for each in trainer.history()]
    finite = [each for each in history if isfinite(each.metrics["train_loss"]) and isfinite(each.metrics["dev_loss"])]
    best = min(finite, key=lambda each: ranking.cost(each.metrics), default=None)
    ending = ended.epoch.ending if ended.epoch else None
    status, metrics, told = Status.COMPLETE, ending.metrics if ending else {}, ending.remarks if ending else ()
    if ended.by is not None and ended.by.what == "diverged":
        status, told = Status.DIVERGED, (f"loss not finite in epoch {len(history)}",)
    elif ended.by is not None and ended.by.what == "give_up":
        status, told = Status.STOPPED, (f"given up after epoch {len(history)}",)
        metrics = history[-1].metrics if history and history[-1] in finite else {}
    elif ended.by is not None:
        told = (f"finished by hand after epoch {len(history)}", *told)
    return Outcome(
        trainer.live_model.planned.trial,
        status,
        metrics,
        best_epoch=best.epoch if best else None,
        epochs_run=len(history),
        message="; ".join(told),
        seconds=fsum(each.seconds for each in trainer.epochs.values()),
        parameters=ending.parameters if ending else None,
    )
