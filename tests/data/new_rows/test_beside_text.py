"""What a value that is no text is does not depend on the rows beside it."""

import datetime as dt
import uuid
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

CODES = ("01234", "10115", "1.50", "20095", "a")
DATE = "04.03.2021"


@pytest.fixture(scope="module")
def preprocessing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    days = [f"{1 + place % 28:02}.{1 + place % 12:02}.2021" for place in range(80)]
    codes = [CODES[place % 5] for place in range(80)]
    pd.DataFrame({"day": days, "code": codes, "y": np.arange(80) % 7}).to_csv(folder / "t.csv", index=False, sep=";")
    return load_dataset("t.csv", target="y", folder=folder, seed=0).preprocessing


def _read(preprocessing, rows):
    try:
        return preprocessing.inputs(rows).x[:, 0]
    except DataError:
        return None


@pytest.mark.parametrize(
    "code", [10115, 20095.0, np.int64(10115), 1234, 1.5, 777, "01234", dt.date(2021, 3, 4), dt.time(7)]
)
@pytest.mark.parametrize("beside", ["01234", "10115", "a", None])
def test_a_code_is_read_alike_alone_and_beside_text(preprocessing, code, beside):
    alone = _read(preprocessing, [{"day": DATE, "code": code}])
    together = _read(preprocessing, [{"day": DATE, "code": code}, {"day": DATE, "code": beside}])
    assert (alone is None) == (together is None)
    assert alone is None or np.array_equal(alone, together)


def test_a_number_that_may_be_a_code_with_a_zero_before_it_is_refused(preprocessing):
    rows = [{"day": DATE, "code": code} for code in ("a", 1234)]
    with pytest.raises(
        DataError, match=r"column 'code' holds the number '1234' in row 2, and training read '01234' as"
    ):
        preprocessing.inputs(rows)


@pytest.mark.parametrize(
    "day", [pd.Timestamp("2021-03-04"), dt.date(2021, 3, 4), dt.datetime(2021, 3, 4, tzinfo=dt.UTC)]
)
@pytest.mark.parametrize("beside", [DATE, "05.12.2021", None])
def test_a_date_by_type_is_the_date_as_text(preprocessing, day, beside):
    expected = preprocessing.inputs([{"day": DATE, "code": "a"}]).x[:, 0]
    rows = [{"day": each, "code": "a"} for each in (day, beside)]
    assert np.array_equal(preprocessing.inputs(rows).x[:, 0], expected)


OBJECTS = [(1,), [1], {1}, {"a": 1}, pd.Interval(0, 1), uuid.UUID(int=5), dt.time(7), np.timedelta64(7, "h")]
FORMS_OF_TRAINING = {
    "kilograms": lambda row: f"{row},5 kg",
    "durations": lambda row: f"{row % 24}:30" if row else "30:30",
    "times of day": lambda row: f"{row % 24}:30",
    "words": lambda row: f"word {row % 5}",
}


@pytest.mark.parametrize("cell", [*OBJECTS, pd.Period("2021-03", "M"), dt.timedelta(hours=7)], ids=repr)
@pytest.mark.parametrize("kind", FORMS_OF_TRAINING)
def test_an_object_is_read_or_refused_alike_alone_and_beside_text(kind, cell):
    cells = [FORMS_OF_TRAINING[kind](row) for row in range(80)]
    frame = pd.DataFrame({"c": cells, "y": np.arange(80) % 7})
    preprocessing = load_dataset(frame, target="y", folder=Path(), seed=0).preprocessing
    alone = _read(preprocessing, [{"c": cell}])
    for beside in (cells[1], "", None):
        together = _read(preprocessing, [{"c": cell}, {"c": beside}])
        assert (alone is None) == (together is None)
        assert alone is None or np.array_equal(alone, together)


def test_a_period_beside_a_date_as_text_is_the_date_when_it_begins(preprocessing):
    expected = preprocessing.inputs([{"day": "01.03.2021", "code": "a"}]).x[:, 0]
    rows = [{"day": pd.Period("2021-03", "M"), "code": "a"}, {"day": DATE, "code": "a"}]
    assert np.array_equal(preprocessing.inputs(rows).x[:, 0], expected)


@pytest.mark.parametrize("beside", [None, float("nan"), 1.5, 7, "12345678901234567"])
@pytest.mark.parametrize("as_columns", [False, True])
def test_a_code_of_many_digits_keeps_them_beside_a_missing_one(beside, as_columns):
    codes = [str(12345678901234567 + row % 9) for row in range(80)]
    frame = pd.DataFrame({"code": codes, "y": np.arange(80) % 7})
    preprocessing = load_dataset(frame, target="y", folder=Path(), seed=0).preprocessing
    expected = preprocessing.inputs([{"code": "12345678901234571"}]).x[:, 0]
    both = [12345678901234571, beside]
    rows = {"code": both} if as_columns else [{"code": code} for code in both]
    assert expected.any()
    assert np.array_equal(preprocessing.inputs(rows).x[:, 0], expected)


def test_a_code_of_many_digits_that_pandas_made_a_float_is_refused(tmp_path):
    """Beside an empty cell pandas.read_csv makes 10000000000000048 of 10000000000000049, which is another code."""
    codes = [str(10**16 + row % 90) for row in range(360)]
    pd.DataFrame({"code": codes, "y": np.arange(360) % 7}).to_csv(tmp_path / "t.csv", index=False)
    preprocessing = load_dataset("t.csv", target="y", folder=tmp_path, seed=0, inputs=["code"]).preprocessing
    (tmp_path / "new.csv").write_text("code,b\n10000000000000049,1\n,2\n")
    with pytest.raises(DataError, match=r"training read '1000000000000000\d' as a word there, which numbers cannot be"):
        preprocessing.inputs(pd.read_csv(tmp_path / "new.csv"))
    preprocessing.inputs(tmp_path / "new.csv")


@pytest.mark.parametrize("beside", [None, 1.5])
@pytest.mark.parametrize("value", [2**60 + 1, -(2**63), 10**30, 1e20])
def test_a_long_number_is_read_or_refused_alike_alone_and_beside_a_missing_one(value, beside):
    frame = pd.DataFrame({"c": [f"{row}.5" for row in range(80)], "y": np.arange(80) % 7})
    preprocessing = load_dataset(frame, target="y", folder=Path(), seed=0).preprocessing
    alone, together = (_read(preprocessing, {"c": [value, *others]}) for others in ([], [beside]))
    assert (alone is None) == (together is None)
    assert alone is None or np.array_equal(alone, together)
