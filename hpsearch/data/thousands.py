"""Columns whose points may separate thousands: 137, 959, 1.096, 1.233."""

import re
from collections.abc import Collection, Sequence

from hpsearch.data.reading.table import SourceTable

BELOW_1000 = re.compile(r"[-+]?\d{1,3}")
IN_THREES = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")


def perhaps_thousands(table: SourceTable, columns: Sequence[str], missing: Collection[str]) -> dict[str, str]:
    """A cell such as 1.096 of each of these columns of numbers that holds nothing else but whole numbers below 1000.

    `missing` are the words that are no numbers. The table is read until every other column has a cell that decides.
    """
    whole: set[str] = set()
    in_threes: dict[str, str] = {}
    in_doubt = [*columns]
    for batch in table.batches(columns, text=columns) if columns else ():
        for name in [*in_doubt]:
            words = [word for word in batch[name].values.unique().to_pylist() if word and word not in missing]
            pointed = [word for word in words if not BELOW_1000.fullmatch(word)]
            if not all(map(IN_THREES.fullmatch, pointed)):
                in_doubt.remove(name)
                continue
            if len(pointed) < len(words):
                whole.add(name)
            if pointed:
                in_threes.setdefault(name, pointed[0])
        if not in_doubt:
            break
    return {name: in_threes[name] for name in in_doubt if name in whole and name in in_threes}
