"""The parts' inputs before scaling: read once, for all ways to make inputs."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.ahead import in_turn
from hpsearch.data.columns import BlockCount, Census, Rows, with_starts
from hpsearch.data.inputs.date_parts import DateParts
from hpsearch.data.inputs.drawing import drawn_places
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.memory import BYTES_A_CELL, refuse_beyond_memory
from hpsearch.data.parts.split import Members
from hpsearch.data.target.task import TargetValues
from hpsearch.records import Record, replace

FEW = 0.3
"""Share of a block's rows up to which they are taken column by column, as it is stored."""

RowGroups = tuple[tuple[DateParts, ...], tuple[OneHot, ...]]


class Raw(Record, eq=False):
    """The data as read, with x (m, n) of each part: numbers minus their pivots, parts of dates, one-hot words.

    The blocks of `rows` are consumed. NaN is a missing number. `y` of a part are its labels, `weights`, (m,), the
    weights of its rows, and `places`, (m,), their positions in the source, from 0. If x has only a sample of a part,
    (k, n), `drawn`, (k,), are the indices of the sample.
    """

    rows: Rows
    labels: TargetValues
    census: Census
    xs: list[NDArray[np.float32]]
    ys: list[NDArray[np.int64] | NDArray[np.float64]]
    dates: tuple[DateParts, ...]
    one_hot: tuple[OneHot, ...]
    weights: list[NDArray[np.float32] | None]
    places: list[NDArray[np.intp]]
    drawn: list[NDArray[np.intp] | None]

    @property
    def complete(self) -> bool:
        """Whether all rows have inputs."""
        return all(drawn is None for drawn in self.drawn)

    @property
    def cells(self) -> int:
        """Number of cells in the inputs of all rows."""
        inputs: int = self.xs[0].shape[1]
        return inputs * sum(map(len, self.places))

    @property
    def numbers(self) -> int:
        """Number of the first inputs, which are numbers or parts of dates."""
        return len(self.rows.numeric) + sum(len(parts.features) for parts in self.dates)

    def copied(self) -> Self:
        """Return a copy with its own inputs, which may be overwritten. Raises DataError if memory is short."""
        refuse_beyond_memory(self.rows.source, sum(x.nbytes for x in self.xs))
        return replace(self, xs=[x.copy() for x in self.xs])


def raw_parts(rows: Rows, labels: TargetValues, members: Members, levels: int, sample: int | None = None) -> Raw:
    """Make the parts of `rows`, with at most `levels` inputs for a column of words; blocks are released on the way.

    Of a part with more rows than `sample`, only a random sample has inputs; the blocks must then be a list.
    """
    indices = [part for part in (members.train, members.dev, members.test) if part is not None]
    places = [labels.kept[part] for part in indices]
    dates = tuple(DateParts.fit(column, places[0]) for column in rows.dates)
    weights = [None if rows.weights is None else rows.weights[place] for place in places]
    counting = None if weights[0] is None else weights[0].astype(np.float64)
    one_hot = tuple(OneHot.fit(column, places[0], levels, counting) for column in rows.text)
    census = Census(rows.source, rows.numeric)
    width = len(rows.numeric) + sum(len(parts.features) for parts in dates)
    width += sum(len(group.features) for group in one_hot)
    refuse_beyond_memory(rows.source, BYTES_A_CELL * width * sum(map(len, places)))
    drawn = drawn_places(rows, places, sample)
    chosen = [place if some is None else place[some] for place, some in zip(places, drawn, strict=True)]
    xs = _read_into_parts(rows, labels.kept, census, chosen, (dates, one_hot), width)
    return Raw(rows, labels, census, xs, [labels.y[part] for part in indices], dates, one_hot, weights, places, drawn)


def _read_into_parts(
    rows: Rows,
    kept: NDArray[np.intp],
    census: Census,
    places: list[NDArray[np.intp]],
    groups: RowGroups,
    inputs: int,
) -> list[NDArray[np.float32]]:
    dates, one_hot = groups
    width = len(rows.numeric)
    parts = [np.zeros((len(place), inputs), np.float32) for place in places]
    columns = [part[:, :width] for part in parts]
    blocks = ((block, start, kept, places, columns) for block, start in with_starts(rows.blocks))
    for counted in in_turn(_placed, blocks):
        census.add(counted)
    for place, part in zip(places, parts, strict=True):
        column = width
        for days, moments in zip(dates, rows.dates, strict=True):
            days.write(moments.moments[place], part[:, column : column + len(days.features)])
            column += len(days.features)
        for group, text in zip(one_hot, rows.text, strict=True):
            group.write(text, place, part[:, column : column + len(group.features)])
            column += len(group.features)
    return parts


def _placed(
    block: NDArray[np.float32],
    start: int,
    kept: NDArray[np.intp],
    places: list[NDArray[np.intp]],
    parts: list[NDArray[np.float32]],
) -> BlockCount:
    """Copies the block's rows to where each part has them, and counts what its rows that are `kept` hold."""
    spans = [slice(*np.searchsorted(place, (start, start + len(block)))) for place in places]
    wanted = sum(span.stop - span.start for span in spans)
    by_column = block.flags.f_contiguous and wanted < len(block) * FEW  # a copy of all rows would take longer
    rows = block if by_column else np.ascontiguousarray(block)
    for place, part, span in zip(places, parts, spans, strict=True):
        chosen = place[span] - start  # `take` releases the GIL, unlike rows[chosen]
        part[span] = rows.T.take(chosen, axis=1).T if by_column else rows.take(chosen, axis=0)
    return BlockCount.of(block, start, kept)
