"""Objects of several types in a column of a frame are what they are, whatever row is first."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.exported_models import trained
from hpsearch.data.forms.dates import Dates
from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.roles.asked import Asked
from hpsearch.data.sources import read
from hpsearch.errors import HpsearchError

ROWS = 60
ZONE = dt.timezone(dt.timedelta(hours=5))
OF_TIME = {
    "moments": [dt.datetime(2020, 1, 1 + place % 28, 7) for place in range(ROWS)],  # noqa: DTZ001
    "days": [dt.date(2020, 1, 1 + place % 28) for place in range(ROWS)],
    "times of day": [dt.time(place % 24, 30) for place in range(ROWS)],
    "durations": [dt.timedelta(hours=place % 24) for place in range(ROWS)],
}
NUMBERS = [0, 1.5, Decimal("1.5"), Fraction(3, 2), np.float64(2.5), np.int64(7), np.array(2.0)]


def _column(values, odd, place):
    cells = [*values]
    cells[place] = odd
    return pd.Series(cells, dtype=object)


def _rows(column):
    frame = pd.DataFrame({"c": column, "x": np.arange(len(column)) % 11, "y": ["u", "v"] * (len(column) // 2)})
    return read(frame, Asked(targets=("y",)), Path())


@pytest.mark.parametrize("number", NUMBERS, ids=repr)
@pytest.mark.parametrize("kind", OF_TIME)
@pytest.mark.parametrize("place", [0, 17])
def test_a_number_beside_objects_of_time_is_no_moment_of_1970(kind, number, place):
    rows = _rows(_column(OF_TIME[kind], number, place))
    assert rows.form.columns[0].form == PlainWords()
    assert any("column 'c': counts as words: " in said for said in rows.remarks)


@pytest.mark.parametrize("kind", OF_TIME)
@pytest.mark.parametrize("place", [0, 17])
def test_numbers_beside_one_object_of_time_stay_numbers(kind, place):
    rows = _rows(_column([0.5 + value for value in range(ROWS)], OF_TIME[kind][0], place))
    assert rows.form.columns[0].form == PlainNumbers()
    assert "numbers, but for" in " ".join(rows.remarks)


def test_new_rows_with_a_number_beside_dates_are_refused():
    frame = pd.DataFrame({"c": OF_TIME["moments"], "x": np.arange(ROWS), "y": ["u", "v"] * (ROWS // 2)})
    model = trained(frame)
    new = pd.DataFrame({"c": _column(OF_TIME["moments"], 0, 3), "x": np.arange(ROWS)})
    with pytest.raises(HpsearchError, match="column 'c' holds words, and the model needs dates there: '0' in row 4"):
        model.predict(new)


@pytest.mark.parametrize("place", [0, 17])
def test_a_day_beside_moments_takes_no_hours_away(place):
    moments = _rows(_column(OF_TIME["moments"], dt.date(2021, 5, 1), place)).dates[0].moments
    assert moments[1] == np.datetime64("2020-01-02T07:00")
    assert moments[place] == np.datetime64("2021-05-01")


@pytest.mark.parametrize("place", [0, 17])
def test_a_moment_beside_others_without_a_time_zone_keeps_its_clock(place):
    zoned = dt.datetime(2021, 5, 1, 3, tzinfo=ZONE)
    rows = _rows(_column(OF_TIME["moments"], zoned, place))
    assert rows.dates[0].moments[place] == np.datetime64("2021-05-01T03:00")
    assert rows.dates[0].moments[1] == np.datetime64("2020-01-02T07:00")
    assert rows.form.columns[0].form == Dates()
    assert rows.form.columns[0].offsets == (300,)


@pytest.mark.parametrize("odd", [(1,), (0.5,), (1, 2), [1], {1}], ids=repr)
def test_a_tuple_or_list_beside_numbers_is_no_number(odd):
    rows = _rows(_column([0.5 + value % 13 for value in range(ROWS)], odd, 17))
    assert rows.form.columns[0].form == PlainWords()
    assert f"counts as words: numbers, but for {str(odd)!r} in row 18" in " ".join(rows.remarks)


@pytest.mark.parametrize("values", [*OF_TIME.values(), [0.5 + value for value in range(ROWS)], [*"ab"] * (ROWS // 2)])
def test_a_signalling_nan_is_missing(values):
    rows = _rows(_column(values, Decimal("sNaN"), 17))
    assert rows.form.columns[0].gaps
    assert rows.form.columns[0].form == _rows(_column(values, None, 17)).form.columns[0].form


def test_whole_numbers_beside_a_signalling_nan_keep_their_digits():
    cells = pd.Series([2**60 + place % 2 for place in range(ROWS - 1)] + [Decimal("sNaN")], dtype=object)
    assert _rows(cells).form.columns[0].form == PlainWords()


def _kind(value):
    """The name of a value's type, which is the same in all processes that run tests, unlike its text."""
    return type(value).__name__


class _Odd:
    pass


@pytest.mark.parametrize(
    "odd", [[1, 2], ("a", "b"), {"a": 1}, {"a", "b"}, frozenset("ab"), np.arange(3), _Odd()], ids=_kind
)
@pytest.mark.parametrize("place", [0, 17])
def test_a_column_of_words_with_a_list_or_the_like_is_left_out(odd, place):
    rows = _rows(_column([*"ab"] * (ROWS // 2), odd, place))
    assert [column.name for column in rows.form.columns] == ["x"]
    kind = "objects without a text" if isinstance(odd, _Odd) else "lists"
    (said,) = [each for each in rows.remarks if f"left out column 'c': cells that are {kind}, such as " in each]
    assert f" in row {place + 1}; make columns of numbers or words of them to use them" in said


def test_a_set_is_the_same_text_in_every_process():
    rows = _rows(_column([0.5 + value % 13 for value in range(ROWS)], {"delta", "alpha", "beta", "gamma"}, 17))
    assert """"{'alpha', 'beta', 'delta', 'gamma'}" in row 18""" in " ".join(rows.remarks)
