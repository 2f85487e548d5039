"""Which class of a model each cell of its target is, read in the form that training read the target in."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.gathering.gathered import NUMBER_KINDS
from hpsearch.data.new_rows.cells import numbers_in
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.errors import DataError
from hpsearch.records import Record, replace

NO_CELL, NO_CLASS = -1, -2


class KnownClasses(Record):
    """The class of each row: its place among the model's, or NO_CELL, or NO_CLASS for a cell that is none of them.

    `unknown` is the first cell of the latter kind.
    """

    places: NDArray[np.int64]
    unknown: str = ""

    @classmethod
    def of(cls, rows: NewRows, column: ColumnForm, classes: tuple[str, ...]) -> "KnownClasses":
        """Those of some rows. Raises DataError where their cells are of a type that cannot be what training read."""
        if isinstance(column.form, PlainWords):
            text = rows.words(column, classes, gaps=column.gaps)
            codes, words = text.codes, text.categories
            found = _of_words(words, classes)
        else:
            codes, written = rows.written(column, classes)
            words = tuple(written)
            found = _of_numbers(_values(rows, column, written), written, classes)
        places = np.array([*found, NO_CELL], np.int64)[codes]
        unknown = np.flatnonzero(places == NO_CLASS)
        return cls(places, words[codes[unknown[0]]] if unknown.size else "")


def _of_words(words: tuple[str, ...], classes: tuple[str, ...]) -> list[int]:
    """The place of the class that each word is; an earlier version kept the blanks beside the words of a frame."""
    places = {name.strip(BLANKS): place for place, name in reversed([*enumerate(classes)])}
    places |= {name: place for place, name in enumerate(classes)}
    return [places.get(word, NO_CLASS) for word in words]


def _of_numbers(values: list[float | None], words: list[str], classes: tuple[str, ...]) -> list[int]:
    """The place of the class that each value is; long whole numbers, which float64 merges, are known by their word."""
    numbers = [float({"True": 1, "False": 0}.get(name, name)) for name in classes]
    return [
        classes.index(word)
        if word.removeprefix("-").isdigit() and word in classes and value == float(word)
        else numbers.index(value)
        if value is not None and numbers.count(value) == 1
        else NO_CLASS
        for word, value in zip(words, values, strict=True)
    ]


def _values(rows: NewRows, column: ColumnForm, words: list[str]) -> list[float | None]:
    """The number that each cell stands for; None where it has another form."""
    kind, form = rows.kind(column.name), column.form
    if kind == "nothing":
        return []
    if kind not in NUMBER_KINDS:
        raise DataError(f"{rows.source}: column {column.name!r} holds {kind}; the model predicts numbers there")
    rows.refuse_another_type(column, kind)
    rows.refuse_two_meanings(column)
    if kind in ("numbers", "booleans"):
        return [float({"True": 1, "False": 0}.get(word, word)) for word in words]
    if not isinstance(form, PlainNumbers):
        return numbers_in(words, rows.signs.form(form))
    own, others = (numbers_in(words, replace(form, decimal=sign, long=True)) for sign in rows.signs.both(form))
    by_sign = zip(words, own, others, strict=True)
    return [other if value is None and possible_signs(word) != ",." else value for word, value, other in by_sign]
