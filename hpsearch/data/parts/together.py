"""Which rows stay together in one part, and which part they belong to by time: the config's group and order."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Rows
from hpsearch.errors import DataError
from hpsearch.records import Record
from hpsearch.text.percent import percent

_SHARED = 0.1
"""Share of a part's rows in the time of the part before from which it is told."""


class Together(Record, eq=False):
    """The group of each row, from 0, and its moment, a rank from 0; None if the config asks for neither.

    With both, a row's moment is the last one of its group, and `own` is that of the row itself, a rank, too.
    """

    source: str = ""
    group: NDArray[np.intp] | None = None
    moment: NDArray[np.int64] | None = None
    names: tuple[str, str] = ("", "")
    own: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, rows: Rows, kept: NDArray[np.intp]) -> Self:
        """Those of the rows that are `kept`. Raises DataError if a row has no value."""
        group = moment = own = None
        if rows.group is not None:
            codes = rows.group.codes[kept]
            _refuse_gaps(rows, rows.group.name, "group", kept[codes < 0])
            group = np.unique(codes, return_inverse=True)[1]
        if rows.order is not None:
            moment = rows.order.ranks[kept]
            _refuse_gaps(rows, rows.order.name, "order", kept[moment < 0])
            if group is not None:
                own = moment
                last = np.full(int(group.max()) + 1, -1, np.int64)
                np.maximum.at(last, group, moment)
                moment = last[group]
            moment = np.unique(moment, return_inverse=True)[1].astype(np.int64)
        names = ("" if rows.group is None else rows.group.name, "" if rows.order is None else rows.order.name)
        return cls(rows.source, group, moment, names, own)

    def at(self, rows: NDArray[np.intp]) -> Self:
        """Return groups and moments of only the rows at these places, numbered anew from 0."""
        numbered = [
            None if each is None else np.unique(each[rows], return_inverse=True)[1]
            for each in (self.group, self.moment)
        ]
        return type(self)(self.source, numbered[0], numbered[1], self.names)

    def refuse_too_few(self, parts: int, kind: str = "parts") -> None:
        """Raises DataError if there are fewer groups or moments than parts or folds."""
        for key, name, values in zip(("order", "group"), self.names[::-1], (self.moment, self.group), strict=True):
            count = parts if values is None else int(values.max()) + 1
            if count < parts:
                different = "one value only" if count == 1 else f"{count} different values"
                where, remedy = "in rows with a target", f"choose another column, or leave {key} out"
                if key == "order" and self.own is not None:
                    where, remedy = f"in the latest rows of each {self.names[0]!r}", "leave order or group out"
                raise DataError(
                    f"{self.source}: {key} column {name!r} has {different} {where}, "
                    f"and {parts} {kind} need {parts} or more; {remedy}",
                    key,
                )

    def remark_on_times(self, parts: Sequence[NDArray[np.intp]]) -> str:
        """Say which parts, of rows in the order of time, share the time of the part before; empty if none does."""
        if self.own is None:
            return ""
        own, shared = self.own, []
        for name, before, rows in zip(("dev", "test"), parts, parts[1:], strict=False):
            share = float(np.mean(own[rows] <= own[before].max())) if rows.size else 0.0
            if share >= _SHARED:
                shared.append(f"{percent(share, 0)} of the {name} rows")
        if not shared:
            return ""
        return (
            f"{' and '.join(shared)} are not later than the part before: the rows of each {self.names[0]!r} stay "
            "together, in the part of its latest row; data.order without data.group judges by later rows alone"
        )


def _refuse_gaps(rows: Rows, name: str, key: str, missing: NDArray[np.intp]) -> None:
    if missing.size:
        more = f" and {missing.size - 1:,} more" if missing.size > 1 else ""
        first = f"row {int(rows.in_source(missing)[0]) + 1:,}{more}"
        raise DataError(
            f"{rows.source}: {key} column {name!r} has no value in {first} (counted from 1, below the names); "
            "fill it in, or leave these rows out",
            key,
        )


def by_moment(moment: NDArray[np.int64], sizes: tuple[int, ...]) -> NDArray[np.int8]:
    """The part of each row: the earliest rows in the first, rows of one moment together, sizes as near as can be.

    There must be as many moments as parts.

    >>> by_moment(np.array([0, 0, 1, 2, 3, 3]), (3, 2, 1)).tolist()
    [0, 0, 0, 1, 2, 2]
    """
    ends = np.cumsum(np.bincount(moment))
    part_of_moment = np.zeros(ends.size, np.int8)
    begin = 0
    for part, wanted in enumerate(np.cumsum(sizes)[:-1], start=1):
        latest = ends.size - (len(sizes) - part)  # each later part needs a moment of its own
        begin += 1 + int(np.argmin(np.abs(ends[begin:latest] - wanted)))
        part_of_moment[begin:] = part
    return part_of_moment[moment]
