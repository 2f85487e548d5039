"""Train the trials of a search, and store their outcomes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

from hpsearch.errors import TrialFailedError, UsageError
from hpsearch.records import Record, replace
from hpsearch.runs.folder.messages import messages_of, write_messages
from hpsearch.runs.store.database import Database
from hpsearch.runs.tables.upkeep import Upkeep
from hpsearch.search.after_rounds.kept_networks import KeptNetworks
from hpsearch.search.context import SearchContext, outcomes_of
from hpsearch.search.events import EpochFinished, Event, Intervened, Remarked, TrialFinished
from hpsearch.search.modes import Mode, TrainingEvents
from hpsearch.search.rounds.repeats import Gathering
from hpsearch.search.winner import Winner
from hpsearch.text.command_line import resuming
from hpsearch.training.objective import Plan
from hpsearch.trials.outcomes import Outcome, Status, Trial

SHARE_OF_MODELS = 0.01
"""Largest share of a search's time to spend on writing the best model before its end."""


class TrialTraining(Record, dict=True):
    """Trains the trials of a search and stores their outcomes; `done` has the outcomes that are stored."""

    context: SearchContext
    mode: Mode
    winner: Winner
    done: dict[int, Outcome]
    kept: KeptNetworks

    def of(self, asked: Sequence[Trial]) -> Iterator[Event]:
        """Train the trials that are not done, until the time limit."""
        pending = self._pending(asked)
        stored = [self.done[trial.number] for trial in asked if trial.number in self.done]
        with closing(self.mode.train(self.context, pending, stored)) as trained:  # releases its resources
            yield from self._stored(trained)

    def as_proposed(self, pieces: Iterable[Sequence[Trial]]) -> Iterator[Event]:
        """Train the trials of each piece that are not done; take the next piece when no plan waits for a worker.

        An empty piece means that the next one needs more results. The mode is not involved.
        """
        with closing(self._trained_in_parts(pieces)) as trained:
            yield from self._stored(trained)

    def _trained_in_parts(self, pieces: Iterable[Sequence[Trial]]) -> TrainingEvents:
        parts = ((piece, self._pending(piece)) for piece in pieces)
        for results in self.context.trained_in_parts(pending for piece, pending in parts if pending or not piece):
            yield outcomes_of(results)

    def _pending(self, asked: Sequence[Trial]) -> list[Plan[Any]]:
        """Return the plans of the trials that are not done."""
        prepared, repeats = self.context.prepared, self.context.prepared.config.search.repeats
        _check_that_stored_trials_are_those(asked, self.done, self.context.folder)
        left_out = self.context.budget.left_out if self.context.budget else ()
        untrained = [trial for trial in asked if trial.number not in self.done and trial.number not in left_out]
        return [plan for trial in untrained for repeat in range(repeats) for plan in prepared.plans(trial, repeat)]

    def _stored(self, trained: TrainingEvents) -> Iterator[Event]:
        """Store the outcomes of trials, then yield their events."""
        prepared, database = self.context.prepared, self.context.database
        gathering = Gathering(prepared.config.search.repeats * prepared.folds, prepared.together)
        for news in trained:
            database.look_after()
            yield from remarks(database)
            if isinstance(news, EpochFinished | Intervened | Remarked):
                yield news
            elif finished := gathering.take(news):
                failed = self._ending_the_search(finished)
                finished = [outcome for outcome in finished if outcome is not failed]
                yield from self._store(finished)
                yield from remarks(database)
                if failed:
                    raise self._refused(failed)

    def _ending_the_search(self, finished: Sequence[Outcome]) -> Outcome | None:
        """Return the failed trial if the search is to end at the first failure; it is not stored."""
        if self.context.prepared.config.search.on_error == "continue":
            return None
        return next((outcome for outcome in finished if outcome.status == Status.FAILED), None)

    def _refused(self, failed: Outcome) -> TrialFailedError:
        folder = self.context.folder
        write_messages(folder, failed)
        place = messages_of(folder, failed)
        seen = f"; see {place}" if failed.log else ""
        return TrialFailedError(
            f"trial {failed.number} failed, which ends the search (search.on_error: stop): {failed.message}{seen}; "
            f"`{resuming(folder)}` trains it again, with --force after a change of the code"
        )

    def _store(self, finished: Sequence[Outcome]) -> list[TrialFinished]:
        more = reversed(range(len(finished)))
        news = [TrialFinished(each, left, each.number in self.done) for each, left in zip(finished, more, strict=True)]
        for outcome in finished:
            write_messages(self.context.folder, outcome)
        self.context.database.add(*finished)
        self.context.limit.stored()
        for outcome in finished:
            self.winner.consider(outcome)
        self.kept.add_trials(finished)
        self._models.follow()
        self.done.update(
            {outcome.number: replace(outcome, history=(), parameters=None, log="") for outcome in finished}
        )
        return news

    @cached_property
    def _models(self) -> Upkeep:
        return Upkeep(self.winner.save_at_hand, SHARE_OF_MODELS)


def remarks(database: Database) -> Iterator[Remarked]:
    """Yield each remark of the database once."""
    while database.remarks:
        yield Remarked(database.remarks.pop(0))


def _check_that_stored_trials_are_those(asked: Sequence[Trial], done: Mapping[int, Outcome], folder: Path) -> None:
    """Raise UsageError if the sampler of a resumed search proposes other settings than those stored."""
    for trial in asked:
        stored, other = done.get(trial.number), f"other settings for trial {trial.number}"
        if stored is not None and stored.trial.settings != json.loads(json.dumps(trial.settings)):
            sentence = f"{folder}: cannot be resumed, the sampler now proposes {other}; was the run made by "
            raise UsageError(f"{sentence}other versions of hpsearch or Optuna?")
