"""The search itself: ask for a round, train it, store it, tell it, and again."""

import json
from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from hpsearch.errors import StorageError, UsageError
from hpsearch.outcomes import Outcome, Trial
from hpsearch.search.conversation import Conversation
from hpsearch.search.events import (
    EpochFinished,
    Event,
    FinalistsFinished,
    Intervened,
    Remarked,
    RoundFinished,
    SearchStarted,
    TimeIsUp,
    TrialFinished,
)
from hpsearch.search.finalists import train_finalists
from hpsearch.search.folder import start
from hpsearch.search.lock import held
from hpsearch.search.modes import Caviar, Mode
from hpsearch.search.prepare import Prepared
from hpsearch.search.repeats import Gathering
from hpsearch.search.time_limit import TimeLimit
from hpsearch.search.winner import Winner
from hpsearch.search.workers import Workers
from hpsearch.store.database import Database
from hpsearch.store.tables import write_finalists, write_tables
from hpsearch.store.upkeep import Upkeep

SHARE_OF_TABLES, SHARE_OF_MODELS = 0.05, 0.01
"""How much of a search's time goes into its tables, and into the best model so far, at the most, until its end."""


def search(
    prepared: Prepared,
    folder: Path,
    workers: Workers,
    *,
    resume: bool = False,
    overwrite: bool = False,
    force: bool = False,
    mode: Mode | None = None,
) -> Generator[Event, None, None]:
    """Search, storing every outcome in `folder` before it is yielded, in the `mode` Caviar unless another is given.

    The sampler sees results only between rounds and in order of number, so the numbers are the same for any number of
    workers and after any interruption. Raises UsageError, StorageError, InUseError.
    """
    prepared.conversation(1, prepared.trials)  # a sampler that cannot be set up begins no run
    with held(folder), start(prepared, folder, resume=resume, overwrite=overwrite, force=force) as database:
        mode = mode or Caviar()
        winner = Winner(folder, prepared.objective, partial(mode.model, prepared, folder), database)
        try:
            yield from _rounds(prepared, folder, workers, database, mode, winner)
        except StorageError:
            raise  # nothing more could be written either
        except BaseException:
            write_tables(database)
            winner.save_at_hand()
            raise


def _rounds(
    prepared: Prepared, folder: Path, workers: Workers, database: Database, mode: Mode, winner: Winner
) -> Iterator[Event]:
    """The search in `database`, from its first round; what is stored already is not trained again."""
    tables = Upkeep(partial(write_tables, database), SHARE_OF_TABLES)
    models = Upkeep(winner.save_at_hand, SHARE_OF_MODELS)
    explained = database.regions().keys()
    limit = TimeLimit(prepared.config.search.time_limit)
    repeats = prepared.config.search.repeats
    done = {outcome.number: outcome for outcome in database.outcomes()}
    for outcome in done.values():
        winner.consider(outcome)
    sizes = database.meta("round_sizes")
    conversation = prepared.conversation(sizes[0], database.meta("planned_trials"))
    layout = prepared.layout(database.meta("planned_trials"), sum(sizes))
    yield SearchStarted(prepared.objective, sum(sizes), len(done), winner.best, folder, layout)
    yield from _remarks(database)
    yield from map(Remarked, prepared.config.idle())
    for round_, size in enumerate(sizes, start=1):
        asked = conversation.ask(round_, size)
        _check_that_stored_trials_are_those(asked, done, folder)
        untrained = [trial for trial in asked if trial.number not in done]
        pending = [prepared.planned(trial, repeat) for trial in untrained for repeat in range(repeats)]
        if pending:
            limit.begin()
        gathering = Gathering(repeats, prepared.objective.metric)
        stored = [done[trial.number] for trial in asked if trial.number in done]
        for news in mode.train(prepared, folder, pending, stored, workers, limit):
            if isinstance(news, EpochFinished | Intervened):
                yield news
                continue
            if finished := gathering.take(news):
                database.add(*finished)
                limit.stored()
                for outcome in finished:
                    winner.consider(outcome)
                models.follow()
                done |= {outcome.number: replace(outcome, history=(), parameters=None) for outcome in finished}
                yield from map(TrialFinished, finished)
        if len(done) < sum(sizes) and limit.passed:
            tables.now()
            winner.save()
            yield TimeIsUp(len(done), sum(sizes))
            return
        conversation.tell([done[trial.number] for trial in asked])
        _explain(round_ + 1, conversation, database, explained)
        if pending or round_ == len(sizes):
            tables.follow()
            winner.save()
        yield RoundFinished(round_, len(sizes))
    tables.catch_up()
    yield from _finals(prepared, workers, database, winner, done, limit)


def _remarks(database: Database) -> Iterator[Remarked]:
    """What the database has to say, once."""
    while database.remarks:
        yield Remarked(database.remarks.pop(0))


def _explain(round_: int, conversation: Conversation, database: Database, explained: Container[int]) -> None:
    """Store what a round is to be drawn from, unless that is stored, or is the whole space."""
    belief = None if round_ in explained else conversation.belief()
    if belief is not None:
        database.add_region(round_, belief)


def _finals(
    prepared: Prepared,
    workers: Workers,
    database: Database,
    winner: Winner,
    done: Mapping[int, Outcome],
    limit: TimeLimit,
) -> Iterator[Event]:
    """The best trials again, and the winner among them."""
    for event in train_finalists(prepared, workers, database, done.values(), limit):
        if isinstance(event, FinalistsFinished):
            winner.save()
            write_finalists(database)
        yield event


def _check_that_stored_trials_are_those(asked: Sequence[Trial], done: Mapping[int, Outcome], folder: Path) -> None:
    """Resuming repeats the conversation with the sampler, which must propose what it proposed before."""
    for trial in asked:
        stored = done.get(trial.number)
        if stored is not None and stored.trial.settings != json.loads(json.dumps(trial.settings)):
            raise UsageError(
                f"{folder}: cannot be resumed, the sampler now proposes other settings for trial {trial.number}; "
                "was the run made by other versions of hpsearch or Optuna?"
            )
