"""The time limit of a search."""

from math import inf
from time import monotonic


class TimeLimit:
    """A time limit in seconds from the start of training; no training starts once it has `passed`.

    It does not pass before a result is `stored`, because otherwise a search with a too short limit could never make
    progress by resuming.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = inf if seconds is None else seconds
        self._end: float | None = None
        self._stored = False

    def begin(self) -> None:
        """Start the clock at the first training; repeating stored proposals does not count."""
        if self._end is None:
            self._end = monotonic() + self._seconds

    def extend(self, seconds: float) -> None:
        """Move the end by so many seconds, to an earlier one where they are below 0."""
        self._seconds += seconds
        if self._end is not None:
            self._end += seconds

    def stored(self) -> None:
        """Note that a result is stored, from which a resumed search can continue."""
        self._stored = True

    @property
    def left(self) -> float:
        """Seconds until the end, below 0 after it."""
        return self._seconds if self._end is None else self._end - monotonic()

    @property
    def is_over(self) -> bool:
        """Whether the time is over, even if no result is stored yet."""
        return self._end is not None and monotonic() > self._end

    @property
    def passed(self) -> bool:
        """Whether no further training may start."""
        return self._stored and self.is_over
