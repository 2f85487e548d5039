"""All cells of a text file decide on its decimal sign, in whatever order its rows are."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset

ROWS = 400
LATE = 300
"""So many rows come before the first comma or point; fewer are asked before the file is read."""


def _read(folder, columns, mark=";", **options):
    """The columns by name as they are read, and the remarks; the target is a column of two classes."""
    rows = len(next(iter(columns.values())))
    columns = {**columns, "y": ["ab"[i * 7 % 13 % 2] for i in range(rows)]}
    lines = [mark.join(columns), *map(mark.join, zip(*columns.values(), strict=True))]
    (folder / "t.csv").write_text("\n".join(lines) + "\n")
    data = load_dataset("t.csv", folder=folder, seed=0, normalize="none", **options)
    read = data.preprocessing.transform(folder / "t.csv")
    return dict(zip(data.features, read, strict=True)), "; ".join(data.remarks)


def _late(cells, others="{}", rows=ROWS):
    return [(cells if i >= LATE else others).format(i % 40 + 1, 100 + i) for i in range(rows)]


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_rows_does_not_change_numbers(order, tmp_path):
    found, remarks = _read(tmp_path, {"m": _late("{},{}")[::order]})
    assert found["m"][::order][LATE] == np.float32(21.4)
    assert "is read as a number with decimals, which no cell of the column decides; where commas separate" in remarks
    assert "set data.csv: {decimal: .}, else {decimal: ','}" in remarks


def test_decimals_far_below_are_named_as_they_are(tmp_path):
    found, remarks = _read(
        tmp_path, {"m": [f"{i % 40 + 1},{40 + i % 50}" if i >= LATE else f"{i}" for i in range(ROWS)]}
    )
    assert found["m"][LATE] == np.float32(21.4)
    assert "read with a comma before the decimals, as in '21,40'; data.csv: {decimal: .} sets a point" in remarks
    assert "point before the decimals" not in remarks


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_per_cent_sign_far_below_decides_on_numbers_above_it(mark, order, tmp_path):
    columns = {"a": [f"{1 + i % 9}.{100 + i}" for i in range(ROWS)], "b": _late("{},5 %", "{} %")}
    found, remarks = _read(tmp_path, {name: cells[::order] for name, cells in columns.items()}, mark)
    assert found["a"].max() > 1000
    assert "as in '21,5 %'" in remarks if order == 1 else ",5 %'" in remarks
    assert "decides" not in remarks


@pytest.mark.parametrize("order", [1, -1])
def test_a_price_far_below_decides_that_commas_separate_thousands(order, tmp_path):
    columns = {"q": [f"{1 + i % 9},{100 + i}" for i in range(ROWS)], "p": _late("$1,{1}.50", "${}")}
    found, remarks = _read(tmp_path, {name: cells[::order] for name, cells in columns.items()}, "\t")
    assert found["q"][::order][:2].tolist() == [1100, 2101]
    assert "decides" not in remarks


@pytest.mark.parametrize(("sign", "other"), [(".", "{decimal: ','}"), (",", "{decimal: .}")])
def test_whole_numbers_of_thousands_far_below_are_told(sign, other, tmp_path):
    columns = {"m": [f"{1 + i % 9}{sign}000" if i >= LATE else f"{i}" for i in range(ROWS)]}
    _, remarks = _read(tmp_path, columns)
    assert f"'4{sign}000' is read as a number with decimals, which no cell of the column decides" in remarks
    assert f"separate thousands, set data.csv: {other}" in remarks


@pytest.mark.parametrize("cell", ["{}.000.{} kg", "{}.{} €"])
def test_a_cell_that_decides_without_a_comma_is_told_as_that(cell, tmp_path):
    unit = cell.partition(" ")[2]
    _, remarks = _read(
        tmp_path, {"p": _late(cell, f"{{}} {unit}"), "q": [f"{1 + i % 9}.{100 + i}" for i in range(ROWS)]}
    )
    said = rf"read with points between thousands, as in '[\d.]+ {unit}', and a comma before the decimals; data\.csv"
    assert re.search(said, remarks)


def test_columns_with_both_signs_are_told_with_a_cell_of_each(tmp_path):
    columns = {"a": _late("{}.5"), "b": _late("{},5 %", "{} %"), "c": [f"{1 + i % 9}.{100 + i}" for i in range(ROWS)]}
    found, remarks = _read(tmp_path, columns)
    assert (found["a"][LATE], found["b"][LATE]) == (21.5, 21.5)
    assert (
        "read with a comma before the decimals, as in '21,5 %' in column 'b', although '21.5' in column 'a' has a point"
    ) in remarks
    assert "is read as a whole number, which no cell of the column decides; where points come before" in remarks


def test_the_config_decides_without_a_word(tmp_path):
    columns = {"a": [f"{1 + i % 9}.{100 + i}" for i in range(ROWS)], "b": _late("{},5 %", "{} %")}
    found, remarks = _read(tmp_path, columns, csv={"decimal": "."})
    assert found["a"][0] == np.float32(1.1)
    assert "decides" not in remarks
    assert "although" not in remarks


def test_a_weight_of_a_row_leaves_the_sign_to_the_others(tmp_path):
    columns = {"m": _late("{},{}"), "w": ["1" if i < ROWS - 1 else "0" for i in range(ROWS)]}
    assert _read(tmp_path, columns, weight="w")[0]["m"][LATE] == np.float32(21.4)


@pytest.mark.parametrize("mark", ["-9999", "9999", "-99999", "32767"])
@pytest.mark.parametrize(("separator", "cell"), [(",", '"{},{}"'), ("\t", "{},{}"), (";", "{}.{}")])
def test_a_number_that_is_a_likely_mark_does_not_decide_on_the_sign(separator, cell, mark, tmp_path):
    """The other numbers are read as without it, and a doubt is told as without it."""
    plain = [cell.format(2 + i % 8, 100 + i) for i in range(ROWS)]
    marked = [mark if i % 9 == 0 else word for i, word in enumerate(plain)]
    expected, without = _read(tmp_path, {"p": plain}, separator)
    found, remarks = _read(tmp_path, {"p": marked}, separator)
    assert found["p"][1:9].tolist() == expected["p"][1:9].tolist()
    assert ("no cell of the column decides" in remarks) == ("no cell of the column decides" in without)


def test_a_likely_mark_does_not_make_thousands_of_prices_of_fuel(tmp_path):
    cells = ["$-999" if i % 9 == 0 else f"${2 + i % 8}.{100 + i}" for i in range(ROWS)]
    found, _ = _read(tmp_path, {"p": cells}, ";")
    assert found["p"][1:3].tolist() == np.array([3.101, 4.102], np.float32).tolist()


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("sign", [",", "."])
@pytest.mark.parametrize("cell", ["{}{}{:03}", "{}{}000", "{}{}{:03} kg", "{}{}{:03} €"])
def test_a_column_that_no_cell_decides_on_is_told_for_points_as_for_commas(cell, sign, separator, tmp_path):
    _, remarks = _read(tmp_path, {"a": [cell.format(1 + i % 9, sign, i * 37 % 1000) for i in range(ROWS)]}, separator)
    assert "is read as a number with decimals, which no cell of the column decides; where" in remarks


def test_a_point_that_another_column_decides_on_is_not_told(tmp_path):
    columns = {"a": [f"{1 + i % 9}.{i * 37 % 1000:03}" for i in range(ROWS)], "b": [f"{i}.5" for i in range(ROWS)]}
    assert "decides" not in _read(tmp_path, columns)[1]


STYLES = [
    ("{}", "{}"),
    ("{}", "{},{}"),
    ("{}", "{}.{}"),
    ("{}", "{},5"),
    ("{}", "{}.5"),
    ("{} %", "{},5 %"),
    ("${}", "${},{}"),
    ("{} €", "{}.{} €"),
    ("{1}", "{}.{}"),
    ("1{1}", "{},{}"),
]


@settings(max_examples=40, deadline=None)
@given(separator=st.sampled_from([";", "\t", ","]), styles=st.lists(st.sampled_from(STYLES), min_size=1, max_size=4))
def test_rows_in_reverse_are_read_as_the_same_numbers(separator, styles, tmp_path_factory):
    columns = {f"c{place}": _late(late, early, LATE + 20) for place, (early, late) in enumerate(styles)}
    quoted = {name: [f'"{cell}"' if separator in cell else cell for cell in cells] for name, cells in columns.items()}
    folder = tmp_path_factory.mktemp("t")
    forth, _ = _read(folder, quoted, separator, inputs=[*columns], target="y")
    back, _ = _read(
        folder, {name: cells[::-1] for name, cells in quoted.items()}, separator, inputs=[*columns], target="y"
    )
    assert {name: values[::-1].tolist() for name, values in back.items()} == {
        name: values.tolist() for name, values in forth.items()
    }
