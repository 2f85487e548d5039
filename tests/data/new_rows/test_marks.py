"""Marks of missing values in new rows that are written otherwise than training's."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.data.forms.written_numbers import OTHER_SIGN

VALUES = [f"{1 + i * 37 % 90 / 10:.1f}" for i in range(90)]


def _trained(folder, mark, *, separator=";", decimal=",", thousands=False, unit=""):
    """The preprocessing of a table where every ninth cell of w is the mark, and an empty cell of new rows."""
    values = [
        f"{value}00".replace(".", OTHER_SIGN[decimal]) if thousands else value.replace(".", decimal) for value in VALUES
    ]
    cells = [mark if i % 9 == 0 else f"{value}{unit}" for i, value in enumerate(values)]
    other = [f"{i % 7}{decimal}25" for i in range(90)]
    rows = [separator.join(f'"{cell}"' for cell in row) for row in zip(cells, other, other, strict=True)]
    (folder / "t.csv").write_text("\n".join([separator.join(["w", "b", "y"]), *rows]) + "\n")
    csv = {"missing": [mark, ""]}
    data = load_dataset("t.csv", target="y", csv=csv, missing="indicator", folder=folder, seed=0)
    assert "w is missing" in data.features
    return data.preprocessing


def _missing(preprocessing, rows):
    """Whether each of the new rows lacks a number in w."""
    return preprocessing.transform(rows)[preprocessing.features.index("w is missing")].astype(bool).tolist()


def _file(folder, cells, separator=",", decimal="."):
    lines = [f'"{cell}"{separator}"2{decimal}25"' for cell in cells]
    (folder / "new.csv").write_text("\n".join([f"w{separator}b", *lines]) + "\n")
    return folder / "new.csv"


@pytest.mark.parametrize(("training", "new"), [((";", ","), (",", ".")), (("\t", "."), (";", ","))])
@pytest.mark.parametrize("value", ["-99.9", "-99.95", "-999"])
def test_a_mark_is_known_with_the_decimal_sign_of_the_new_file(training, new, value, tmp_path):
    preprocessing = _trained(tmp_path, value.replace(".", training[1]), separator=training[0], decimal=training[1])
    for separator, decimal in (training, new):
        cells = [cell.replace(".", decimal) for cell in (value, "1.5", "", f"{float(value):.3f}0")]
        assert _missing(preprocessing, _file(tmp_path, cells, separator, decimal)) == [True, False, True, True]


@pytest.mark.parametrize("cells", [["-99.9", "1.5"], ["-99,9", "1,5"], [-99.9, 1.5], np.array([-99.9, 1.5], "f4")])
def test_a_mark_with_a_comma_is_known_in_a_frame(cells, tmp_path):
    preprocessing = _trained(tmp_path, "-99,9")
    assert _missing(preprocessing, pd.DataFrame({"w": cells, "b": [2.25, 2.25]})) == [True, False]


@pytest.mark.parametrize(("separator", "decimal", "thousands"), [(",", ".", ","), (";", ",", ".")])
@pytest.mark.parametrize("plain", [True, False])
def test_a_mark_with_thousands_is_compared_by_value(separator, decimal, thousands, plain, tmp_path):
    """In a column of plain numbers, and in one of which all numbers have thousands."""
    preprocessing = _trained(tmp_path, f"-9{thousands}999", separator=separator, decimal=decimal, thousands=not plain)
    cells = [f"-9{thousands}999", "-9999", f"-9999{decimal}0", f"2{decimal}5", "2000"]
    expected = [True, True, True, False, False]
    assert _missing(preprocessing, _file(tmp_path, cells, separator, decimal)) == expected
    assert _missing(preprocessing, pd.DataFrame({"w": [-9999, 2000], "b": [2.25, 2.25]})) == [True, False]


@pytest.mark.parametrize("mark", ["-999 kg", "-999"])
@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (",", ".")])
def test_a_mark_is_known_with_and_without_its_unit(mark, separator, decimal, tmp_path):
    preprocessing = _trained(tmp_path, mark, unit=" kg")
    cells = ["-999 kg", "-999", f"-999{decimal}0", "5 kg", "5"]
    expected = [True, True, True, False, False]
    assert _missing(preprocessing, _file(tmp_path, cells, separator, decimal)) == expected
    assert _missing(preprocessing, pd.DataFrame({"w": [-999, 5.5], "b": 2.25})) == [True, False]
    assert _missing(preprocessing, pd.DataFrame({"w": ["-999", "-999 kg", "5,5"], "b": 2.25})) == [True, True, False]
