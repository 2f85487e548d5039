"""A number of Python or NumPy beside text in one column has its own value, whatever the decimal sign of the text."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.sources import new_rows
from hpsearch.errors import DataError

WHOLE = (int, np.int64, np.longlong, np.int32, np.int16, np.int8, np.uint8, np.uint16, np.uint32, np.uint64)


def _whole(of):
    """Make a whole number of a type from text, as near as the type has one."""
    limits = np.iinfo(np.int64 if of is int else of)
    return lambda text: of(min(max(int(float(text)), limits.min), limits.max))


TYPES = (float, np.float64, np.float32, np.longdouble, Decimal, *map(_whole, WHOLE))
BESIDE = ("NA", "-", "", "2,5", "1.000,5", "1.234", "7.9", "1,234", "12,55", "3", "red", None, 2.5)
FORMS = {
    "commas": lambda text: text.replace(".", ","),
    "points": str,
    "thousands": lambda text: f"{float(text):,.1f}".translate(str.maketrans(",.", ".,")),
    "kilograms": lambda text: f"{text.replace('.', ',')} kg",
    "dollars": lambda text: f"${float(text):,.2f}",
}
VALUES = st.one_of(
    st.integers(-9_999_999, 9_999_999).map(lambda value: f"{value / 1000:.3f}"),
    st.floats(-(2.0**52), 2.0**52).map(repr),
    st.sampled_from(["0.0", "1e-07", "1.125", "0.1", "45.000"]),
)


@pytest.fixture(scope="module", params=FORMS)
def form(request, tmp_path_factory):
    """How rows are read after training on a file of such numbers."""
    folder = tmp_path_factory.mktemp("training")
    cells = [FORMS[request.param](f"{1200.5 + place * 37.7:.1f}") for place in range(80)]
    frame = pd.DataFrame({"w": cells, "c": np.arange(80) % 7})
    frame.to_csv(folder / "t.csv", index=False, sep=";")
    return load_dataset("t.csv", target="c", folder=folder, seed=0).preprocessing.form


def _read(cells, form):
    """The numbers of rows; None if they are refused."""
    try:
        with new_rows([{"w": cell} for cell in cells], form, ["w"]) as table:
            return [number for piece in NewRows.pieces(table, form, ["w"]) for number in piece.numbers(form.columns[0])]
    except DataError:
        return None


@settings(deadline=None)
@given(text=VALUES, of=st.sampled_from(TYPES), company=st.lists(st.sampled_from(BESIDE), max_size=3))
def test_a_number_has_its_value_alone_and_beside_any_text_or_is_refused(form, text, of, company):
    value = of(text)
    assert _read([value], form) == [float(value)]
    assert (_read([value, *company], form) or [float(value)])[0] == float(value)
    if {*company} <= {"NA", "-", "", None}:
        assert _read([value, *company], form) is not None


@settings(deadline=None, max_examples=30)
@given(
    values=st.lists(st.tuples(VALUES, st.sampled_from(TYPES)), min_size=12, max_size=30),
    sign=st.sampled_from(",."),
    texts=st.lists(st.integers(0, 9_999_999), max_size=12),
    stated=st.booleans(),
)
def test_numbers_beside_text_in_training_have_their_values_or_count_as_words(values, sign, texts, stated):
    numbers = [of(text) for text, of in values]
    cells = [*numbers, *(f"{text / 1000:.3f}".replace(".", sign) for text in texts), f"0{sign}5"]
    frame = pd.DataFrame({"w": pd.Series(cells, dtype=object), "c": np.arange(len(cells)) % 7 + 0.5})
    beside = [f"{place % 7}{sign}25" for place in range(len(cells))]
    data = load_dataset(
        frame.assign(b=beside, w2=frame["w"]),
        target="c",
        inputs=["w", "b"],
        folder=Path(),
        seed=0,
        split={"train": 0.4, "dev": 0.3, "test": 0.3},
        csv={"decimal": sign} if stated else None,
    )
    form = data.preprocessing.form.columns[0]
    if form.form.kind != "words":
        assert _read(cells, data.preprocessing.form)[: len(numbers)] == [float(number) for number in numbers]


def test_what_no_number_beside_it_decides_is_no_decimal_comma():
    """Text with thousands beside numbers without them, as a spreadsheet keeps what it does not read."""
    frame = pd.DataFrame({"w": pd.Series([*range(1200, 1260), "1,270"], dtype=object), "c": np.arange(61) % 7 + 0.5})
    form = load_dataset(frame, target="c", folder=Path(), seed=0).preprocessing.form
    assert _read(["1,270", 1271], form) == [1270.0, 1271.0]


def test_numbers_that_count_as_words_are_spelled_as_a_file_has_them():
    cells = [1.125, "red", 3.0, Decimal("0.50"), "1.125", np.float64(2.5)] * 10
    frame = pd.DataFrame({"w": pd.Series(cells, dtype=object), "c": np.arange(60) % 7 + 0.5})
    data = load_dataset(frame, target="c", folder=Path(), seed=0)
    assert {"w=1.125", "w=red", "w=3", "w=0.5", "w=2.5"} == {*data.features}
    target = load_dataset(frame, target="w", folder=Path(), seed=0)
    assert {*target.classes} == {"1.125", "red", "3", "0.5", "2.5"}


def test_a_sentence_on_a_column_of_objects_quotes_numbers_as_they_are_written():
    cells = [f"{place}.5 kg" for place in range(50)] + [-99.9]
    frame = pd.DataFrame({"w": pd.Series(cells, dtype=object), "c": np.arange(51) % 7 + 0.5, "b": np.arange(51) % 11})
    data = load_dataset(frame, target="c", folder=Path(), seed=0)
    (said,) = [remark for remark in data.remarks if "'w'" in remark]
    assert "-99.9" in said
    assert "e-" not in said
    data = load_dataset(frame, target="c", folder=Path(), seed=0, csv={"missing": ["-99.9"]})
    assert "w" in data.features
    with pytest.raises(DataError, match=r"column 'w' holds 'red' in row 2"):
        data.preprocessing.transform([{"w": 1.125, "b": 1}, {"w": "red", "b": 1}])


@pytest.mark.parametrize("value", [10**16, "10000000000000000", np.uint64(2**60)])
def test_a_whole_number_that_may_be_a_code_is_refused_with_what_makes_it_a_number(form, value):
    refused = pytest.raises(DataError, match=r"too long for a number .*; if it is a number, write it with an exponent")
    with refused, new_rows([{"w": value}], form, ["w"]) as table:
        [piece.numbers(form.columns[0]) for piece in NewRows.pieces(table, form, ["w"])]
    assert _read(["1e16"], form) == [1e16]


@pytest.mark.parametrize("cell", ["--5", "+-5", "-+12345678901234567", "５+", "1²"])
def test_a_cell_with_two_signs_is_refused_with_its_row(form, cell):
    refused = pytest.raises(DataError, match=r"holds '.*' in row 1, and training read .*; correct them, or leave")
    with refused, new_rows([{"w": cell}], form, ["w"]) as table:
        [piece.numbers(form.columns[0]) for piece in NewRows.pieces(table, form, ["w"])]
