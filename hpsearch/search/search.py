"""The search loop: ask the sampler for a round, train it, store it, tell the sampler its results."""

import json
from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from hpsearch.errors import StorageError, TrialFailedError, UsageError
from hpsearch.runs.lock import held
from hpsearch.runs.messages import messages_of, write_messages
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.recorded import FIRST_ROUND
from hpsearch.runs.tables import write_finalists, write_tables
from hpsearch.runs.upkeep import Upkeep
from hpsearch.search.budget import Budget
from hpsearch.search.context import SearchContext
from hpsearch.search.ensembling import Ensembling
from hpsearch.search.events import (
    EpochFinished,
    Event,
    FinalistsFinished,
    Intervened,
    Remarked,
    RoundFinished,
    RoundPlanned,
    SearchStarted,
    TimeIsUp,
    TrialFinished,
)
from hpsearch.search.existing import Existing
from hpsearch.search.finalists import train_finalists
from hpsearch.search.folder import start
from hpsearch.search.judging import Judging
from hpsearch.search.kept_networks import KeptNetworks
from hpsearch.search.modes import Caviar, Mode
from hpsearch.search.prepare import Prepared
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.pieces import pieces
from hpsearch.search.proposals.untried import used_up
from hpsearch.search.repeats import Gathering
from hpsearch.search.rounds import divided
from hpsearch.search.winner import Winner
from hpsearch.text.command_line import resuming
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.workers.backends import Workers
from hpsearch.workers.time_limit import TimeLimit

_SHARE_OF_TABLES, SHARE_OF_MODELS = 0.05, 0.01
"""How much of a search's time goes into its tables, and into the best model so far, at the most, until its end."""


def search(
    prepared: Prepared,
    folder: Path,
    workers: Workers,
    *,
    existing: Existing = Existing.REFUSE,
    mode: Mode | None = None,
    earlier: Path | None = None,
) -> Generator[Event, None, None]:
    """Run a search in `mode`, by default Caviar; every outcome is stored in `folder` before it is yielded.

    The sampler sees results only between rounds and in order of number, so the numbers are the same for any number of
    workers and after any interruption. Trials of the run in the folder `earlier` that fit are taken over.

    Raises UsageError, StorageError, InUseError.
    """
    prepared.conversation(1, prepared.trials)  # a sampler that cannot be set up begins no run
    with held(folder), start(prepared, folder, existing, earlier) as database:
        mode = mode or Caviar()
        winner = Winner(folder, prepared.ranking, partial(mode.model, prepared, folder), database)
        budget = Budget.of(prepared, database)
        limit = budget.limit if budget else TimeLimit(prepared.config.search.time_limit)
        try:
            yield from _rounds(SearchContext(prepared, folder, database, workers, limit, budget), mode, winner)
        except StorageError:
            raise  # nothing more could be written either
        except BaseException:
            write_tables(database)
            winner.save_at_hand()
            raise


def _rounds(context: SearchContext, mode: Mode, winner: Winner) -> Iterator[Event]:
    """Run all rounds; trials whose outcome is in the database are not trained again."""
    prepared, database, limit, budget = context.prepared, context.database, context.limit, context.budget
    tables = Upkeep(partial(write_tables, database), _SHARE_OF_TABLES)
    explained = database.regions().keys()
    done = {outcome.number: outcome for outcome in database.outcomes()}
    for outcome in done.values():
        winner.consider(outcome)
    kept = KeptNetworks(prepared.ranking)
    training, judging = _Training(context, mode, winner, done, kept), Judging(context)
    sizes: list[int] = database.meta("round_sizes")
    conversation, taken = _begun(context, done, explained)
    grid = prepared.grid_sentence(database.meta("planned_trials"), sum(sizes))
    yield _begin(context, taken + sum(sizes), len(done), winner.best, grid)
    yield from _remarks(database)
    yield from map(Remarked, prepared.config.idle())
    whole, round_ = prepared.config.search.halving is not None, 0  # halving compares all trials of a round
    while round_ < len(sizes):
        round_, size = round_ + 1, sizes[round_]
        asked: list[Trial] = []
        before, began = len(done), limit.left if budget is not None else 0.0
        for piece in pieces(conversation, round_, size, done, limit, whole=whole, at_once=context.at_once):
            sizes = _divided(sizes, round_, len(piece), limit, database) if whole else sizes
            yield from training.of(piece)
            asked += piece
            if budget is not None:
                budget.trained(len(done) - before, began - limit.left)
            if budget is None and limit.passed and (mode.cut_off or len(done) < taken + sum(sizes)):
                tables.now()
                winner.save()
                Ensembling(context, kept, done).build()  # of the networks at hand
                yield from judging.judge()
                yield TimeIsUp(len(done), taken + sum(sizes))
                return
        if budget is not None and len(done) > before:
            budget.close_round(asked, done, began - limit.left)
        sizes = _ended(sizes, round_, len(asked), database)
        if asked:
            mode.tell(conversation, [done[trial.number] for trial in asked if trial.number in done])
            _explain(round_ + 1, conversation, database, explained)
            database.empty_log()
            if len(done) > before or round_ == len(sizes):
                tables.follow()
                winner.save()
            yield RoundFinished(round_, len(sizes))
            yield from judging.train_baselines()
        if budget is not None and round_ == len(sizes):
            sizes = budget.with_next_round(sizes)
            yield RoundPlanned(taken + sum(sizes))
    yield from _few(context, len(done) - taken)
    tables.catch_up()
    winner.save()  # of a search that found all its trials in an earlier run, too
    yield from _finals(context, winner, done, kept)
    yield from judging.judge()


def _begun(context: SearchContext, done: Mapping[int, Outcome], explained: Container[int]) -> tuple[Conversation, int]:
    """The conversation with the sampler, which knows the trials that were taken over, and how many these are."""
    database = context.database
    first_round = database.first_round or database.meta("round_sizes")[0]
    conversation = context.prepared.conversation(first_round, database.meta("planned_trials"), database.tried_first)
    taken = [outcome for outcome in done.values() if outcome.origin]
    outside = database.outside
    if taken or outside:
        conversation.take_over(taken, outside)
        _explain(1, conversation, database, explained)
    return conversation, len(taken)


def _few(context: SearchContext, trials: int) -> Iterator[Remarked]:
    """Say that the space has no more settings, where more were asked for, or that the time allowed few trials."""
    if not context.prepared.space.axes:
        return
    asked_for, budget = context.prepared.config.search.most_trials, context.budget
    if budget is None and trials < asked_for:
        yield Remarked(used_up(trials, asked_for))
    elif budget is not None and (sentence := budget.said_of(trials)):
        yield Remarked(sentence)


def _remarks(database: Database) -> Iterator[Remarked]:
    """Yield the remarks of the database, each once."""
    while database.remarks:
        yield Remarked(database.remarks.pop(0))


@dataclass(frozen=True, slots=True)
class _Training:
    """Trains the trials of a search and stores their outcomes; `done` has the outcomes that are stored."""

    context: SearchContext
    mode: Mode
    winner: Winner
    done: dict[int, Outcome]
    kept: KeptNetworks
    models: Upkeep = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "models", Upkeep(self.winner.save_at_hand, SHARE_OF_MODELS))

    def of(self, asked: Sequence[Trial]) -> Iterator[Event]:
        """Train the trials that are not done, until the time limit."""
        prepared, database = self.context.prepared, self.context.database
        _check_that_stored_trials_are_those(asked, self.done, self.context.folder)
        repeats = prepared.config.search.repeats
        left_out = self.context.budget.left_out if self.context.budget else ()
        untrained = [trial for trial in asked if trial.number not in self.done and trial.number not in left_out]
        pending = [plan for trial in untrained for repeat in range(repeats) for plan in prepared.plans(trial, repeat)]
        gathering = Gathering(repeats * prepared.folds, prepared.together)
        stored = [self.done[trial.number] for trial in asked if trial.number in self.done]
        for news in self.mode.train(self.context, pending, stored):
            database.look_after()
            yield from _remarks(database)
            if isinstance(news, EpochFinished | Intervened | Remarked):
                yield news
            elif finished := gathering.take(news):
                failed = self._ending_the_search(finished)
                finished = [outcome for outcome in finished if outcome is not failed]
                yield from self._store(finished)
                yield from _remarks(database)
                if failed:
                    raise self._refused(failed)

    def _ending_the_search(self, finished: Sequence[Outcome]) -> Outcome | None:
        """The trial that failed, where the search is to end with the first: it is not stored, to be trained again."""
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
        self.models.follow()
        self.done.update(
            {outcome.number: replace(outcome, history=(), parameters=None, log="") for outcome in finished}
        )
        return news


def _begin(context: SearchContext, trials: int, done: int, best: Outcome | None, grid: str) -> SearchStarted:
    plan, ranking = context.prepared.finalists, context.prepared.ranking
    retrainings = plan.repeats * min(plan.count, trials) if plan else 0
    left = context.limit.left if context.budget is None else context.budget.left
    return SearchStarted(ranking, trials, done, best, context.folder, grid, retrainings, left)


def _ended(sizes: list[int], round_: int, last: int, database: Database) -> list[int]:
    """The rounds up to this one if it has fewer trials than planned: there are no more settings, which nobody counted.

    The first round keeps the size that the sampler was set up for.
    """
    if last >= sizes[round_ - 1]:
        return sizes
    sizes = [*sizes[: round_ - 1], *([last] if last else [])] if round_ > 1 else sizes[:1]
    database.change("round_sizes", sizes)
    return sizes


def _divided(sizes: list[int], round_: int, first: int, limit: TimeLimit, database: Database) -> list[int]:
    """This round in two, where the time was over once its `first` trials were proposed, and these are to train.

    The sampler stays set up for the first round as it was planned.
    """
    if first == sizes[round_ - 1] or not limit.is_over or limit.passed:
        return sizes
    database.change(FIRST_ROUND, database.first_round or sizes[0])
    sizes = divided(sizes, round_, first)
    database.change("round_sizes", sizes)
    return sizes


def _explain(round_: int, conversation: Conversation, database: Database, explained: Container[int]) -> None:
    """Store the region that a round is drawn from, unless it is stored already or is the whole space."""
    region = None if round_ in explained else conversation.region()
    if region is not None:
        database.add_region(round_, region)


def _finals(context: SearchContext, winner: Winner, done: Mapping[int, Outcome], kept: KeptNetworks) -> Iterator[Event]:
    """Retrain the best trials, determine the winner among them, and make an ensemble."""
    if context.budget is not None:
        context = replace(context, limit=TimeLimit(context.budget.left))
        context.limit.begin()
    for event in train_finalists(context, done.values(), kept):
        if isinstance(event, FinalistsFinished):
            winner.save()
            write_finalists(context.database)
        yield event
    Ensembling(context, kept, done).build()


def _check_that_stored_trials_are_those(asked: Sequence[Trial], done: Mapping[int, Outcome], folder: Path) -> None:
    """Resuming repeats the conversation with the sampler, which must propose what it proposed before."""
    for trial in asked:
        stored, other = done.get(trial.number), f"other settings for trial {trial.number}"
        if stored is not None and stored.trial.settings != json.loads(json.dumps(trial.settings)):
            sentence = f"{folder}: cannot be resumed, the sampler now proposes {other}; was the run made by "
            raise UsageError(f"{sentence}other versions of hpsearch or Optuna?")
