"""The search loop: ask the sampler for a round, train it, store it, and tell the sampler its results."""

from collections.abc import Callable, Generator, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from hpsearch.errors import StorageError
from hpsearch.records import replace
from hpsearch.runs.folder.lock import held
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.keys import HAS_ENDED
from hpsearch.runs.tables.upkeep import Upkeep
from hpsearch.search.after_rounds.kept_networks import KeptNetworks
from hpsearch.search.budget import Budget
from hpsearch.search.context import SearchContext
from hpsearch.search.events import (
    Event,
    FinalistsFinished,
    Remarked,
    SearchStarted,
    TimeIsUp,
)
from hpsearch.search.folder.existing import Existing
from hpsearch.search.folder.opening import start
from hpsearch.search.modes import Caviar, Mode
from hpsearch.search.prepare import Prepared
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.untried import used_up
from hpsearch.search.rounds.ends import RoundEnds
from hpsearch.search.rounds.in_turn import rounds_in_turn
from hpsearch.search.rounds.trial_training import TrialTraining, remarks
from hpsearch.search.winner import Winner
from hpsearch.trials.outcomes import Outcome
from hpsearch.workers.backends import Workers
from hpsearch.workers.time_limit import TimeLimit

if TYPE_CHECKING:  # needed only after the first training step
    from hpsearch.search.after_rounds.ensembling import Ensembling
    from hpsearch.search.after_rounds.judging import Judging

_SHARE_OF_TABLES = 0.05
"""Largest share of a search's time to spend on writing tables before its end."""


def search(
    prepared: Prepared,
    folder: Path,
    workers: Workers,
    *,
    existing: Existing = Existing.REFUSE,
    mode: Mode | None = None,
    earlier: Path | None = None,
) -> Generator[Event, None, None]:
    """Run a search in `mode`, by default Caviar; each outcome is stored in `folder` before it is yielded.

    The sampler is told results between rounds and in order of number, so results are the same for any number of workers
    and after any interruption. The search takes over the trials that fit from the run in the folder `earlier`.

    Raises UsageError, StorageError, InUseError.
    """
    prepared.conversation(1, prepared.trials)  # raises before a run folder is made if the sampler cannot be set up
    with held(folder), start(prepared, folder, existing, earlier) as database:
        mode = mode or Caviar()
        winner = Winner(folder, prepared.ranking, partial(mode.model, prepared, folder), database)
        budget = Budget.of(prepared, database)
        limit = budget.limit if budget else TimeLimit(prepared.config.search.time_limit)
        try:
            yield from _phases(SearchContext(prepared, folder, database, workers, limit, budget), mode, winner)
        except StorageError:
            raise  # nothing more can be written
        except BaseException:  # also Ctrl-C, or a caller that stops iterating: write what is finished
            _write_tables(database)
            winner.save_at_hand()
            raise


def _phases(context: SearchContext, mode: Mode, winner: Winner) -> Iterator[Event]:
    """Run all rounds and what follows them, except the trials whose outcome is in the database."""
    prepared, database, limit = context.prepared, context.database, context.limit
    tables = Upkeep(partial(_write_tables, database), _SHARE_OF_TABLES)
    done = {outcome.number: outcome for outcome in database.outcomes()}
    for outcome in done.values():
        winner.consider(outcome)
    taken, before = [outcome for outcome in done.values() if outcome.origin], len(done)
    kept, judging = KeptNetworks(prepared.ranking), _judging(context)
    training = TrialTraining(context, mode, winner, done, kept)
    ends = RoundEnds(_conversation(context), database, tables, winner, judging, {*database.regions()})
    if taken or database.outside:
        ends.conversation.take_over(taken, database.outside)
        ends.explain(1)
    planned = len(taken) + sum(database.meta("round_sizes"))
    grid = prepared.grid_sentence(database.meta("planned_trials"), planned - len(taken))
    yield _begin(context, planned, len(done), winner.best, grid)
    yield from remarks(database)
    yield from map(Remarked, prepared.idle())
    yield from _rounds(context, training, ends)
    planned = len(taken) + sum(database.meta("round_sizes"))
    if context.budget is None and limit.passed and (mode.cut_off or len(done) < planned):
        tables.now()
        winner.save()
        ensembling = _ensembling(context, kept, done)
        ensembling.build()  # from the networks in memory
        judging().judge(ensembling)
        database.change(HAS_ENDED, True)
        yield TimeIsUp(len(done), planned)
        return
    yield from _few(context, len(done) - len(taken), new=len(done) - before)
    winner.save()  # also if all trials were taken over from an earlier run
    ensembling = yield from _finals(context, winner, done, kept)
    judging().judge(ensembling)
    tables.catch_up()  # only now, because what trains in `_finals` may have a time limit
    database.change(HAS_ENDED, True)


def _conversation(context: SearchContext) -> Conversation:
    """Start the conversation with the sampler, which knows no trial yet."""
    database = context.database
    first_round = database.first_round or database.meta("round_sizes")[0]
    return context.prepared.conversation(first_round, database.meta("planned_trials"), database.tried_first)


def _rounds(context: SearchContext, training: TrialTraining, ends: RoundEnds) -> Iterator[Event]:
    """Train all rounds, one after the other or overlapping."""
    if context.prepared.config.search.lag == 1:
        return rounds_in_turn(context, training, ends)
    from hpsearch.search.rounds.at_once import rounds_at_once  # noqa: PLC0415 (by default rounds do not overlap)

    return rounds_at_once(context, training, ends)


def _write_tables(database: Database) -> None:
    from hpsearch.runs.tables.tables import write_tables  # noqa: PLC0415 (would delay the first training step)

    write_tables(database)


def _judging(context: SearchContext) -> Callable[[], "Judging"]:
    """Return a function that makes the judging of this search when first called, and then returns the same one."""
    began = perf_counter()

    @cache
    def judging() -> "Judging":
        from hpsearch.search.after_rounds.judging import Judging  # noqa: PLC0415 (20 ms, which would delay the first step)

        return Judging(context, began)

    return judging


def _ensembling(context: SearchContext, kept: KeptNetworks, done: Mapping[int, Outcome]) -> "Ensembling":
    from hpsearch.search.after_rounds.ensembling import Ensembling  # noqa: PLC0415 (as above)

    return Ensembling(context, kept, done)


def _few(context: SearchContext, trials: int, new: int) -> Iterator[Remarked]:
    """Remark that the space is used up, or that the time allowed few trials, or no `new` one."""
    if not context.prepared.space.axes:
        return
    asked_for, budget = context.prepared.config.search.most_trials, context.budget
    if budget is None:
        sentence = used_up(trials, asked_for) if trials < asked_for else ""
    elif budget.has_no_other_settings:
        sentence = used_up(trials)
    else:
        sentence = budget.said_of(trials) if new else budget.time_is_used_up
    if sentence:
        yield Remarked(sentence)


def _begin(context: SearchContext, trials: int, done: int, best: Outcome | None, grid: str) -> SearchStarted:
    plan, ranking = context.prepared.finalists, context.prepared.ranking
    retrainings = plan.repeats * min(plan.count, trials) if plan else 0
    left = context.limit.left if context.budget is None else context.budget.left
    overlapping, open_ended = context.prepared.config.search.lag > 1, context.budget is not None
    return SearchStarted(ranking, trials, done, best, context.folder, grid, retrainings, left, overlapping, open_ended)


def _finals(
    context: SearchContext, winner: Winner, done: Mapping[int, Outcome], kept: KeptNetworks
) -> Generator[Event, None, "Ensembling"]:
    """Retrain the best trials, choose the winner among them, and make an ensemble."""
    if context.budget is not None:
        context = replace(context, limit=TimeLimit(context.budget.left))
        context.limit.begin()
    from hpsearch.runs.tables.tables import write_finalists  # noqa: PLC0415 (as below)
    from hpsearch.search.after_rounds.finalists import train_finalists  # noqa: PLC0415
    from hpsearch.search.after_rounds.refitting import Refitting  # noqa: PLC0415

    for event in train_finalists(context, done.values(), kept):
        if isinstance(event, FinalistsFinished):
            winner.save()
            write_finalists(context.database)
        yield event
    ensembling = _ensembling(context, kept, done)
    ensembling.build()
    yield from Refitting(context, done).run()
    return ensembling
