"""Propose a large round in pieces, so that its first trials train before the rest is proposed.

The sampler is told no results within a round, so the pieces do not change what it proposes.
"""

from collections.abc import Callable, Container, Iterator

from hpsearch.search.proposals.conversation import Conversation
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.time_limit import TimeLimit

PIECE = 512
"""Trials of a piece: enough to keep all workers busy, and proposed quickly."""

PROPOSALS_AT_ONCE = 8
"""Trials that are proposed between two checks of the time limit."""


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
    """Yield the trials of a round in pieces, or as a `whole`; fewer if the space is used up.

    `at_once` says how many of the rest may train together. The `limit` begins with the first trial that is not `done`.
    Once it is over, a piece ends early. A whole round ends early only if none of it can train any more, or if the part
    proposed so far is large enough to be a round of its own.
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
    """Whether the first part of a round is as large as a piece, and none of its trials is done."""
    return len(piece) >= PIECE and not any(trial.number in done for trial in piece)
