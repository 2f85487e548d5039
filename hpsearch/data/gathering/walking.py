"""A walk over a table's batches: numbers are stored as they come, words and dates gathered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import new_block
from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.three_decimals import with_three_decimals
from hpsearch.data.gathering.gathered import GatheredDates, GatheredText, Numbers
from hpsearch.data.gathering.versions import MOST_VERSIONS, remark_on_versions
from hpsearch.data.memory import refuse_beyond_memory
from hpsearch.data.reading.kinds import cells_as_text, kind_of
from hpsearch.data.reading.plain_batch import PlainBatch, rows_in
from hpsearch.data.reading.table import HEAD, Cells, RowBatch, SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.chosen import ChosenColumns
from hpsearch.data.roles.identifiers import named_like_one

BLOCKS_A_LOOK = 16
"""After so many blocks one looks again how much memory there is, which takes as long as a column."""


@dataclass(slots=True)
class TableWalk:
    """Walks over the table's batches. A column holds numbers until a cell is not a number; from there on it is text.

    `counting` are the positions, from 0, of the rows that the table has, if some of the source have the weight 0.
    """

    table: SourceTable
    asked: Asked
    chosen: ChosenColumns
    counting: NDArray[np.intp] | None = None
    numbers: dict[str, Numbers] = field(default_factory=dict)
    text: dict[str, GatheredText] = field(default_factory=dict)
    moments: dict[str, GatheredDates] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    blocks: list[NDArray[np.float32]] = field(default_factory=list)
    turned: dict[str, int] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    count: int = 0

    @property
    def decimal(self) -> str:
        """The sign before the decimals in this source."""
        return self.table.decimal

    def row(self, place: int) -> int:
        """Return which row of the source, from 1, the table's row at a place, from 0, is."""
        return int(place if self.counting is None else self.counting[place]) + 1

    def over(self, names: Sequence[str], as_text: frozenset[str]) -> None:
        """Walk over all rows of some columns."""
        first = not as_text
        start = 0
        if first:
            apart = {*self.chosen.targets, self.asked.order, self.asked.weight, *filter(named_like_one, names)}
            self.numbers = {name: Numbers(kept=[] if name in apart else None) for name in names}
        for name in as_text:
            self.text[name] = GatheredText()
        for batch in with_full_head(self.table.batches(names, text=as_text)):
            rows = rows_in(batch)
            if first:
                self._take(batch, rows, start)
                self.count += rows
            else:
                for name in names:
                    self.text[name].take(batch[name])
            start += rows

    def turned_to_text(self) -> tuple[str, ...]:
        """Names of the columns whose first rows were numbers, but not all rows."""
        return tuple(name for name, start in self.turned.items() if start > 0)

    def met_marks(self) -> set[str]:
        """Return the marks of missing values that some cells are; those of text are in `met` once it was looked at."""
        return self.met.union(*(known.marks for known in self.numbers.values()))

    def _take(self, batch: RowBatch, rows: int, start: int) -> None:
        block = new_block((len(self.numbers), rows))
        if len(self.blocks) % BLOCKS_A_LOOK == 0:
            refuse_beyond_memory(self.table.source, BLOCKS_A_LOOK * block.nbytes)
        as_written, marks, centred = self.asked.as_written, self.asked.marks, self.asked.centred
        together = batch if marks is None and isinstance(batch, PlainBatch) else None
        plain: list[tuple[int, int, float]] = []
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows becomes infinite, and is refused later
            for row, (name, known) in enumerate(self.numbers.items()):
                if name in self.text:
                    self.text[name].take(batch[name])
                elif name in self.moments:
                    self.moments[name].take(batch[name])
                elif name not in self.others and name not in self.turned:
                    if together is not None and name in together.places and name not in as_written:
                        values, ends = together.numbers(name)
                        known.add(values, ends, centred=centred)
                        plain.append((row, together.places[name], known.pivot or 0.0))
                    elif name in as_written or (found := known.of(batch[name], self.decimal, marks)) is None:
                        self._turn(name, batch[name], start)
                    else:
                        known.take(found, block[row], centred=centred)
                        if start == 0:
                            self._look_at_words(known, batch[name])
            if together is not None:
                _store(together.stacked, plain, block)
        self.blocks.append(block)

    def _look_at_words(self, known: Numbers, cells: Cells) -> None:
        """Notice how the numbers of the first rows are written, where they are text."""
        if kind_of(cells.values.type) != "text":
            return
        if known.whole:
            words = cells_as_text(cells.values.slice(0, HEAD)).to_pylist()
            known.decimals = any(with_three_decimals([word for word in words if word], PlainNumbers(self.decimal)))
        elif known.low >= 0 and known.high < 10_000:
            distinct = cells.values.unique()
            words = cells_as_text(distinct).to_pylist() if len(distinct) <= MOST_VERSIONS else []
            known.remark = remark_on_versions({*words} - {"", None, *known.marks})

    def _turn(self, name: str, cells: Cells, start: int) -> None:
        kind = kind_of(cells.values.type)
        self.typed[name] = kind
        if kind == "dates" and name not in self.asked.as_written:
            self.moments[name] = GatheredDates([np.full(start, np.datetime64("NaT", "us"))])
            self.moments[name].take(cells)
        elif kind in ("text", "numbers", "booleans", "dates", "times of day"):
            self.turned[name] = start
            if start == 0:
                self.text[name] = GatheredText()
                self.text[name].take(cells)
        else:
            self.others[name] = kind


def _store(numbers: NDArray[np.float64], plain: Sequence[tuple[int, int, float]], block: NDArray[np.float32]) -> None:
    """Store columns less their pivots; `plain` has the row of each in the block and in `numbers`, and the pivot.

    Columns that lie side by side in both are stored in one call, for which threads wait once.
    """
    for _, run in groupby(enumerate(plain), lambda each: (each[1][0] - each[0], each[1][1] - each[0])):
        rows, places, pivots = zip(*(column for _, column in run), strict=True)
        out, values = block[rows[0] : rows[-1] + 1], numbers[places[0] : places[-1] + 1]
        np.subtract(values, np.array(pivots)[:, None], out=out, casting="same_kind")


def stated_or_met(stated: Sequence[str] | None, walk: TableWalk) -> tuple[str, ...]:
    """Return the config's marks of missing values; if it states none, the usual ones that some cells are."""
    return tuple(mark for mark in (sorted(walk.met_marks()) if stated is None else stated) if mark)


def with_full_head(batches: Iterator[RowBatch]) -> Iterator[RowBatch]:
    """Yield the rows in batches; the first batch has all rows that a pivot is computed from."""
    head: list[RowBatch] = []
    rows = 0
    for batch in batches:
        if rows >= HEAD:
            yield batch
            continue
        head.append(batch)
        rows += rows_in(batch)
        if rows >= HEAD:
            yield head[0] if len(head) == 1 else _joined(head)
    if 0 < rows < HEAD:
        yield head[0] if len(head) == 1 else _joined(head)


def _joined(head: list[RowBatch]) -> RowBatch:
    import pyarrow as pa  # noqa: PLC0415  # imported already where there are batches

    joined = {}
    for name in head[0]:
        pieces = [batch[name] for batch in head]
        plain = all(piece.numbers is not None for piece in pieces)
        joined[name] = Cells(
            pa.concat_arrays([piece.values for piece in pieces]),
            pa.concat_arrays([piece.numbers for piece in pieces]) if plain else None,
            pieces[0].spelling,
        )
    return joined
