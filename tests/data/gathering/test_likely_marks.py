"""Hints on cells that probably mean another thing than they say: marks of missing values, and capitals."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.missing import NUMBER_MARKS
from hpsearch.data.gathering.likely_marks import likely_number, remark_on_dates, remark_on_numbers
from hpsearch.errors import DataError

ROWS = 90
DRAW = np.random.default_rng(0)
PLACES = np.arange(ROWS)
NORMAL = DRAW.normal(20, 5, ROWS).round(1)
DAYS = np.datetime64("2020-01-01") + PLACES * 37 % 97


def _remarks(folder, kind, csv=None, **columns):
    frame = pd.DataFrame({"b": PLACES % 7, "y": PLACES % 11 + 0.5, **columns})
    frame.to_csv(folder / "t.csv", index=False)
    frame.to_parquet(folder / "t.parquet")
    source = {"frame": frame}.get(kind, f"t.{kind}")
    return load_dataset(source, target="y", csv=csv, folder=folder, seed=0).remarks


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("name", ["a", "y"])
@pytest.mark.parametrize("mark", [-999, 9999, -99.9, -99.99, 99999999])
def test_a_number_far_from_all_others_may_be_a_mark(kind, name, mark, tmp_path):
    """Of an input or of the target, until the config says what is missing."""
    values = np.where(PLACES % 5 == 0, mark, NORMAL)
    low, high = NORMAL[PLACES % 5 > 0].min(), NORMAL[PLACES % 5 > 0].max()
    says = (
        f"column {name!r}: 18 cells are {mark}, far from all others ({low:g} to {high:g}); if they are missing values, "
        f'set data.csv: {{missing: ["{mark}"]}}'
    )
    assert says in _remarks(tmp_path, kind, **{name: values})
    assert not any(
        "far from" in remark for remark in _remarks(tmp_path, kind, {"missing": [str(mark)]}, **{name: values})
    )


@pytest.mark.parametrize("name", ["a", "y"])
def test_a_number_with_a_unit_may_be_a_mark(name, tmp_path):
    """The remedy has its number, which new rows may have without the unit, with the marks that there are."""
    cells = np.where(PLACES % 5 == 0, "$-999", [f"${value:.2f}" for value in NORMAL])
    columns = {name: cells, "c": np.where(PLACES % 9 == 4, "-", NORMAL[::-1].astype(str))}
    said = next(remark for remark in _remarks(tmp_path, "csv", **columns) if "18 cells are -999, far" in remark)
    assert said.endswith('set data.csv: {missing: ["-", "-999"]}')
    remarks = _remarks(tmp_path, "csv", {"missing": ["-", "-999"]}, **columns)
    assert any("18 '$-999'" in remark for remark in remarks)
    assert not any("counts as words" in remark or "far" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("low", "step", "others"),
    [
        (0, 0.1, "0 to 0.9"),
        (-0.4, 0.1, "-0.4 to 0.5"),
        (0, 1e-4, "0 to 0.0009"),
        (1500.5, 0.25, "1500.5 to 1502.75"),
        (0.7, 7, "0.7 to 63.7"),
    ],
)
@pytest.mark.parametrize("share", [9, 2])
def test_the_other_numbers_are_told_as_they_are_written(low, step, others, share, tmp_path):
    """Also where they are stored less another number, in single precision."""
    values = np.where(PLACES % share == 0, -9999, (low + PLACES // 2 % 10 * step).round(4))
    assert any(f"far from all others ({others})" in remark for remark in _remarks(tmp_path, "csv", a=values))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01"])
def test_a_date_far_from_all_others_may_be_a_mark(kind, day, tmp_path):
    days = np.where(PLACES % 5 == 1, np.datetime64(day), DAYS).astype("datetime64[s]")
    found = [remark for remark in _remarks(tmp_path, kind, when=days) if "far from" in remark]
    assert len(found) == 1
    assert f"18 cells are {day}, far from all others (2020-01-01 to 2020-04-05)" in found[0]
    assert f'missing: ["{day}"]' in found[0]
    assert not any("far" in remark for remark in _remarks(tmp_path, kind, {"missing": [day]}, when=days))


@given(values=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30))
def test_only_one_of_some_numbers_is_taken_for_a_mark(values):
    said = remark_on_numbers(np.array(values))
    assert not said or any(value in NUMBER_MARKS for value in values)
    assert not said or likely_number(min(values), max(values))


@pytest.mark.parametrize(
    "values", [PLACES + 10, np.where(PLACES == 5, 999, NORMAL), np.where(PLACES % 2, -999, 5), np.full(ROWS, 99)]
)
def test_a_number_among_others_or_alone_is_no_mark(values):
    assert remark_on_numbers(values.astype(float)) is None


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("name", ["a", "y"])
def test_words_that_differ_in_capitals_alone_are_told(kind, name, tmp_path):
    words = np.array(["Yes", "no", "yes", "NO", "maybe"])[PLACES % 5]
    says = "'Yes' and 'yes' differ in capitals alone (and 1 other word), and count as different words"
    assert any(says in remark for remark in _remarks(tmp_path, kind, **{name: words}))


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("mark", [9.96921e36, 9.969209968386869e36, 1e20])
def test_the_fill_values_of_climate_data_may_be_marks(kind, mark, tmp_path):
    values = np.where(PLACES % 5 == 0, mark, NORMAL)
    told = [remark for remark in _remarks(tmp_path, kind, a=values) if "far from all others" in remark]
    assert len(told) == 1
    assert told[0].startswith("column 'a': 18 cells are ")
    stated = json.loads(told[0].partition("missing: ")[2].partition("}")[0])
    said = _remarks(tmp_path, kind, csv={"missing": stated}, a=values)
    assert any("18 " in remark and "missing" in remark for remark in said)


@pytest.mark.parametrize("mark", ["#NV", "#BEZUG!", "#VALEUR!", "#N/D", "#GETAL!"])
def test_what_excel_writes_for_errors_in_other_languages_is_missing(mark, tmp_path):
    cells = [mark if i % 9 == 0 else str(i * 37 % 101) for i in range(ROWS)]
    (tmp_path / "t.csv").write_text("\n".join(["a;y", *(f"{cell};{i % 2}" for i, cell in enumerate(cells))]) + "\n")
    data = load_dataset("t.csv", target="y", folder=tmp_path, seed=0)
    assert data.features == ("a",)
    assert any(f"10 {mark!r}" in remark for remark in data.remarks)


def _marks(remarks):
    """The marks that the remarks propose, and those remarks that are on cells far from all others."""
    proposals = [remark for remark in remarks if "missing: [" in remark]
    proposed = json.loads(proposals[0].partition("missing: ")[2].partition("}")[0]) if proposals else []
    return proposed, [remark for remark in remarks if "far from" in remark]


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("name", ["a", "y"])
@pytest.mark.parametrize("marks", [(-9999, -999), (-9999, 1e20), (-999, 999), (-99.9, -999.9), (1e20, 9.96921e36)])
def test_all_marks_of_a_column_are_told_at_once(kind, name, marks, tmp_path):
    values = np.where(PLACES % 7 == 0, marks[0], np.where(PLACES % 7 == 1, marks[1], NORMAL))
    proposed, told = _marks(_remarks(tmp_path, kind, **{name: values}))
    assert len(told) == 1
    assert {*map(float, proposed)} == {*marks}
    assert all(f"13 cells are {mark}" in told[0] for mark in proposed)
    assert not any("far from" in remark for remark in _remarks(tmp_path, kind, {"missing": proposed}, **{name: values}))


@pytest.mark.parametrize("stated", [["-999"], ["NA"], ["x", "-999"]])
def test_a_mark_that_the_config_does_not_list_is_told_beside_those_that_it_lists(stated, tmp_path):
    values = np.where(PLACES % 7 == 0, -9999, np.where(PLACES % 7 == 1, -999, NORMAL))
    proposed, _ = _marks(_remarks(tmp_path, "csv", {"missing": stated}, a=values))
    assert {*proposed} == {*stated, "-9999", "-999"}


@pytest.mark.parametrize("mark", ["-9999", "1e+20"])
@pytest.mark.parametrize("name", ["a", "y"])
@pytest.mark.parametrize("word", ["<LOD", "k.A."])
def test_a_mark_is_told_of_a_column_that_is_of_words_by_other_cells(word, name, mark, tmp_path):
    cells = np.where(PLACES % 7 == 0, mark, np.where(PLACES % 9 == 1, word, NORMAL.astype(str)))
    try:
        said = _remarks(tmp_path, "csv", **{name: cells})
    except DataError as refused:  # as a target of words
        said = [str(refused)]
    assert any(f"but for '{word}'" in remark for remark in said)
    proposed, _ = _marks(said)
    assert {*proposed} == {word, mark}
    after = _remarks(tmp_path, "csv", {"missing": proposed}, **{name: cells})
    assert not any("far from" in remark or "but for" in remark for remark in after)


def test_a_date_that_may_be_a_mark_is_told_beside_what_is_no_date(tmp_path):
    days = np.where(PLACES % 7 == 0, "31.12.9999", np.datetime_as_string(DAYS, "D"))
    days = [day if "." in day else f"{day[8:]}.{day[5:7]}.{day[:4]}" for day in days]
    cells = np.where(PLACES % 9 == 1, "00.00.0000", days)
    proposed, told = _marks(_remarks(tmp_path, "csv", when=cells))
    assert {*proposed} == {"00.00.0000", "9999-12-31"}
    assert len(told) == 1
    after = _remarks(tmp_path, "csv", {"missing": proposed}, when=cells)
    assert not any("far from" in remark or "but for" in remark for remark in after)


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("name", ["a", "y"])
@pytest.mark.parametrize("mark", [1e20, -999.9, -99.9, 9.969209968386869e36])
def test_a_mark_in_single_precision_is_told_as_the_source_has_it(kind, name, mark, tmp_path):
    values = np.where(PLACES % 5 == 0, mark, NORMAL).astype(np.float32)
    if kind == "csv":
        values = np.array([f"{float(value):.15g}" for value in values])  # as R writes them
    remarks = _remarks(tmp_path, kind, **{name: values})
    proposed, told = _marks(remarks)
    assert len(told) == 1
    assert kind == "csv" or proposed == [str(np.float32(mark))]
    after = _remarks(tmp_path, kind, {"missing": proposed}, **{name: values})
    assert any("18 " in remark for remark in after)
    assert not any("far from" in remark or "no cell" in remark for remark in after)


@pytest.mark.parametrize("name", ["a", "y"])
@pytest.mark.parametrize("mark", [-9999, -999, -999.9, 1e20])
@pytest.mark.parametrize("rows", [12, ROWS])
def test_one_or_two_cells_of_a_well_known_fill_value_are_told(rows, mark, name, tmp_path):
    for count, said in ((1, "1 cell is "), (2, "2 cells are ")):
        values = np.where(PLACES[:rows] < count, mark, NORMAL[:rows])
        frame = pd.DataFrame({"b": PLACES[:rows] % 7, "y": PLACES[:rows] + 0.5, name: values})
        frame.to_csv(tmp_path / "t.csv", index=False)
        remarks = load_dataset("t.csv", target="y", folder=tmp_path, seed=0).remarks
        assert any(remark.startswith(f"column {name!r}: {said}") for remark in remarks)


@pytest.mark.parametrize("mark", [9999, 99999, -99, 2147483647])
def test_one_or_two_cells_of_what_may_be_a_large_amount_are_not_told(mark):
    assert remark_on_numbers(np.where(PLACES < 2, mark, NORMAL)) is None


@pytest.mark.parametrize("mark", ["1900-01-01", "9999-12-31"])
def test_one_cell_of_a_well_known_fill_date_is_told(mark):
    said = remark_on_dates(np.where(PLACES < 1, np.datetime64(mark), DAYS).astype("datetime64[us]"))
    assert said is not None
    assert said.sentence().startswith(f"1 cell is {mark}, far from all others (")
