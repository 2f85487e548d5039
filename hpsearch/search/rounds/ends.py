"""What happens at the start and end of each round, whether rounds overlap or not."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from hpsearch.records import Record
from hpsearch.runs.store.database import Database
from hpsearch.runs.tables.upkeep import Upkeep
from hpsearch.search.events import Event, RoundFinished
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.winner import Winner

if TYPE_CHECKING:  # imported when the first round ends
    from hpsearch.search.after_rounds.judging import Judging


class RoundEnds(Record):
    """Keeps the tables, the best model and the regions of a search up to date; `explained` regions are stored."""

    conversation: Conversation
    database: Database
    tables: Upkeep
    winner: Winner
    judging: Callable[[], "Judging"]
    explained: set[int]

    def explain(self, round_: int) -> None:
        """Store the region from which a round is drawn, unless it is stored already or is the whole space."""
        region = None if round_ in self.explained else self.conversation.region()
        if region is not None:
            self.database.add_region(round_, region)
            self.explained.add(round_)

    def close(self, round_: int, rounds: int, *, changed: bool) -> Iterator[Event]:
        """End a round; `changed` says whether it brought new results."""
        self.database.empty_log()
        if changed:
            self.tables.follow()
            self.winner.save()
        yield RoundFinished(round_, rounds)
        self.judging().train_baselines()

    def cut_off(self, sizes: Sequence[int], round_: int, last: int) -> list[int]:
        """Store that the search ends with the `last` trials of this round (space used up); return the new sizes.

        The first round keeps the size that the sampler was set up for.
        """
        cut = [*sizes[: round_ - 1], *([last] if last else [])] if round_ > 1 else [*sizes[:1]]
        self.database.change("round_sizes", cut)
        return cut
