"""The config's marks of missing values, as new rows may write them."""

from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import CellForm
from hpsearch.data.forms.marked import marked_numbers
from hpsearch.data.forms.written_numbers import WrittenNumbers


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
