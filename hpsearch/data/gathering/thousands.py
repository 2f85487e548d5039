"""Columns whose points may separate thousands: 137, 959, 1.096, 1.233."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from hpsearch.data.reading.table import SourceTable

if TYPE_CHECKING:
    import pyarrow as pa

BELOW_1000 = re.compile(r"[-+]?\d{1,3}")
IN_THREES = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")

FIRST_LOOK = 32
"""Cells of which nearly every column of other numbers has one that decides."""


def perhaps_thousands(table: SourceTable, columns: Sequence[str], missing: Collection[str]) -> dict[str, str]:
    """A cell such as 1.096 of each of these columns of numbers that holds nothing else but whole numbers below 1000.

    `missing` are the words that are no numbers. The table is read until every other column has a cell that decides.
    """
    whole: set[str] = set()
    in_threes: dict[str, str] = {}
    in_doubt = [*columns]
    for batch in table.batches(columns, text=columns) if columns else ():
        for name in [*in_doubt]:
            values = batch[name].values
            found = None if _split(values.slice(0, FIRST_LOOK), missing) is None else _split(values, missing)
            if found is None:
                in_doubt.remove(name)
                continue
            below, pointed = found
            if below:
                whole.add(name)
            if pointed:
                in_threes.setdefault(name, pointed[0])
        if not in_doubt:
            break
    return {name: in_threes[name] for name in in_doubt if name in whole and name in in_threes}


def _split(values: "pa.Array", missing: Collection[str]) -> tuple[list[str], list[str]] | None:
    """The whole numbers below 1000, and the words with points in threes; None if a word is neither."""
    words = [word for word in values.unique().to_pylist() if word and word not in missing]
    below = [word for word in words if BELOW_1000.fullmatch(word)]
    pointed = [word for word in words if not BELOW_1000.fullmatch(word)]
    return (below, pointed) if all(map(IN_THREES.fullmatch, pointed)) else None
