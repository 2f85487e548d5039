"""A source with named columns, before its values are read."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, Self

from hpsearch.data.reading.decimal_sign import ColumnSigns
from hpsearch.data.reading.dialect import Dialect
from hpsearch.records import Record, field, replace

if TYPE_CHECKING:
    import pyarrow as pa


HEAD = 256
"""Largest number of rows in the first batch, from which a column's pivot, and a first guess of its type, follow."""

LISTS, WITHOUT_TEXT = "lists", "objects without a text"
"""Kinds of objects that are never words: what they are as text may differ between processes, or be long."""


class Cells(Record):
    """Some rows of a column: an Arrow array, and its values as float64 if each cell is a plain number or empty.

    A column with text in the first rows is text in all rows. If both are the same array, no number is a code that is
    the same float64 as its neighbours. `spelling` has the numbers by type that stand beside text in a column of
    objects: as they are in `values`, where no decimal sign changes them, and as they are written as words. `typed` has
    the kind, by type, of dates, times of day and durations beside text, as they are in `values`. `ahead` are the
    offsets from UTC, in minutes, of objects that are moments of several time zones.
    """

    values: "pa.Array"
    numbers: "pa.Array | None" = None
    spelling: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    ahead: "pa.Array | None" = None

    def some(self, start: int, size: int) -> Self:
        """The cells of `size` rows from row `start` on, of an array that is no numbers read from text."""
        ahead = None if self.ahead is None else self.ahead.slice(start, size)
        return replace(self, values=self.values.slice(start, size), ahead=ahead)

    def where(self, kept: "pa.BooleanArray") -> Self:
        """The cells of the rows that are `kept`, (rows,)."""
        values = self.values.filter(kept)
        if self.ahead is not None:
            return replace(self, values=values, ahead=self.ahead.filter(kept))
        if self.numbers is None or self.numbers is self.values:
            return replace(self, values=values, numbers=None if self.numbers is None else values)
        return replace(self, values=values, numbers=self.numbers.filter(kept))


RowBatch = Mapping[str, Cells]
"""Some rows of some columns."""


class RowBatches(Protocol):
    """Reads a table batch by batch; each call starts at the first row."""

    def __call__(self, names: Sequence[str], *, text: Collection[str] = ()) -> Iterator[RowBatch]:
        """Yield batches of rows with these columns; columns in `text` as text if the source has them as text."""


class SourceTable(Record):
    """`batches` has the rows in the source's order.

    `in_utc` has them with moments of several time zones in UTC, which `batches` has by their own clocks.
    `index` are columns that hold the row labels of pandas, `categorical` those of its dtype category.
    `sign` is the decimal sign of columns of text in other sources. `signs` are what the first rows of a text file show
    about its decimal sign; `with_sign` is the table as read with another sign, if it may be guessed. `has_zeros_after`
    says whether there is a number such as 1.000 in a text file.
    `sign_is_in_doubt` says that neither training nor a cell shows the decimal sign of a file of new rows.
    `with_numbers` is a Parquet file with periods in which those of some columns are the numbers that it stores.
    """

    source: str
    names: tuple[str, ...]
    batches: RowBatches
    dialect: Dialect | None = None
    sign: str = "."
    index: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()
    in_utc: RowBatches | None = None
    remarks: tuple[str, ...] = field(default=())
    signs: Mapping[str, ColumnSigns] = field(default_factory=dict)
    with_sign: "Callable[[str], SourceTable] | None" = None
    with_numbers: "Callable[[Collection[str]], SourceTable] | None" = None
    sign_is_in_doubt: bool = False
    has_zeros_after: Callable[[str], bool] | None = None

    @property
    def decimal(self) -> str:
        """The sign before the decimals in text."""
        return self.dialect.decimal if self.dialect else self.sign

    def typed(self, stated: str | None) -> Self:
        """Return this table, which is no text file, with a decimal sign for its text: as `stated`, or to be guessed."""
        return replace(self, sign=stated) if stated else replace(self, with_sign=lambda sign: replace(self, sign=sign))
