"""The decimal sign of the numbers in new rows, and of the config's marks of missing values there.

It is that of their file, or where there is none, training's.
"""

from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.forms.kinds import CellForm
from hpsearch.data.forms.marked import marked_numbers
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.reading.kinds import cells_as_text, kind_of
from hpsearch.data.reading.like_training import PYTHON
from hpsearch.data.reading.table import Cells
from hpsearch.records import Record, replace


class Signs(Record):
    """The decimal signs of training's file and of the new rows' file; `own` is None for a frame."""

    training: str
    own: str | None

    def form(self, form: CellForm) -> CellForm:
        """Return the form that training's `form` has in the new rows.

        In a file with training's sign, a column with units keeps the sign that its own cells decided on in training.

        >>> Signs(",", ".").form(WrittenNumbers(suffix="kg", decimal=","))
        WrittenNumbers(prefix='', suffix='kg', decimal='.', separated=True)
        """
        if self.own is None or not isinstance(form, PlainNumbers | WrittenNumbers):
            return form
        return (
            form if isinstance(form, WrittenNumbers) and self.own == self.training else replace(form, decimal=self.own)
        )

    def every(self, form: CellForm, cells: Cells) -> tuple[str, ...]:
        """Return the signs with which a column of cells may be read, one after the other.

        Text of a frame may be Python's, unless it has a cell such as 1.234, which may be 1234 in training's.
        """
        sign, other = self.both(form)
        return (sign,) if sign == other or has_two_meanings(cells) else (sign, other)

    def both(self, form: CellForm) -> tuple[str, str]:
        """Return the sign of a column and that of text which the column's sign does not fit: Python's in a frame."""
        sign = self.of(form)
        return sign, PYTHON if self.own is None else sign

    def of(self, form: CellForm) -> str:
        """Return the sign in a column that training read in this form."""
        here = self.form(form)
        return here.decimal if isinstance(here, PlainNumbers | WrittenNumbers) else self.own or self.training


def marks_with(marks: tuple[str, ...] | None, form: CellForm, training: str, sign: str) -> tuple[str, ...] | None:
    """Return the marks in cells with the decimal `sign`; the config wrote them with `training`'s.

    A mark that is a number keeps its value, and counts as it is written, too, where that is no other number. One with
    the unit of the column marks numbers without it, too.

    >>> marks_with(("-99,9", "-9.999", "-1 kg"), WrittenNumbers(suffix="kg", decimal=","), ",", ".")
    ('-99,9', '-1 kg', '-99.9', '-9999.0', '-1.0')
    """
    written = form if isinstance(form, WrittenNumbers) else None
    if marks is None or isinstance(form, PlainWords) or (sign == training and written is None):
        return marks
    kept = [mark for mark in marks if marked_numbers([mark], sign) in ({}, marked_numbers([mark], training, written))]
    return (*kept, *(repr(value).replace(".", sign) for value in marked_numbers(marks, training, written)))


def has_two_meanings(cells: Cells) -> bool:
    """Whether a cell of text is a plain number with either decimal sign: 1.234."""
    import pyarrow.compute as pc  # noqa: PLC0415  # imported already where there are cells

    if kind_of(cells.values.type) != "text":
        return False
    doubtful = pc.match_substring_regex(cells_as_text(cells.values), r"^[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}$")
    return bool(pc.any(doubtful).as_py())
