"""New rows, brought to the form in which training read its own; refused where that would lose something."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST, TextColumn, too_large
from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.dates import Clock, Dates
from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.forms.missing import AMONG_NUMBERS, EVERYWHERE, OF_PANDAS
from hpsearch.data.gathered import GatheredDates, GatheredText, Numbers
from hpsearch.data.reading.kinds import kind_of
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.whole_numbers import written
from hpsearch.errors import DataError

if TYPE_CHECKING:
    from hpsearch.data.reading.table import Cells

HOW_TO_GIVE = (
    "give the path of the file, which is read as training's was, or read it with pandas.read_csv(…, dtype=str)"
)


@dataclass(frozen=True, slots=True)
class NewRows:
    """The cells of the columns that the model needs. Raises DataError where one is not there."""

    count: int
    cells: dict[str, list["Cells"]]
    form: TableForm
    decimal: str
    typed: bool

    @classmethod
    def of(cls, table: SourceTable, form: TableForm, columns: Sequence[str]) -> "NewRows":
        """The columns of `table` that are needed."""
        there = {*table.names}
        if absent := [name for name in columns if name not in there]:
            raise DataError(f"new rows lack the column{'s' * (len(absent) > 1)} {', '.join(map(repr, absent))}")
        cells: dict[str, list[Cells]] = {name: [] for name in columns}
        count = 0
        for batch in table.batches([name for name in table.names if name in cells], text=True):
            count += len(next(iter(batch.values())).values)
            for name, piece in batch.items():
                cells[name].append(piece)
        decimal = table.dialect.decimal if table.dialect else "."
        return cls(count, cells, form, decimal, table.dialect is None)

    def kind(self, name: str) -> str:
        """What the cells of the column are; `nothing` where all are empty."""
        kinds = {kind_of(piece.values.type) for piece in self.cells[name]} - {"nothing"}
        return next(iter(kinds), "nothing")

    def numbers(self, column: ColumnForm) -> NDArray[np.float64]:
        """The column's numbers, NaN where missing."""
        name, form, kind = column.name, column.form, self.kind(column.name)
        if kind == "nothing":
            return np.full(self.count, np.nan)
        if kind not in ("text", "numbers", "booleans", "times of day") or isinstance(form, PlainWords | Dates):
            raise DataError(f"column {name!r} holds {kind}; the model needs numbers there")
        if kind != "text" or isinstance(form, PlainNumbers):
            values = self._typed(column, kind)
        else:
            codes, words = self._words(column)
            values = self._parsed(column, words)[codes]
        if (np.abs(values) > LARGEST).any():
            raise too_large("new rows", name)
        return values

    def _typed(self, column: ColumnForm, kind: str) -> NDArray[np.float64]:
        form = column.form
        suffix = getattr(form, "suffix", "")
        if kind != "text" and (isinstance(form, Clock) != (kind == "times of day") or suffix in ("%", "‰")):
            raise DataError(
                f"column {column.name!r} holds {kind}, and training read cells of another form there "
                f"({'numbers with ' + suffix if suffix else form.kind}); {HOW_TO_GIVE}"
            )
        known = Numbers()
        long = isinstance(form, PlainNumbers) and form.long
        pieces = []
        for piece in self.cells[column.name]:
            values = known.of(piece, self._decimal(form), self._marks, long=long)
            if values is None:
                raise self._no_number(column)
            pieces.append(values)
        return np.concatenate(pieces) if pieces else np.empty(0)

    @property
    def _marks(self) -> tuple[str, ...] | None:
        return self.form.marks

    def _decimal(self, form: Any) -> str:
        return self.decimal if self.typed or not isinstance(form, PlainNumbers) else form.decimal

    def _no_number(self, column: ColumnForm) -> DataError:
        _, words = self._words(column)
        odd = [word for word in words if column.form.numbers([word]) is None]  # type: ignore[union-attr]
        shown = ", ".join(map(repr, odd[:3])) or "other cells"
        return DataError(f"column {column.name!r} holds words, and the model needs {column.form.kind} there: {shown}")

    def _words(self, column: ColumnForm) -> tuple[NDArray[np.int32], list[str]]:
        """The column as written, without the marks of missing values."""
        text = GatheredText()
        for piece in self.cells[column.name]:
            text.take(piece)
        codes, words = text.column()
        usual = EVERYWHERE if isinstance(column.form, PlainWords) else AMONG_NUMBERS
        marks = {*(usual if self._marks is None else self._marks)}
        place = np.array([*(-1 if word in marks else index for index, word in enumerate(words)), -1], np.int32)
        return place[codes], words

    def _parsed(self, column: ColumnForm, words: list[str]) -> NDArray[np.float64]:
        marks = {*(AMONG_NUMBERS if self._marks is None else self._marks)}
        present = [index for index, word in enumerate(words) if word not in marks]
        values = np.full(len(words) + 1, np.nan)
        if present:
            numbers = column.form.numbers([words[index] for index in present])  # type: ignore[union-attr]
            if numbers is None:
                raise self._no_number(column)
            values[present] = numbers
        return values

    def moments(self, column: ColumnForm) -> NDArray[np.datetime64]:
        """The column's dates, NaT where missing."""
        kind = self.kind(column.name)
        if kind == "nothing":
            return np.full(self.count, np.datetime64("NaT", "us"))
        if kind == "dates":
            dates = GatheredDates()
            for piece in self.cells[column.name]:
                dates.take(piece)
            return dates.column()
        if kind != "text":
            raise DataError(f"column {column.name!r} holds {kind}; the model needs dates there")
        codes, words = self._words(column)
        marks = {*(AMONG_NUMBERS if self._marks is None else self._marks)}
        present = [index for index, word in enumerate(words) if word not in marks]
        found = np.full(len(words) + 1, np.datetime64("NaT", "us"))
        if present:
            texts = [words[index] for index in present]
            form = column.form if isinstance(column.form, Dates) and column.form.format else Dates.recognise(texts)
            moments = form.moments(texts) if isinstance(form, Dates) else None
            if moments is None:
                written_as = getattr(column.form, "format", "")
                raise DataError(f"column {column.name!r} holds other words than dates written as {written_as!r}")
            found[present] = moments
        return found[codes]

    def words(self, column: ColumnForm, categories: Sequence[str], *, gaps: bool) -> TextColumn:
        """The column's words; `categories` are training's, `gaps` says that training had missing values there."""
        kind = self.kind(column.name)
        if kind == "numbers" and (odd := next(filter(_not_as_numbers_are_written, categories), None)):
            raise DataError(
                f"column {column.name!r} holds numbers, and training read words such as {odd!r} there, "
                f"which numbers cannot be; {HOW_TO_GIVE}"
            )
        if kind not in ("text", "numbers", "booleans", "nothing"):
            raise DataError(f"column {column.name!r} holds {kind}; the model needs words there")
        codes, words = self._words(column)
        if self.typed and self.form.dialect is not None and (codes < 0).any():
            codes, words = self._as_pandas_lost_them(column.name, codes, words, categories, gaps=gaps)
        return TextColumn(column.name, codes, tuple(words))

    @staticmethod
    def _as_pandas_lost_them(
        name: str, codes: NDArray[np.int32], words: list[str], categories: Sequence[str], *, gaps: bool
    ) -> tuple[NDArray[np.int32], list[str]]:
        """The missing values of a frame, which are a word of training's where that is the only thing they can be."""
        lost = [word for word in categories if word in OF_PANDAS]
        if not lost:
            return codes, words
        if gaps or len(lost) > 1:
            raise DataError(
                f"column {name!r} has missing values, and training read {lost[0]!r} as a word there, which pandas "
                f"takes for missing, beside others; {HOW_TO_GIVE}, keep_default_na=False"
            )
        return np.where(codes < 0, len(words), codes).astype(np.int32), [*words, lost[0]]


def _not_as_numbers_are_written(word: str) -> bool:
    """Whether the word looks like a number, and is not how that number is written.

    >>> [_not_as_numbers_are_written(word) for word in ("0123", "12", "1.50", "red")]
    [True, False, True, False]
    """
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", word):
        return False
    return (str(int(word)) if word.isdigit() else written(float(word))) != word
