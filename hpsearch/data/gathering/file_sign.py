"""The decimal sign of a file by all of its cells, which may overturn what its first rows showed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from hpsearch.data.forms.missing import AMONG_NUMBERS
from hpsearch.data.forms.written_numbers import OTHER_SIGN
from hpsearch.data.gathering.gathered import GatheredText, Numbers
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.reading.decimal_sign import ColumnSigns, FileSign, decimal_sign
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.data.reading.table import SourceTable
from hpsearch.records import Record, field

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_LOOK = 32
"""Cells of which nearly every column of other numbers has one that decides."""

SIGN_NAMES = {",": "comma", ".": "point"}
AS_STATED = {",": "{decimal: ','}", ".": "{decimal: .}"}


class TableSigns(Record):
    """What each column of text shows about the decimal sign, and which one follows; `separator` is the file's, if any.

    Nothing where the sign is stated.
    """

    columns: Mapping[str, ColumnSigns] = field(default_factory=dict)
    decided: FileSign = field(default_factory=lambda: FileSign("."))
    separator: str = ","

    @classmethod
    def of(cls, table: SourceTable, walk: TableWalk) -> Self:
        """Those of the table that was walked over.

        Words are at hand. Plain numbers are read once more, each column up to a cell that decides, where the others do
        not decide, or contradict the first rows; else only those in which a sign may separate thousands: 137, 1.096.
        """
        if table.with_sign is None:
            return cls()
        if table.has_zeros_after is None or table.dialect is None:
            return cls._of_typed(table, walk)
        missing = AMONG_NUMBERS if walk.asked.marks is None else walk.asked.marks
        separator = table.dialect.separator
        columns = {name: signs for name, signs in table.signs.items() if name not in walk.asked.as_written}
        for name in {*walk.text} - walk.asked.as_written:
            columns[name] = ColumnSigns.of(walk.text[name].words(), missing)
        first = decimal_sign(columns, separator)
        every = not first.is_sure or first.sign != walk.decimal
        undecided = {name for name, column in columns.items() if not column.sign}
        below, fractions = _below_1000(walk), _fractions(walk)
        again = fractions if every else fractions & (below | undecided)
        if below - fractions and separator != "," and table.has_zeros_after(walk.decimal):
            again |= below  # a further search is worth it where points between thousands are usual
        columns |= _of_plain_numbers(table, sorted(again), missing)
        return cls(columns, decimal_sign(columns, separator), separator)

    @classmethod
    def _of_typed(cls, table: SourceTable, walk: TableWalk) -> Self:
        """What the columns of text show in a table that is no text file."""
        missing = AMONG_NUMBERS if walk.asked.marks is None else walk.asked.marks
        text = [name for name in walk.text if walk.typed.get(name) == "text" and name not in walk.asked.as_written]
        columns = {name: ColumnSigns.of(_of_text(walk.text[name]), missing) for name in text}
        kept_as_text = [name for name, known in _plain_numbers(walk) if not known.kind]
        columns |= _of_plain_numbers(table, kept_as_text, missing)
        return cls(columns, decimal_sign(columns, ""), "")

    def remark(self) -> str:
        """How the decimals are read; empty where that is usual."""
        sign, (column, cell), (other_column, other_cell) = self.decided.sign, self.decided.by, self.decided.against
        sets = f"data.csv: {AS_STATED[OTHER_SIGN[sign]]} sets a {SIGN_NAMES[OTHER_SIGN[sign]]}"
        if other_cell:
            return (
                f"read with a {SIGN_NAMES[sign]} before the decimals, as in {cell!r} in column {column!r}, although "
                f"{other_cell!r} in column {other_column!r} has a {SIGN_NAMES[OTHER_SIGN[sign]]}; {sets}"
            )
        if sign != ",":
            return ""
        if cell and "," not in cell:
            return f"read with points between thousands, as in {cell!r}, and a comma before the decimals; {sets}"
        return f"read with a comma before the decimals{f', as in {cell!r}' if cell else ''}; {sets}"

    def doubts(self) -> Iterator[tuple[str, str]]:
        """Columns of which no cell decides, and how they are read."""
        sign = self.decided.sign
        for name, column in self.columns.items():
            if column.cells or len(column.doubtful) != 1:
                continue
            ((mark, cell),) = column.doubtful.items()
            if mark == sign and self._may_separate_thousands(column):
                yield name, _doubt(cell, "a number with decimals", f"{SIGN_NAMES[mark]}s separate thousands", sign)
            elif mark != sign and not self.decided.is_sure and (self.separator not in ("", ",") or self.decided.by[1]):
                yield name, _doubt(cell, "a whole number", f"{SIGN_NAMES[mark]}s come before decimals", sign)

    def _may_separate_thousands(self, column: ColumnSigns) -> bool:
        """Whether a sign that is read as decimal may separate thousands, most likely beside small whole numbers.

        In a file with commas between the columns, points alone are those of numbers rounded to three decimals.
        """
        if column.small or self.decided.against[1]:
            return True
        return self.separator != "," and not self.decided.is_sure


def _plain_numbers(walk: TableWalk) -> Iterator[tuple[str, Numbers]]:
    """The columns of plain numbers."""
    for name, known in walk.numbers.items():
        if known.present and not any(name in some for some in (walk.text, walk.moments, walk.others)):
            yield name, known


def _fractions(walk: TableWalk) -> frozenset[str]:
    return frozenset(name for name, known in _plain_numbers(walk) if not known.whole)


def _below_1000(walk: TableWalk) -> frozenset[str]:
    return frozenset(name for name, known in _plain_numbers(walk) if max(abs(known.low), abs(known.high)) < 1000)


def _doubt(cell: str, read: str, where: str, sign: str) -> str:
    return (
        f"{cell!r} is read as {read}, which no cell of the column decides; where {where}, set data.csv: "
        f"{AS_STATED[OTHER_SIGN[sign]]}, else {AS_STATED[sign]}"
    )


def _of_plain_numbers(table: SourceTable, names: Sequence[str], missing: Collection[str]) -> dict[str, ColumnSigns]:
    """What columns of plain numbers show. The table is read until each has a cell that decides."""
    found = {name: ColumnSigns() for name in names}
    in_doubt = [*names]
    for batch in table.batches(names, text=names) if names else ():
        for name in [*in_doubt]:
            values, numbers = batch[name].values, batch[name].spelling
            first = ColumnSigns.of(_words(values.slice(0, FIRST_LOOK), numbers), missing)
            found[name] |= first if first.sign else ColumnSigns.of(_words(values, numbers), missing)
            if found[name].sign:
                in_doubt.remove(name)
        if not in_doubt:
            break
    return found


def _of_text(column: GatheredText) -> list[str]:
    """The words of a column but for its numbers by type, which show nothing about decimal signs."""
    return _bare([word for word in column.words() if word not in column.spelling])


def _words(values: "pa.Array", numbers: Collection[str]) -> list[str]:
    return _bare([word for word in values.unique().to_pylist() if word not in numbers])


def _bare(words: Sequence[str | None]) -> list[str]:
    return [word.strip(BLANKS) for word in words if word]
