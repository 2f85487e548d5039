"""DataFrames as a source, with what pandas can put into their columns and names."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ROWS = 60
NUMBERS = np.arange(ROWS) % 7 * 0.5


def _loaded(**columns):
    frame = pd.DataFrame({"a": np.random.default_rng(0).normal(size=ROWS), **columns})
    frame["y"] = np.where(np.arange(ROWS) % 2, "yes", "no")
    return load_dataset(frame, folder=Path(), seed=0)


@pytest.mark.parametrize(
    "kept_as",
    [
        pd.arrays.SparseArray(NUMBERS),
        pd.array(NUMBERS, dtype="Float64"),
        pd.array(NUMBERS, dtype="double[pyarrow]"),
        pd.Categorical(NUMBERS),
        NUMBERS.astype(np.float16),
    ],
    ids=lambda kept_as: str(kept_as.dtype),
)
def test_numbers_are_the_same_however_pandas_keeps_them(kept_as):
    data, plain = _loaded(n=kept_as), _loaded(n=NUMBERS)
    assert data.fingerprint == plain.fingerprint
    assert [remark for remark in data.remarks if "categories" not in remark] == [*plain.remarks]


def test_periods_are_the_dates_when_they_begin():
    months = pd.period_range("2020-01", periods=ROWS, freq="M")
    assert _loaded(n=months).fingerprint == _loaded(n=months.to_timestamp()).fingerprint


def test_column_names_of_two_levels_are_refused_with_a_remedy():
    frame = pd.DataFrame(np.ones((20, 2)), columns=pd.MultiIndex.from_tuples([("a", "x"), ("y", "")]))
    with pytest.raises(DataError, match=r"column names have 2 levels; expected one, such as frame\.columns = "):
        load_dataset(frame, folder=Path(), seed=0)


def test_half_a_character_is_refused_by_column():
    with pytest.raises(DataError, match="column 'n' holds half a character"):
        _loaded(n=pd.Series(["\ud800", "b", "c"] * (ROWS // 3), dtype=object))


@pytest.mark.parametrize(
    ("names", "remarks"),
    [
        ([None], []),
        (["id"], ["left out the index 'id': row labels of pandas; frame.reset_index() makes columns of them"]),
        (
            ["id", None, 3],
            ["left out the index 'id', '3': row labels of pandas; frame.reset_index() makes columns of them"],
        ),
    ],
    ids=str,
)
def test_an_index_with_a_name_is_no_input_and_a_remark_says_so(names, remarks):
    frame = pd.DataFrame({"a": NUMBERS + np.arange(ROWS), "y": np.where(np.arange(ROWS) % 2, "yes", "no")})
    labels = [np.arange(ROWS) * 0.5 for _ in names]
    frame.index = (
        pd.MultiIndex.from_arrays(labels, names=names) if len(names) > 1 else pd.Index(labels[0], name=names[0])
    )
    data = load_dataset(frame, folder=Path(), seed=0)
    assert data.features == ("a",)
    assert [remark for remark in data.remarks if "row labels" in remark] == remarks


def test_cells_that_cannot_be_read_are_named_with_their_rows(tmp_path):
    """Wherever in a large file they are, those of numbers and of dates."""
    rows = [f"{i % 31}.5,2020-01-{1 + i % 28:02},{i % 11}" for i in range(90_000)]
    (tmp_path / "t.csv").write_text("\n".join(["a,when,y", *rows[:200]]) + "\n")
    trained = load_dataset("t.csv", folder=tmp_path, seed=0).preprocessing
    rows[79_999], rows[80_500] = "about 5,2020-01-05,1", "many,2020-01-05,1"
    (tmp_path / "new.csv").write_text("\n".join(["a,when,y", *rows]) + "\n")
    with pytest.raises(
        DataError, match=r"holds 'about 5' in row 80,000, 'many' in row 80,501, and .*; correct them, or leave"
    ):
        trained.transform(tmp_path / "new.csv")
    rows[79_999], rows[80_500] = "5,2020-01-05,1", "5,soon,1"
    (tmp_path / "new.csv").write_text("\n".join(["a,when,y", *rows]) + "\n")
    with pytest.raises(DataError, match=r"dates written as '.+': 'soon' in row 80,501; correct them, or leave"):
        trained.transform(tmp_path / "new.csv")


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_text_with_decimal_commas_is_read_as_training_read_its_file(kind, tmp_path):
    (tmp_path / "t.csv").write_text("\n".join(["a;b;y", *(f"{i * 7 % 31},5;{i % 7};{i % 11},5" for i in range(60))]))
    trained = load_dataset("t.csv", folder=tmp_path, seed=0).preprocessing
    expected = trained.transform(pd.DataFrame({"a": [7.9, 3.5], "b": [1, 2]}))
    for cells in (["7,9", "3,5"], ["7.9", "3.5"]):
        rows = pd.DataFrame({"a": cells, "b": [1, 2]})
        rows.to_parquet(tmp_path / "new.parquet")
        new = rows if kind == "frame" else tmp_path / "new.parquet"
        assert np.array_equal(trained.transform(new), expected)
    with pytest.raises(
        DataError, match=r"holds '7\.9' in row 1, and training read plain numbers such as '1234,5' there"
    ):
        trained.transform(pd.DataFrame({"a": ["7.9", "3,5"], "b": [1, 2]}))


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        ("a,b,y", "1.052,1,2", None),
        ("a;b;y", "1.052;1,5;2,5", r"'1\.052' in row 3.* plain numbers such as '1234,5'"),
        ("a,b,y", "12345678901234567890,1,2", r"'12345678901234567890' in row 3, too long for a number"),
        ("a,b,y", "0123,1,2", r"'0123' in row 3.* plain numbers such as '1234\.5'"),
    ],
)
def test_a_cell_that_fits_training_but_not_its_file_is_named_with_its_row(header, row, says, tmp_path):
    """Where numbers have another sign before the decimals, or are as long as codes; a gap before it is none."""
    (tmp_path / "t.csv").write_text("\n".join(["a,b,y", *(f"{i * 7 % 31},{i % 7}.5,{i % 11}.5" for i in range(60))]))
    trained = load_dataset("t.csv", folder=tmp_path, seed=0).preprocessing
    mark = header[1]
    before = f"NA{mark}1{mark}2\n5{mark}1{mark}2\n" if mark == "," else "NA;1,5;2,5\n5;1,5;2,5\n"
    (tmp_path / "new.csv").write_text(f"{header}\n{before}{row}\n")
    if says is None:
        assert trained.transform(tmp_path / "new.csv").shape == (2, 3)
        return
    with pytest.raises(DataError, match=rf"column 'a' holds {says}"):
        trained.transform(tmp_path / "new.csv")


def test_cells_of_other_types_are_left_out_with_a_remedy():
    data = _loaded(n=[[1, 2]] * ROWS)
    assert any(
        "left out column 'n': list<" in remark and "; make columns of numbers" in remark for remark in data.remarks
    )


def test_intervals_are_left_out_by_that_name():
    data = _loaded(n=pd.cut(np.arange(ROWS), 4))
    assert any("left out column 'n': intervals; make columns of numbers or words" in remark for remark in data.remarks)


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_categories_that_are_numbers_are_told(kind, tmp_path):
    numbers = np.arange(120) % 7 + 100
    frame = pd.DataFrame({"a": pd.Categorical(numbers), "b": numbers, "y": np.arange(120) % 11 / 2})
    frame["c"] = pd.Categorical([f"m{number}" for number in numbers])
    frame["d"] = pd.Categorical(numbers % 2 == 0)
    frame["e"] = pd.Categorical(numbers / 4)
    frame["f"] = pd.Categorical((numbers + 1).astype(str))
    frame.to_parquet(tmp_path / "t.parquet")
    data = load_dataset(frame if kind == "frame" else "t.parquet", target="y", folder=tmp_path, seed=0)
    (said,) = (remark for remark in data.remarks if "categories" in remark)
    assert said.startswith("columns 'a', 'e', 'f': categories that are numbers are read as numbers; ")
    assert not any("kept as text" in remark for remark in data.remarks)
    assert {"a", "b", "c=m100"} < {*data.features}
