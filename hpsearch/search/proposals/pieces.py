"""A round in pieces: what was proposed trains before all of a large round is proposed.

Nothing is told to the sampler within a round, so it proposes the same, whatever was trained meanwhile.
"""

from collections.abc import Callable, Container, Iterator

from hpsearch.search.proposals.conversation import Conversation
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.time_limit import TimeLimit

PIECE = 512
"""Trials that train together: enough to keep all workers busy, and soon proposed."""

PROPOSALS_AT_ONCE = 8
"""Trials that are proposed before the clock is looked at."""


def pieces(
    conversation: Conversation,
    round_: int,
    size: int,
    done: Container[int],
    limit: TimeLimit,
    *,
    whole: bool,
    at_once: Callable[[int], int] = lambda rest: rest,
) -> Iterator[list[Trial]]:
    """The trials of a round, asked for piece by piece, or as a `whole`; fewer where the space is used up.

    `at_once` says how many of the rest may train together. The time of the `limit` begins with the first trial that is
    not `done`. Once it is over a piece ends early; of a whole round, where none of it can be trained any more, or as a
    round of its own that is large enough.
    """
    asked = 0
    while asked < size:
        piece: list[Trial] = []
        most = size if whole else min(PIECE, at_once(size - asked))
        while len(piece) < most:
            some = conversation.ask(round_, min(PROPOSALS_AT_ONCE, size - asked - len(piece), most - len(piece)))
            piece += some
            if not some:
                break
            if any(trial.number not in done for trial in some):
                limit.begin()
            if (
                len(piece) % PROPOSALS_AT_ONCE == 0
                and limit.is_over
                and (not whole or limit.passed or _is_new(piece, done))
            ):
                break
        if not piece:
            return
        yield piece
        asked += len(piece)


def _is_new(piece: list[Trial], done: Container[int]) -> bool:
    """Whether the beginning of a whole round is as large as a piece, and no later trial is part of what it came to."""
    return len(piece) >= PIECE and not any(trial.number in done for trial in piece)
