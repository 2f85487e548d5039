"""Values that are no text, alone or beside text in a column of words: what they are does not depend on other rows."""

from collections.abc import Mapping, Sequence

from hpsearch.data.forms.plain import is_long_whole
from hpsearch.data.new_rows.cells import not_as_numbers_are_written
from hpsearch.data.reading.kinds import kind_of
from hpsearch.data.reading.table import Cells


def kinds_beside_text(cells: Cells) -> tuple[str, ...]:
    """The kinds, by type, of the values that stand beside text in these cells."""
    if not cells.spelling and not cells.typed:
        return ()
    kinds = {**dict.fromkeys(cells.spelling, "numbers"), **cells.typed}
    return tuple(dict.fromkeys(kinds[word] for word in cells.values.unique().to_pylist() if word in kinds))


def objects_of_other_kinds(typed: Mapping[str, str], words: Sequence[str], kind: str) -> list[int]:
    """The places of those words that are objects of another kind than that of their column.

    >>> objects_of_other_kinds({"(1,)": "lists", "10:30:00": "times of day"}, ["(1,)", "5", "10:30:00"], "times of day")
    [0]
    """
    return [place for place, word in enumerate(words) if typed.get(word, kind) != kind]


def number_written_otherwise(cells: Cells, words: Sequence[str], categories: Sequence[str]) -> tuple[str, str] | None:
    """A number by type, and the word of training that it may stand for: 1234 for 01234. None if there is none.

    `words` are the cells as written, `categories` the words of training. Of a long code float64 has lost digits.
    """
    long = next(filter(is_long_whole, categories), None) if str(cells.values.type) == "double" else None
    if long is not None and (number := next(filter(is_long_whole, words), None)):
        return number, long
    odd = {float(word): word for word in categories if not_as_numbers_are_written(word)}
    if not odd:
        return None
    there = {*words}
    if kind_of(cells.values.type) != "numbers":
        raw = {*cells.values.unique().to_pylist()}
        there &= {spelled for word, spelled in cells.spelling.items() if word in raw}
    return next(((word, odd[float(word)]) for word in words if word in there and float(word) in odd), None)
