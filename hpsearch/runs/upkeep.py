"""The tables while results come in: up to date after every round or epoch, as far as that takes a share of the time."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass
class Upkeep:
    """Has the tables written again and again by `write`, which takes no more than `share` of the time for it.

    At least so many seconds lie between two writings. A table takes the longer the more rows it has: written after
    every one of many small rounds, the tables of a long search would take longer than its training.
    """

    write: Callable[[], None]
    share: float
    least: float = 0.0
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self._next = self.clock() + self.least
        self._behind = True

    def follow(self) -> None:
        """Something has changed: write them, if they are due."""
        self._behind = True
        if self.clock() >= self._next:
            self.now()

    def catch_up(self) -> None:
        """Write them, unless nothing has changed since they were written."""
        if self._behind:
            self.now()

    def now(self) -> None:
        """Write them, due or not."""
        started = self.clock()
        self.write()
        ended = self.clock()
        self._behind = False
        self._next = ended + max(self.least, (ended - started) / self.share)
