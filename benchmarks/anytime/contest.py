"""What contestants are given, and what is asked of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.anytime.finds import Setting
from benchmarks.quality import QualityTable

Errors = tuple[float, float]
"""On the dev part, and on the test part."""


@dataclass(frozen=True)
class Task:
    """A table, also as a CSV file with the column `part`, and with how many processes and which seed to search it."""

    table: QualityTable
    path: Path
    jobs: int
    seed: int

    @classmethod
    @contextmanager
    def of(cls, table: QualityTable, jobs: int, seed: int) -> Iterator["Task"]:
        """With a file that is there as long as the context is."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "table.csv")
            table.frame.to_csv(path, index=False)
            yield cls(table, path, jobs, seed)


@dataclass(frozen=True)
class Winner:
    """The setting with which a contestant came out after `took` seconds.

    `dev` is its error in the search, which is lucky; `test` that of the model that is handed over. `retrained` gives
    the errors of a network that is trained with that setting and another seed.
    """

    took: float
    setting: Setting
    dev: float
    test: float
    retrained: Callable[[int], Errors]

    @classmethod
    def none(cls, table: QualityTable, took: float) -> "Winner":
        """Where nothing was found yet: the largest class, or the mean."""
        values = table.rows("train")[table.target]
        value = values.mean() if table.is_regression else values.mode()[0]
        dev, test = (table.error(np.full(len(table.rows(part)), value), part) for part in ("dev", "test"))
        return cls(took, {}, dev, test, lambda _seed: (dev, test))


Contestant = Callable[[Task, Mapping[float, float]], Iterator[tuple[float, Winner]]]
"""Gives its winner for each of the times: what it has by a moment, or what a search of that time ends with."""
