"""The marks of missing values that the config states, in every kind of column and of source."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.kinds import decide
from hpsearch.data.forms.marked import absent_marks, marked_words
from hpsearch.errors import DataError

DAYS = pd.date_range("2020-01-01", periods=97)


def _frame(mark, rows=90):
    return pd.DataFrame(
        {
            "a": [float(mark) if i % 3 == 0 else float(i * 37 % 101) for i in range(rows)],
            "when": [pd.Timestamp("1900-01-01") if i % 3 == 1 else DAYS[i * 37 % 97] for i in range(rows)],
            "b": [1 + i % 7 for i in range(rows)],
            "y": [i * 7 % 11 + 0.5 for i in range(rows)],
        }
    )


def _as_text(frame, number, decimal=".", quoted=False):
    quote = '"' if quoted else ""
    cells = [
        [f"{quote}{number(a)}{quote}", f"{when:%Y-%m-%d}", str(b), str(y).replace(".", decimal)]
        for a, when, b, y in frame.itertuples(index=False)
    ]
    return "\n".join(";".join(row) for row in [["a", "when", "b", "y"], *cells]) + "\n"


def _said(data):
    return "; ".join(data.remarks)


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize(
    ("mark", "cell", "decimal"),
    [("-999", "-999", "."), ("-999.0", "-999.0", "."), ("999", "999", "."), ("-999", "-999.00", "."), ("0", "0", "."),
     ("-999", "-999", ","), ("-999,5", "-999,5", ","), ("1e5", "100000", ".")],
)  # fmt: skip
def test_a_mark_that_is_a_number_is_missing_in_a_column_of_numbers(mark, cell, decimal, quoted, tmp_path):
    value = float(mark.replace(",", "."))
    plain = _frame(value)
    text = _as_text(plain, lambda a: cell if a == value else f"{a + 1:g}", decimal, quoted=quoted)
    (tmp_path / "t.csv").write_text(text)
    (tmp_path / "u.csv").write_text(_as_text(plain, lambda a: "NA" if a == value else f"{a + 1:g}", decimal))
    data = load_dataset("t.csv", csv={"missing": [mark, "1900-01-01"]}, missing="indicator", folder=tmp_path, seed=0)
    usual = load_dataset("u.csv", csv={"missing": ["NA", "1900-01-01"]}, missing="indicator", folder=tmp_path, seed=0)
    assert "a is missing" in data.features
    assert np.array_equal(data.train.x, usual.train.x)
    assert f"30 {mark!r}" in _said(data)
    assert "30 '1900-01-01'" in _said(data)
    assert "no cell" not in _said(data)


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_marks_hold_in_frames_and_parquet_files_too(kind, tmp_path):
    frame = _frame(-999)
    frame.to_parquet(tmp_path / "t.parquet")
    source = frame if kind == "frame" else "t.parquet"
    marks = {"missing": ["-999", "1900-01-01"]}
    data = load_dataset(source, csv=marks, missing="indicator", folder=tmp_path, seed=0)
    assert {"a is missing", "when year is missing"} <= {*data.features}
    assert "30 '-999'" in _said(data)


@pytest.mark.parametrize("words", [False, True])
def test_rows_whose_target_is_a_mark_are_left_out(words, tmp_path):
    lines = [f"{i * 37 % 101},{-999 if i % 9 == 0 else f'{i}.5'}" for i in range(90)]
    lines = lines if not words else [f"{a},{'abc' if y == '-999' else 'no'}" for a, y in (x.split(",") for x in lines)]
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *lines, "5,yes" if words else "5,7.5"] + ["6,yes"] * 5 * words))
    data = load_dataset("t.csv", csv={"missing": ["abc" if words else "-999"]}, folder=tmp_path, seed=0)
    assert "left out 10 rows without a target" in _said(data)


@pytest.mark.parametrize("dates", [False, True])
def test_a_mark_in_the_order_column_is_a_row_without_a_place(dates, tmp_path):
    def written(i):
        return f"{DAYS[i]:%Y-%m-%d}" if dates else str(i)

    mark = "1900-01-01" if dates else "-999"
    lines = [f"{i * 37 % 101},{mark if i == 40 else written(i)},{i % 11}.5" for i in range(90)]
    texts = {"t.csv": lines, "u.csv": [line.replace(mark, "") for line in lines]}
    for name, rows in texts.items():
        (tmp_path / name).write_text("\n".join(["a,when,y", *rows]))
    messages = []
    for name in texts:
        try:
            made = load_dataset(name, csv={"missing": [mark]}, order="when", folder=tmp_path, seed=0)
            messages.append(made.train.x.tobytes())
        except DataError as error:
            messages.append(str(error).replace(name, ""))
    assert messages[0] == messages[1]


def test_a_mark_is_said_of_the_columns_alone_that_have_it(tmp_path):
    """Not of one with empty cells."""
    rows = [
        f"{i % 7}.5,{'' if i % 5 == 0 else i % 11},{'k.A.' if i % 4 == 0 else i % 13},{i % 9}.25" for i in range(90)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,c,y", *rows]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, target="y", csv={"missing": ["k.A."]})
    assert any("taken for missing in column 'c': 23 'k.A.'" in remark for remark in data.remarks)


def test_a_mark_that_no_cell_is_is_said(tmp_path):
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *(f"{i * 37 % 101},{i % 11}.5" for i in range(90))]))
    data = load_dataset("t.csv", csv={"missing": ["-999", "5"]}, folder=tmp_path, seed=0)
    assert "data.csv.missing: no cell that was read is '-999'" in data.remarks


def _trained(tmp_path):
    lines = [f"{'-999' if i % 5 == 0 else 'NA' if i % 7 == 0 else i * 37 % 101},{i % 7},{i % 11}.5" for i in range(90)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,y", *lines]))
    marks = {"missing": ["-999", "NA"]}
    return load_dataset("t.csv", csv=marks, missing="indicator", folder=tmp_path, seed=0).preprocessing


@settings(max_examples=25)
@given(cells=st.lists(st.sampled_from(["-999", "-999.0", "NA", "", "5", "7.5", "-998"]), min_size=1, max_size=6))
def test_what_a_new_row_is_does_not_depend_on_its_neighbours(cells, tmp_path_factory):
    folder = tmp_path_factory.mktemp("marks")
    trained = _trained(folder)

    def inputs(some, kind):
        path = folder / f"new.{kind}"
        if kind == "csv":
            path.write_text("a,b\n" + "".join(f"{cell},1\n" for cell in some))
            return trained.transform(path).T
        typed = [float(cell) if cell not in ("", "NA") else None for cell in some]
        frame = pd.DataFrame({"a": pd.Series(some if kind == "text" else typed), "b": 1})
        if kind != "parquet":
            return trained.transform(frame).T
        frame.to_parquet(path)
        return trained.transform(path).T

    alone = np.concatenate([inputs([cell], "csv") for cell in cells])
    for kind in ("csv", "text", "frame", "parquet"):
        assert np.array_equal(inputs(cells, kind), alone), kind


@pytest.mark.parametrize("stored", [np.float16, np.float32, "category"])
@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_a_mark_is_found_in_whatever_precision_numbers_are_stored(stored, kind, tmp_path):
    values = np.where(np.arange(90) % 5 == 0, -99.9, np.arange(90) % 31 / 4)
    as_stored = (
        pd.Series(values.astype(np.float32)).astype("category") if stored == "category" else values.astype(stored)
    )
    frame = pd.DataFrame({"a": as_stored, "b": np.arange(90) % 7, "y": np.arange(90) % 11 + 0.5})
    frame.to_parquet(tmp_path / "t.parquet")
    source = frame if kind == "frame" else "t.parquet"
    data = load_dataset(source, csv={"missing": ["-99.9"]}, missing="indicator", folder=tmp_path, seed=0)
    assert "18 '-99.9'" in _said(data)
    assert "no cell" not in _said(data)
    anew = data.preprocessing.transform(frame)
    assert anew[data.features.index("a is missing")].sum() == 18


LARGE_MARKS = ("-3.4028235e+38", "-3.4028234663852886e+38", "inf", "-inf", "1e300", "-Infinity", "1e17")


@pytest.mark.parametrize("mark", LARGE_MARKS)
@pytest.mark.parametrize("kind", ["csv", "comma", "frame", "float32", "parquet"])
def test_a_mark_may_be_infinite_or_larger_than_any_value(mark, kind, tmp_path):
    numbers = np.arange(90) * 37 % 101 / 4
    cells = np.where(np.arange(90) % 5 == 0, float(mark), numbers)
    frame = pd.DataFrame({"a": cells, "b": np.arange(90) % 7, "y": np.arange(90) % 11 + 0.5})
    gaps = frame.assign(a=np.where(np.arange(90) % 5 == 0, np.nan, numbers))
    if kind == "float32":
        with np.errstate(over="ignore"):
            frame["a"] = cells.astype(np.float32)
    frame.to_parquet(tmp_path / "t.parquet")
    as_text = frame.assign(a=[mark if i % 5 == 0 else f"{value:g}" for i, value in enumerate(frame["a"])])
    if kind == "comma":
        as_text = as_text.map(lambda cell: str(cell).replace(".", ","))
    as_text.to_csv(tmp_path / "t.csv", index=False, sep=";" if kind == "comma" else ",")
    source = {"parquet": "t.parquet", "csv": "t.csv", "comma": "t.csv"}.get(kind, frame)
    data = load_dataset(source, csv={"missing": [mark]}, missing="indicator", folder=tmp_path, seed=0)
    assert f"18 {mark!r}" in _said(data)
    assert "no cell" not in _said(data)
    usual = load_dataset(gaps, missing="indicator", folder=tmp_path, seed=0)
    assert np.array_equal(data.train.x, usual.train.x)
    new = tmp_path / source if isinstance(source, str) else source
    assert np.array_equal(data.preprocessing.transform(new), usual.preprocessing.transform(gaps))


@given(one=st.integers(2**53, 2**60), other=st.integers(0, 3))
def test_a_long_whole_number_is_no_mark_of_its_neighbour(one, other):
    assert marked_words([str(one), str(one + other)], [str(one)]) == {str(one), str(one + other)} - (
        {str(one + other)} if other else set()
    )


@pytest.mark.parametrize("cell", ["inf", "-3.4028235e+38", "1e39"])
@pytest.mark.parametrize("names", ["a,b,y", "y,b,a"])
def test_a_number_that_is_too_large_is_proposed_as_a_mark(cell, names, tmp_path):
    rows = [f"{cell if i % 9 == 4 else i},{'NA' if i % 7 == 3 else i % 13},{i % 11}.5" for i in range(90)]
    (tmp_path / "t.csv").write_text("\n".join([names, *rows]))
    with pytest.raises(
        DataError, match=r"infinite number, or one above 3e38 in row 5; .* if it stands for a missing"
    ) as told:
        load_dataset("t.csv", target="y", folder=tmp_path, seed=0)
    key, marks = told.value.remedy
    assert key == "csv.missing"
    assert {*load_dataset("t.csv", target="y", csv={"missing": marks}, folder=tmp_path, seed=0).features} == {"a", "b"}


WRITTEN = {"{:,} kg": ".", "${:,}": ".", "{:,}": ".", "{:,}%": ",", "{:,} €": ","}


def _written(form, value):
    """The number in a form, with separators between thousands; in brackets all numbers are negative."""
    text = form.format(abs(value) if form.startswith("(") else value)
    return text.replace(",", ".") if WRITTEN.get(form, ".") == "," else text


@pytest.mark.parametrize(
    ("form", "mark"), [*product(WRITTEN, ["-9999", "-9999.0", "12", "7000"]), ("({:,})", "-12"), ("({:,})", "-9999.0")]
)
@pytest.mark.parametrize("role", ["a", "y", "order"])
def test_a_mark_is_found_in_numbers_with_units_and_separators(form, role, mark, tmp_path):
    value = int(float(mark))
    numbers = [value if i % 7 == 3 else 1013 + i * 37 % 101 * 13 for i in range(90)]
    half = f"{WRITTEN.get(form, '.')}5"
    texts = [[_written(form, number), f"{i * 13 % 29}{half}", f"{i % 11}{half}"] for i, number in enumerate(numbers)]
    gaps = [["", *rest] if i % 7 == 3 else [cell, *rest] for i, (cell, *rest) in enumerate(texts)]
    names = {"a": "a;b;y", "y": "y;b;a", "order": "o;b;y"}[role]
    options = {"target": "y", "missing": "indicator", "folder": tmp_path, "seed": 0}
    options |= {"order": "o"} if role == "order" else {}
    found = []
    for rows, marks in ((texts, [mark]), (gaps, ["NA"])):
        (tmp_path / "t.csv").write_text("\n".join([names, *map(";".join, rows)]) + "\n")
        csv = {"missing": marks, "decimal": WRITTEN.get(form, ".")}
        try:
            data = load_dataset("t.csv", csv=csv, **options)
            found.append((data.train.x.tobytes(), data.train.y.tobytes(), data.features))
            assert ("no cell" in _said(data)) == (marks == ["NA"])
        except DataError as error:
            found.append(str(error))
    assert found[0] == found[1]
    if role == "a":
        expected = data.preprocessing.transform(tmp_path / "t.csv")
        (tmp_path / "new.csv").write_text("\n".join([names, *map(";".join, texts)]) + "\n")
        marked = load_dataset("new.csv", csv=csv | {"missing": [mark]}, **options).preprocessing
        assert np.array_equal(marked.transform(tmp_path / "new.csv"), expected)
        for place, row in enumerate(texts):
            (tmp_path / "new.csv").write_text("\n".join([names, ";".join(row)]) + "\n")
            assert np.array_equal(marked.transform(tmp_path / "new.csv")[:, 0], expected[:, place])


def test_a_point_between_thousands_is_none_before_decimals_in_a_mark():
    decision = decide(["1.000 kg", "2.000 kg", "3.500 kg", "1 kg"], ["", "1"], ",")
    assert decision.missing == ("1 kg",)
    assert decide(["1.000", "2.000", "3.500.000", "1"], ["", "1"], ",").missing == ("1",)


@given(
    numbers=st.lists(st.integers(-99999, 99999), min_size=4, max_size=20, unique=True),
    form=st.sampled_from(["{} kg", "${}", "{:,}", "{:,} kg", "{}"]),
    data=st.data(),
)
def test_the_cells_that_a_mark_finds_are_those_of_its_value(numbers, form, data):
    mark = data.draw(st.sampled_from(numbers))
    words = [form.format(number) for number in numbers]
    decision = decide(words, ["", str(mark)])
    assert decision.missing == (form.format(mark),)
    assert absent_marks([str(mark)], decision.missing) == []


@pytest.mark.parametrize("mark", ["-9.999", "-9999", "-9.999,0"])
def test_every_way_to_write_a_mark_with_thousands_is_missing(mark):
    cells = ["-9.999", "-9999", "-9.999,0", "-9999,0"]
    words = [*(f"{1 + i % 8}.{i * 37 % 1000:03d}" for i in range(30)), *cells]
    assert [*decide(words, ["", mark], ",").missing] == cells
    assert [*decide(["2,5", "17,25", "3", *cells], ["", mark], ",").missing] == cells
    assert absent_marks([mark], cells, ",") == []


def test_blanks_around_a_mark_do_not_count_as_they_do_not_around_cells(tmp_path):
    cells = [" not asked " if i % 5 == 0 else str(i % 7) for i in range(100)]
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *(f"{cell},{i % 2}" for i, cell in enumerate(cells))]) + "\n")
    data = load_dataset("t.csv", csv={"missing": [" not asked "]}, folder=tmp_path, seed=0)
    assert data.features == ("a",)
    assert "20 'not asked'" in _said(data)
