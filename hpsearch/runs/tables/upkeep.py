"""Keep the tables up to date while results arrive, within a share of the time."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass
class Upkeep:
    """Decides when to call `write`, which writes the tables, so that it takes at most `share` of the time.

    Between two calls there are at least `least` seconds. Larger tables take longer: if they were written after every
    small round, the tables of a long search would take longer than its training. `clock` returns seconds.
    """

    write: Callable[[], None]
    share: float
    least: float = 0.0
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self._next = self.clock() + self.least
        self._behind = True

    def follow(self) -> None:
        """Note that results have changed, and write the tables if they are due."""
        self._behind = True
        if self.clock() >= self._next:
            self.now()

    def catch_up(self) -> None:
        """Write the tables if results have changed since the last time."""
        if self._behind:
            self.now()

    def now(self) -> None:
        """Write the tables, whether they are due or not."""
        started = self.clock()
        self.write()
        ended = self.clock()
        self._behind = False
        self._next = ended + max(self.least, (ended - started) / self.share)
