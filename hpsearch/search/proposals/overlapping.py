"""Rounds that train at the same time, so that workers need not wait for the last trial of a round."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.pieces import pieces
from hpsearch.trials.outcomes import Outcome, Trial
from hpsearch.workers.time_limit import TimeLimit


class OverlappingRounds:
    """Proposes each round from the results of the rounds up to `lag` before it only.

    Other finished trials influence when a round is proposed, but not its trials. `done` has the outcomes so far.
    `explain` is called with the number of a round as soon as the sampler knows all results for it. `proposed` are the
    rounds so far; `used_up` is true if the space had too few settings for all rounds.
    """

    def __init__(
        self,
        conversation: Conversation,
        sizes: Sequence[int],
        lag: int,
        done: Mapping[int, Outcome],
        limit: TimeLimit,
        explain: Callable[[int], None],
    ) -> None:
        self._conversation, self._sizes, self._lag = conversation, sizes, lag
        self._done, self._limit, self._explain = done, limit, explain
        self.proposed: list[list[Trial]] = []
        self.used_up = False
        self._told = 0

    def __iter__(self) -> Iterator[list[Trial]]:
        """Yield the trials of all rounds in pieces; an empty piece means that the next round needs more results.

        Ends early if the space is used up.
        """
        for round_, size in enumerate(self._sizes, start=1):
            while not all(map(self.has_finished, range(self._told + 1, round_ - self._lag + 1))):
                yield []
            self.tell_for(round_)
            asked = list[Trial]()
            for piece in pieces(self._conversation, round_, size, self._done, self._limit, whole=False):
                asked += piece
                yield piece
            self.proposed += [asked] if asked else []
            if len(asked) < size:
                self.used_up = True
                return

    def tell_for(self, round_: int) -> None:
        """Tell the sampler the results of all rounds from which this one is proposed."""
        while self._told < round_ - self._lag:
            self._conversation.tell([self._done[trial.number] for trial in self.proposed[self._told]])
            self._told += 1
        self._explain(round_)

    def has_finished(self, round_: int) -> bool:
        """Whether a round is proposed and all its trials have ended."""
        return round_ <= len(self.proposed) and all(trial.number in self._done for trial in self.proposed[round_ - 1])
