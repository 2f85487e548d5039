"""An exported program predicts what the model does from cells of every kind that a frame may hold."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from benchmarks.exported_models import trained
from hpsearch.errors import HpsearchError
from hpsearch.export._python.program import program

ROWS = 80
DRAW = np.random.default_rng(0)
X = DRAW.normal(size=ROWS)
MOMENTS = pd.Series(pd.Timestamp("2020-01-01 00:30") + pd.to_timedelta((X * 1e6).astype(int), unit="s"))
GAPS = np.where(X > 0.8, None, (X * 9).round())
TIMES = [dt.time(9, 30), dt.time(17, 5, 30, 500_000), None, dt.time(0)]
HOURS = [dt.timezone(dt.timedelta(hours=hours)) for hours in (1, 2, -5)]
COLUMNS = {
    "float": X,
    "float32": X.astype("float32"),
    "float16": X.astype("float16"),
    "small whole numbers": (X * 20).astype("int8"),
    "whole numbers with gaps": pd.array(GAPS, dtype="Int64"),
    "floats with gaps": pd.array(np.where(X > 0.8, None, X), dtype="Float64"),
    "booleans": X > 0,
    "booleans with gaps": pd.array(np.where(X > 0.8, None, X > 0), dtype="boolean"),
    "booleans as objects": np.where(X > 0.8, None, X > 0),
    "categories": pd.Categorical(DRAW.choice(["p", "q", "r"], ROWS)),
    "categories of numbers": pd.Categorical(DRAW.integers(0, 3, ROWS)),
    "strings with gaps": pd.array(DRAW.choice(np.array(["p", "q", None], object), ROWS), dtype="string"),
    "words of numbers": np.where(X > 0.8, "w", (X * 2).round().astype(int).astype(object)),
    "numbers as text": [value if place % 2 else f"{value:.2f}" for place, value in enumerate(X)],
    "decimals": [Decimal(f"{value:.3f}") for value in X],
    "decimals with gaps": [None if value > 0.8 else Decimal(f"{value:.3f}") for value in X],
    "moments": MOMENTS,
    "moments with gaps": MOMENTS.where(X < 0.8),
    "nanoseconds": MOMENTS.astype("datetime64[ns]") + pd.Timedelta(1, "ns"),
    "moments in a time zone": MOMENTS.dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin"),
    "moments in one time zone, as objects": [when.replace(tzinfo=ZoneInfo("Asia/Tokyo")) for when in MOMENTS],
    "moments in several time zones": [when.replace(tzinfo=HOURS[place % 3]) for place, when in enumerate(MOMENTS)],
    "moments as Python's": np.array(MOMENTS.dt.to_pydatetime(), object),
    "days": MOMENTS.dt.date,
    "days with gaps": [None if value > 0.8 else when.date() for value, when in zip(X, MOMENTS, strict=True)],
    "months": pd.Series(pd.period_range("2000-01", periods=ROWS, freq="M")),
    "quarters with gaps": pd.Series(pd.period_range("2000-01", periods=ROWS, freq="Q")).where(X < 0.8),
    "times of day": TIMES * (ROWS // 4),
    "durations": pd.to_timedelta(X * 99, unit="h"),
    "hours before and after noon": [f"{place % 12 + 1} {'AP'[place % 2]}M" for place in range(ROWS)],
    "sparse": pd.arrays.SparseArray(np.where(X > 0, X, 0)),
    "arrow numbers": pd.array(X, dtype="double[pyarrow]"),
    "arrow words": pd.array(DRAW.choice(np.array(["p", "q", None], object), ROWS), dtype="string[pyarrow]"),
    "arrow days": pd.array(MOMENTS.dt.date, dtype=pd.ArrowDtype(pa.date32())),
    "arrow moments": pd.array(MOMENTS, dtype=pd.ArrowDtype(pa.timestamp("us", "America/Lima"))),
    "arrow times": pd.array(TIMES * (ROWS // 4), dtype=pd.ArrowDtype(pa.time64("us"))),
    "intervals": pd.cut(X, 3),
}
FORMS = {
    "a frame": lambda frame: frame,
    "records": lambda frame: frame.to_dict("records"),
    "lists": lambda frame: frame.to_dict("list"),
    "arrays": lambda frame: {name: frame[name].to_numpy() for name in frame},
}


def exported(model):
    module = ModuleType("exported")
    exec(program([model], "a test"), vars(module))  # noqa: S102 (what is tested)
    return module


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", COLUMNS)
def test_a_program_predicts_from_cells_what_the_model_does(kind):
    frame = pd.DataFrame({"c": COLUMNS[kind], "n": X[::-1], "y": np.where(X > 0, "u", "v")})
    model = trained(frame, {"target": "y", "missing": "indicator"})
    predicts = exported(model)
    expected, compared = model.predict_proba(frame), 0
    for form, given in FORMS.items():
        rows = given(frame.drop(columns="y"))
        try:
            own = model.predict_proba(rows)
        except HpsearchError:
            continue
        assert np.abs(own - expected).max() <= 1e-5, f"the model, {form}"
        assert np.abs(predicts.probabilities(rows) - own).max() <= 1e-5, form
        compared += 1
    assert compared


def test_blanks_around_names_are_no_part_of_them_in_a_program(tmp_path):
    frame = pd.DataFrame({" lead": X, "job ": DRAW.choice(["a", "b"], ROWS), "y": np.where(X > 0, "u", "v")})
    frame.to_csv(tmp_path / "t.csv", index=False)
    model = trained(str(tmp_path / "t.csv"))
    predicts = exported(model)
    for form, given in FORMS.items():
        assert np.abs(predicts.probabilities(given(frame)) - model.predict_proba(frame)).max() <= 1e-5, form


WRONG = {
    "no such column": ({"b": [1.0]}, "rows lack the columns c"),
    "twice": ({"c": [1.0], " c": [1.0], "n": [1.0]}, "the column 'c' occurs twice; names must differ"),
    "a row alone": ({"c": 1.0, "n": 1.0}, "column 'c': expected a list of cells; a row alone is [row]"),
    "a path": ("t.csv", "expected a list with a dict for each row, a dict of columns, or a DataFrame"),
    "an array": (np.zeros((3, 2)), "expected a list with a dict for each row, a dict of columns, or a DataFrame"),
}


@pytest.mark.parametrize(("rows", "sentence"), WRONG.values(), ids=WRONG)
def test_a_program_says_what_is_wrong_with_its_rows(rows, sentence):
    frame = pd.DataFrame({"c": X, "n": X[::-1], "y": np.where(X > 0, "u", "v")})
    with pytest.raises(ValueError, match=re.escape(sentence)):
        exported(trained(frame)).predict(rows)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        (
            X,
            dt.time(9),
            "column 'c' holds datetime.time(9, 0) in row 1; expected a number; correct it, or leave it empty",
        ),
        (MOMENTS, 5, "column 'c' holds 5 in row 1; expected a date; correct it"),
        (DRAW.choice(["p", "q"], ROWS), MOMENTS[0], "in row 1; expected a word; correct it"),
        (["9:30", "10:05"] * (ROWS // 2), "24:00", "column 'c' holds '24:00' in row 1; expected a time of day"),
        (["30:30", "10:05"] * (ROWS // 2), "24:60", "column 'c' holds '24:60' in row 1; expected a duration such as"),
        (
            ["9:30", "10:05"] * (ROWS // 2),
            9.5,
            "column 'c' holds 9.5 in row 1; expected a time of day such as 14:30; correct it",
        ),
    ],
    ids=["a number", "a date", "a word", "no such time of day", "no such duration", "a time of day"],
)
def test_a_program_refuses_cells_of_another_kind_as_the_model_does(column, cell, sentence):
    frame = pd.DataFrame({"c": column, "n": X[::-1], "y": np.where(X > 0, "u", "v")})
    model = trained(frame)
    rows = pd.DataFrame({"c": pd.Series([cell]), "n": [1.0]})
    with pytest.raises(HpsearchError):
        model.predict(rows)
    with pytest.raises(ValueError, match=re.escape(sentence)):
        exported(model).predict(rows)


OF_ODD_TYPES = {
    "numbers": (X, [b"5", bytearray(b"5"), memoryview(b"5"), np.void(b"5"), Fraction(3, 2), np.array(1.0), (1,)]),
    "numbers with a unit": ([f"{value:.2f} kg" for value in X], [b"5", Fraction(3, 2), np.timedelta64(5, "D"), 2**53]),
    "long numbers": (X, [2**53, -(2**60), 10**400, np.int64(2**53), np.uint64(2**63), Decimal(2**53), "1" * 17]),
    "words": (DRAW.choice(["p", "1"], ROWS), [(1,), {1}, np.array([1.0]), bytearray(b"1"), UUID(int=1)]),
    "words, of pandas": (DRAW.choice(["p", "1"], ROWS), [pd.Period("2020-01"), pd.Interval(0, 1)]),
    "durations": (pd.to_timedelta(X * 99, unit="h"), [dt.time(9), b"9:30"]),
}


@pytest.mark.parametrize("kind", OF_ODD_TYPES)
def test_a_program_refuses_cells_of_odd_types_as_the_model_does(kind):
    column, cells = OF_ODD_TYPES[kind]
    model = trained(pd.DataFrame({"c": column, "n": X[::-1], "y": np.where(X > 0, "u", "v")}))
    predicts = exported(model)
    for cell in cells:
        with pytest.raises(HpsearchError):
            model.predict([{"c": cell, "n": 1.0}])
        with pytest.raises(ValueError, match=r"column 'c' holds .* in row 1; .*; correct it"):
            predicts.predict([{"c": cell, "n": 1.0}])


@pytest.mark.filterwarnings("ignore")
def test_a_program_reads_rare_numbers_as_the_model_does():
    frame = pd.DataFrame({"c": X, "d": MOMENTS, "n": X[::-1], "y": np.where(X > 0, "u", "v")})
    model = trained(frame, {"target": "y", "missing": "indicator", "csv": {"missing": ["9999999999999999"]}})
    predicts = exported(model)
    rare = [Decimal("sNaN"), Decimal("NaN"), 1e16, 2**53 - 1, Decimal("0.5"), 9999999999999999, "9999999999999999"]
    for cell in rare:
        rows = [{"c": cell, "d": None, "n": 1.0}]
        assert np.abs(predicts.probabilities(rows) - model.predict_proba(rows)).max() <= 1e-5, cell
    rows = [{"c": 1.0, "d": Decimal("sNaN"), "n": 1.0}]
    assert np.abs(predicts.probabilities(rows) - model.predict_proba(rows)).max() <= 1e-5


def test_a_program_takes_what_a_dict_lacks_for_missing():
    frame = pd.DataFrame({"c": np.where(X > 0.8, None, X), "n": X[::-1], "y": np.where(X > 0, "u", "v")})
    model = trained(frame)
    rows = [{"n": 1.0}, {"c": 1.0, "n": 2.0}]
    assert np.abs(exported(model).probabilities(rows) - model.predict_proba(rows)).max() <= 1e-5


@pytest.mark.parametrize(("sign", "cell"), [(",", "4.117 kg"), (".", "4,117 kg"), (",", "4.117")])
def test_a_program_refuses_thousands_that_no_number_in_training_has(sign, cell):
    weights = [f"{place % 9}{sign}{place:03d} kg" for place in range(ROWS)]
    frame = pd.DataFrame({"w": weights, "n": X, "y": np.where(X > 0, "u", "v")})
    predicts = exported(trained(frame))
    with pytest.raises(ValueError, match=rf"column 'w' holds '{cell}' in row 1; decimals or thousands may follow"):
        predicts.probabilities([{"w": cell, "n": 0.5}])
    good = cell.replace("." if sign == "," else ",", sign)
    assert np.isfinite(predicts.probabilities([{"w": good, "n": 0.5}])).all()
