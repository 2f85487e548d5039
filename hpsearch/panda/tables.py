"""The tables of a run while one model trains: up to date after every epoch, as far as that costs next to nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from hpsearch.store.database import Database
from hpsearch.store.journal_writer import Journal
from hpsearch.store.tables import write_tables

LEAST = 1.0
"""Seconds between two writings of all tables."""

SHARE = 0.005
"""Of the time, that goes into them at the most."""


@dataclass
class Tables:
    """Writes the tables of the run in `folder`: trials.csv, history.csv, timings.csv."""

    folder: Path
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self._next = self.clock() + LEAST

    def follow(self, journal: Journal) -> None:
        """Write them after an epoch, unless they were a moment ago."""
        if self.clock() >= self._next:
            journal.flush()
            self.write()

    def write(self) -> None:
        """Write them now."""
        started = self.clock()
        with Database.open(self.folder) as database:
            write_tables(database)
        now = self.clock()
        self._next = now + max(LEAST, (now - started) / SHARE)
