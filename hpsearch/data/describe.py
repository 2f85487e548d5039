"""Describe a data source, for `hpsearch init`, before a config exists."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsearch.data.ahead import in_turn
from hpsearch.data.columns import BlockCount, Census, with_starts
from hpsearch.data.inputs.preparing import refuse_constant, remarks_on
from hpsearch.data.memory import fits_into_memory
from hpsearch.data.parts.split import sizes_by_rule, split_rows
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.roles.asked import Asked
from hpsearch.data.sources import read
from hpsearch.data.target.balance import Balance
from hpsearch.data.target.names import targets_of
from hpsearch.data.target.task import labels_of
from hpsearch.records import Record
from hpsearch.system.freed_memory import give_back
from hpsearch.text.listing import all_of

if TYPE_CHECKING:
    import pandas as pd


class Description(Record):
    """The facts that `init` writes into the comments of a starter config.

    `rows` counts the rows with a target. `classes` are pairs (name, number of rows), empty for regression. `sizes` are
    the examples of train, dev and test by the size rule. `likely` are the columns that are probably a group and an
    order, each None if there is none; `of_things` is a column whose equal values are in consecutive rows, as for
    repeated measurements, if no group is likely by its name.
    """

    rows: int
    numeric: tuple[str, ...]
    dates: tuple[str, ...]
    categorical: tuple[str, ...]
    missing: int
    task: str
    classes: tuple[tuple[str, int], ...]
    targets: tuple[str, ...]
    sizes: tuple[int, int, int]
    remarks: tuple[str, ...]
    positive: str | None = None
    likely: tuple[str | None, str | None] = (None, None)
    of_things: str | None = None

    @property
    def target(self) -> str:
        """The name of the target, or the names of several, in a sentence."""
        return all_of(self.targets)

    @property
    def balance(self) -> Balance:
        """The number of rows of each class."""
        names, counts = zip(*self.classes, strict=True) if self.classes else ((), ())
        return Balance(names, counts, self.sizes[1], self.positive)


def describe(
    source: "str | pd.DataFrame",
    *,
    target: str | Sequence[str] | None = None,
    task: str = "auto",
    csv: Mapping[str, Any] | None = None,
    folder: Path,
) -> Description:
    """Read the source once and return its description. Raises DataError like `load_dataset`.

    >>> describe("iris", folder=Path()).sizes
    (90, 30, 30)
    """
    with fits_into_memory(source if isinstance(source, str) else "DataFrame"):
        rows = read(source, Asked(targets=() if target is None else targets_of(target), csv=Stated.of(csv)), folder)
        labels = labels_of(rows.targets, task, rows.source)
        census = Census(rows.source, rows.numeric)
        for counted in in_turn(
            BlockCount.of, ((block, start, labels.kept) for block, start in with_starts(rows.blocks))
        ):
            census.add(counted)
    give_back()  # for a search that follows
    members = split_rows(labels.strata, "auto", None, seed=0, source=rows.source)
    refuse_constant(labels.y[members.train], rows)
    words_missing = sum(int((column.codes[labels.kept] < 0).sum()) for column in rows.text)
    dates_missing = sum(int(np.isnat(column.moments[labels.kept]).sum()) for column in rows.dates)
    return Description(
        rows=labels.kept.size,
        numeric=rows.numeric,
        dates=tuple(column.name for column in rows.dates),
        categorical=tuple(column.name for column in rows.text),
        missing=census.missing + words_missing + dates_missing,
        task=labels.task,
        classes=tuple(zip(labels.classes, labels.counts.tolist(), strict=True)),
        targets=tuple(column.name for column in rows.targets),
        sizes=sizes_by_rule(labels.kept.size),
        remarks=(*rows.remarks, *remarks_on(rows, labels, census)),
        likely=rows.likely,
        of_things=rows.of_things,
        positive=labels.classes[labels.positive] if len(labels.classes) == 2 else None,
    )
