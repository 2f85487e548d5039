"""Overlapping rounds: each is proposed from the results of the rounds up to `lag` before it."""

from collections.abc import Iterator

from hpsearch.search.context import SearchContext
from hpsearch.search.events import Event, TrialFinished
from hpsearch.search.proposals.overlapping import OverlappingRounds
from hpsearch.search.rounds.ends import RoundEnds
from hpsearch.search.rounds.trial_training import TrialTraining


def rounds_at_once(context: SearchContext, training: TrialTraining, ends: RoundEnds) -> Iterator[Event]:
    """Train all rounds until the time limit, except the trials whose outcome is in the database."""
    sizes: list[int] = context.database.meta("round_sizes")
    lag, before = context.prepared.config.search.lag, len(training.done)
    rounds = OverlappingRounds(ends.conversation, sizes, lag, training.done, context.limit, ends.explain)
    closed = 0
    for event in training.as_proposed(rounds):
        yield event
        while isinstance(event, TrialFinished) and not event.finished_with_it and rounds.has_finished(closed + 1):
            closed += 1
            yield from ends.close(closed, len(sizes), changed=True)
    while rounds.has_finished(closed + 1):  # rounds that were finished in an earlier run
        closed += 1
        yield from ends.close(closed, len(sizes), changed=len(training.done) > before or closed == len(sizes))
    if rounds.used_up:
        last = len(rounds.proposed)
        sizes = ends.cut_off(sizes, last, len(rounds.proposed[last - 1]) if last else 0)
    if closed == len(sizes):
        rounds.tell_for(closed + 1)  # so that the region of the next round is known
