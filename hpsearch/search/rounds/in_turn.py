"""Rounds one after the other: each is proposed from the results of all rounds before it."""

from collections.abc import Iterator

from hpsearch.runs.store.database import Database
from hpsearch.runs.store.keys import FIRST_ROUND
from hpsearch.search.context import SearchContext
from hpsearch.search.events import Event, RoundPlanned
from hpsearch.search.proposals.pieces import pieces
from hpsearch.search.rounds.ends import RoundEnds
from hpsearch.search.rounds.plan import divided
from hpsearch.search.rounds.trial_training import TrialTraining
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.time_limit import TimeLimit


def rounds_in_turn(context: SearchContext, training: TrialTraining, ends: RoundEnds) -> Iterator[Event]:
    """Train all rounds until the time limit, except the trials whose outcome is in the database."""
    database, limit, budget, done = context.database, context.limit, context.budget, training.done
    sizes: list[int] = database.meta("round_sizes")
    taken = sum(bool(outcome.origin) for outcome in done.values())
    whole, round_ = context.prepared.config.search.halving is not None, 0  # halving compares all trials of a round
    while round_ < len(sizes):
        round_, size = round_ + 1, sizes[round_]
        asked = list[Trial]()
        before, began = len(done), limit.left if budget is not None else 0.0
        for piece in pieces(ends.conversation, round_, size, done, limit, whole=whole, at_once=context.at_once):
            sizes = _divided(sizes, round_, len(piece), limit, database) if whole else sizes
            yield from training.of(piece)
            asked += piece
            if budget is not None:
                budget.trained(len(done) - before, began - limit.left)
            if budget is None and limit.passed and (training.mode.cut_off or len(done) < taken + sum(sizes)):
                return
        if budget is not None and len(done) > before:
            budget.close_round(asked, done, began - limit.left)
        if len(asked) < sizes[round_ - 1]:
            sizes = ends.cut_off(sizes, round_, len(asked))
        if asked:
            training.mode.tell(ends.conversation, [done[trial.number] for trial in asked if trial.number in done])
            ends.explain(round_ + 1)
            yield from ends.close(round_, len(sizes), changed=len(done) > before or round_ == len(sizes))
        if budget is not None and round_ == len(sizes):
            sizes = budget.with_next_round(sizes)
            yield RoundPlanned(taken + sum(sizes))


def _divided(sizes: list[int], round_: int, first: int, limit: TimeLimit, database: Database) -> list[int]:
    """Split this round if the time was over when its `first` trials were proposed, and these are to train.

    The sampler stays set up for the first round as planned.
    """
    if first == sizes[round_ - 1] or not limit.is_over or limit.passed:
        return sizes
    database.change(FIRST_ROUND, database.first_round or sizes[0])
    sizes = divided(sizes, round_, first)
    database.change("round_sizes", sizes)
    return sizes
