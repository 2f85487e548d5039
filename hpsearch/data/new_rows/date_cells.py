"""The dates in the cells of new rows, read as training read its own; refused where they may be other dates."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.dates import DateArray, Dates
from hpsearch.data.forms.marked import without_marked_moments
from hpsearch.data.gathering.utc_offsets import offsets_in, offsets_of_words
from hpsearch.data.new_rows.conversion import CORRECT, NewRows
from hpsearch.data.new_rows.dates import in_doubt, moments_of
from hpsearch.data.reading.kinds import as_moments
from hpsearch.errors import DataError


def moments_in(rows: NewRows, column: ColumnForm) -> NDArray[np.datetime64]:
    """The column's dates, NaT where missing."""
    kind = rows.kind(column.name)
    if kind == "nothing":
        return np.full(rows.count, np.datetime64("NaT", "us"))
    if kind == "dates":
        return without_marked_moments(as_moments(rows.cells[column.name].values), rows.form.marks)[0]
    if kind != "text":
        raise DataError(f"{rows.source}: column {column.name!r} holds {kind}; the model needs dates there")
    codes, words = rows.written(column)
    marks = rows.missing_words(column, words)
    present = [index for index, word in enumerate(words) if word not in marks]
    found = np.full(len(words) + 1, np.datetime64("NaT", "us"))
    if present:
        texts = [words[index] for index in present]
        form = column.form if isinstance(column.form, Dates) else Dates()
        moments = _with_those_by_type(moments_of(texts, form), texts, rows.cells[column.name].typed)
        if not form.format:
            _refuse_doubt(rows, column, codes, words, present)
        if np.isnat(moments).any():
            raise _no_date(rows, column, codes, words, np.array(present)[np.isnat(moments)].tolist())
        found[present] = without_marked_moments(moments, rows.form.marks)[0]
    return found[codes]


def in_other_zones(rows: NewRows, column: ColumnForm) -> NDArray[np.bool_]:
    """Which rows have a date with an offset from UTC that none has in training, or with none where all have one."""
    if rows.kind(column.name) == "dates":
        offsets = offsets_in(rows.cells[column.name])
    elif column.form == Dates() or getattr(column.form, "zone", False) or rows.cells[column.name].typed:
        codes, words = rows.written(column)
        offsets = np.append(offsets_of_words(words), np.nan)[codes]
    else:
        return np.zeros(rows.count, bool)
    return ~np.isin(offsets, column.offsets) if column.offsets else ~np.isnan(offsets)


def _with_those_by_type(moments: DateArray, texts: Sequence[str], typed: Mapping[str, str]) -> DateArray:
    """Return the moments of texts, of which those that are `typed` are dates by their own clock; NaT if in doubt."""
    found = moments.copy()
    for place, text in enumerate(texts):
        if typed.get(text) == "dates":
            own = np.datetime64(dt.datetime.fromisoformat(text).replace(tzinfo=None), "us")
            found[place] = own if np.isnat(moments[place]) or moments[place] == own else np.datetime64("NaT", "us")
    return found


def _refuse_doubt(
    rows: NewRows, column: ColumnForm, codes: NDArray[np.int32], words: list[str], present: list[int]
) -> None:
    """Raise DataError for words that are several dates, by what is first in them."""
    doubtful = [place for place in present if in_doubt(words[place])]
    if doubtful:
        shown = rows.shown(column.name, codes, words, doubtful)
        raise DataError(
            f"{rows.source}: column {column.name!r} holds dates that may have the day, the month or the year first: "
            f"{shown}; training's dates were no text, which says nothing of that; write 2024-02-29, or give dates"
        )


def _no_date(
    rows: NewRows, column: ColumnForm, codes: NDArray[np.int32], words: list[str], odd: list[int]
) -> DataError:
    form = column.form.format if isinstance(column.form, Dates) else ""
    holds = f"other words than dates written as {form!r}" if form else "words, and the model needs dates there"
    return DataError(
        f"{rows.source}: column {column.name!r} holds {holds}: {rows.shown(column.name, codes, words, odd)}; {CORRECT}"
    )
