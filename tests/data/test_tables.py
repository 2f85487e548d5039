import numpy as np
import pandas as pd
import pytest

from hpsearch.data import describe, load_dataset
from hpsearch.errors import DataError


def _load(folder, text, **arguments):
    (folder / "t.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_dataset("t.csv", folder=folder, seed=0, **arguments)


def _all_rows(data):
    """x (rows, n_x) and y of all parts, in no order."""
    parts = [part for part in (data.train, data.dev, data.test) if part is not None]
    return np.concatenate([part.x.T for part in parts]), np.concatenate([part.y for part in parts])


def _lines(header, rows):
    return "\n".join([header, *rows]) + "\n"


def _one_column(data, name):
    return np.sort(_all_rows(data)[0][:, data.features.index(name)])


def test_numbers_words_and_booleans_become_inputs(tmp_path):
    rows = [f'{2 * i},"{"red" if i % 2 else "light blue"}",{"True" if i % 3 else "False"},{i % 2}' for i in range(30)]
    data = _load(tmp_path, _lines("size,colour,new,y", rows), normalize="none")
    assert data.features == ("size", "new", "colour=light blue", "colour=red")
    assert data.task == "classification"
    assert data.classes == ("0", "1")
    assert set(_one_column(data, "new")) == {0, 1}
    x, y = _all_rows(data)
    assert (x[:, 3] == y).all()


def test_a_byte_order_mark_quotes_and_windows_line_ends_are_read(tmp_path):
    rows = [f'"{i}.5","a ""{i % 3}"", b\r\nc",{i * 0.37}' for i in range(20)]
    data = _load(tmp_path, b"\xef\xbb\xbf" + "\r\n".join(["a,b,c", *rows, ""]).encode(), normalize="none")
    assert data.features[:2] == ("a", 'b=a "0", b\r\nc')
    assert data.task == "regression"
    assert _one_column(data, "a").tolist() == [i + 0.5 for i in range(20)]


def test_blank_lines_and_a_last_line_without_an_end_are_read(tmp_path):
    data = _load(tmp_path, "a,y\n\n" + "\n\n".join(f"{i},{i % 2}" for i in range(12)))
    assert _all_rows(data)[0].shape == (12, 1)


@pytest.mark.parametrize("missing", ["", "NA", "NaN", "null"])
def test_a_missing_number_becomes_the_training_mean(tmp_path, missing):
    rows = [f"{2 * i},{missing if i % 4 == 0 else i},{i % 2}" for i in range(40)]
    data = _load(tmp_path, _lines("a,b,y", rows))
    x, _ = _all_rows(data)
    assert (x[:, 1] == 0).sum() >= 10
    assert np.isfinite(x).all()
    assert any("10 missing numbers" in remark for remark in data.remarks)


def test_without_normalisation_a_missing_number_becomes_the_mean(tmp_path):
    """Without normalisation a missing number becomes the mean itself."""
    rows = [f"{'' if i % 4 == 0 else 7},{i},{i % 2}" for i in range(40)]
    data = _load(tmp_path, _lines("a,b,y", rows), normalize="none")
    assert (_all_rows(data)[0][:, 0] == 7).all()


def test_a_missing_word_is_a_category_of_its_own(tmp_path):
    rows = [f"{'' if i % 4 == 0 else 'x'},{2 * i},{i % 2}" for i in range(40)]
    data = _load(tmp_path, _lines("a,b,y", rows))
    assert data.features == ("b", "a=x", "a is missing")
    assert (_all_rows(data)[0][:, 1:].sum(axis=1) == 1).all()


def test_a_boolean_column_with_gaps_is_still_boolean(tmp_path):
    rows = [f"{('', 'true', 'false')[i % 3]},{2 * i},{i % 2}" for i in range(40)]
    data = _load(tmp_path, _lines("a,b,y", rows), normalize="none")
    assert data.features == ("a", "b")
    assert {0.0, 1.0} < set(_one_column(data, "a"))


@pytest.mark.parametrize("value", ["16777217.3", "red", "True", "2024-02-29"])
def test_a_constant_column_is_left_out_and_said(value, tmp_path):
    data = _load(tmp_path, _lines("a,b,y", [f"{value},{2 * i},{i % 2}" for i in range(40)]))
    assert data.features == ("b",)
    assert any("same value" in remark and "'a'" in remark for remark in data.remarks)


def test_values_closer_than_float32_sees_are_no_constant_column(tmp_path):
    """Values that differ by less than float32 sees are no constant column."""
    data = _load(tmp_path, _lines("a,y", [f"{16777216 + i % 2},{i % 2}" for i in range(40)]))
    assert set(_one_column(data, "a")) == {-1, 1}


def test_what_cannot_be_an_input_is_left_out_and_said(tmp_path):
    rows = [f"{i},,2024-01-{i % 28 + 1:02},customer{i},{2 * i},{i % 2}" for i in range(150)]
    data = _load(tmp_path, _lines(",empty,day,name,a,y", rows), dates="drop")
    assert data.features == ("a",)
    said = "\n".join(data.remarks)
    for words in (
        "'': no name",
        "'empty': no values",
        "'day': dates",
        "'name': a different word in nearly",
        "identifier",
    ):
        assert words in said


def test_words_that_nearly_all_differ_are_left_out(tmp_path):
    data = _load(tmp_path, _lines("name,a,y", [f"n{i},{2 * i},{i % 2}" for i in range(30)]))
    assert data.features == ("a",)
    assert "identifier" in data.remarks[0]


def test_leading_zeros_and_mixed_columns_are_words(tmp_path):
    rows = [f"{'007' if i > 900 else 8},{'x' if i > 950 else 12},{2 * i},{i % 2}" for i in range(1000)]
    data = _load(tmp_path, _lines("a,b,c,y", rows), normalize="none")
    assert data.features == ("c", "a=007", "a=8", "b=12", "b=x")


def test_a_column_that_turns_to_words_later_is_words_throughout(tmp_path):
    """A column that turns to words in a later chunk is words throughout."""
    rows = [f"{'late' if i >= 150_000 else i % 5},{i % 7},{i % 2}" for i in range(200_000)]
    data = _load(tmp_path, _lines("a,b,y", rows), normalize="none")
    assert data.features == ("b", "a=0", "a=1", "a=2", "a=3", "a=4", "a=late")
    x, _ = _all_rows(data)
    assert x[:, 6].sum() == 50_000
    assert (x[:, 1:].sum(axis=1) == 1).all()


def test_rows_stay_with_their_targets_across_chunks(tmp_path):
    rows = [f"{2 * i},{'uv'[i % 2]},{2 * i + 0.5 if i % 10 else ''}" for i in range(200_000)]
    data = _load(tmp_path, _lines("a,b,y", rows), normalize="none")
    for part in (data.train, data.dev, data.test):
        assert (part.x[0] + 0.5 == part.y).all()
        assert (part.x[2] == part.x[0] % 4 / 2).all()


def test_rows_without_a_target_are_left_out(tmp_path):
    rows = [f"{i},{'' if i % 5 == 0 else i % 2}" for i in range(40)]
    data = _load(tmp_path, _lines("a,y", rows))
    assert _all_rows(data)[1].size == 32
    assert any("8 rows without a target" in remark for remark in data.remarks)


def test_the_target_may_stand_anywhere(tmp_path):
    data = _load(tmp_path, _lines("y,a", [f"{'no' if i % 2 else 'yes'},{i}" for i in range(40)]), target="y")
    assert data.classes == ("no", "yes")
    assert data.features == ("a",)


def test_an_unknown_target_is_met_with_the_nearest_name(tmp_path):
    with pytest.raises(DataError, match="'price'") as raised:
        _load(tmp_path, _lines("price,a", [f"{i * 1.5},{i}" for i in range(40)]), target="prize")
    assert raised.value.key == "target"


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        ([str(i % 3 * 10) for i in range(60)], "classification", ("0", "10", "20")),
        ([str(i % 21) for i in range(60)], "regression", ()),
        ([str(i % 3 + 0.5) for i in range(60)], "regression", ()),
        ([("True", "False")[i % 2] for i in range(60)], "classification", ("False", "True")),
        ([("10", "9", "b")[i % 3] for i in range(60)], "classification", ("10", "9", "b")),
        ([f"{i % 3}.0" for i in range(60)], "classification", ("0", "1", "2")),
    ],
)
def test_the_task_follows_from_the_target(tmp_path, values, task, classes):
    data = _load(tmp_path, _lines("a,y", [f"{i},{value}" for i, value in enumerate(values)]))
    assert (data.task, data.classes) == (task, classes)


def test_the_task_may_be_given(tmp_path):
    text = _lines("a,y", [f"{i},{i % 4}" for i in range(40)])
    data = _load(tmp_path, text, task="regression")
    assert data.task == "regression"
    assert data.train.y.dtype == np.float64
    assert data.preprocessing.target_mean == pytest.approx(data.train.y.mean())
    assert data.preprocessing.target_std == pytest.approx(data.train.y.std())


def test_a_split_column_is_followed_and_is_no_input(tmp_path):
    rows = [f"{i},{('train', 'train', 'dev', 'test')[i % 4]},{i % 3}" for i in range(40)]
    data = _load(tmp_path, _lines("a,part,y", rows), split="part", normalize="none")
    assert data.features == ("a",)
    assert data.dev.x[0].tolist() == [i for i in range(40) if i % 4 == 2]
    assert data.test.x.shape == (1, 10)


def test_without_a_test_part_the_remark_says_optimistic(tmp_path):
    text = _lines("a,y", [f"{i},{i % 2}" for i in range(40)])
    data = _load(tmp_path, text, split={"train": 0.7, "dev": 0.3})
    assert data.test is None
    assert data.train.x.shape == (1, 28)
    assert "optimistic" in data.remarks[-1]


@pytest.mark.parametrize(("rows", "told"), [(12, True), (40, False)])
def test_a_dev_part_of_a_few_rows_is_told(tmp_path, rows, told):
    data = _load(tmp_path, _lines("a,y", [f"{i * 7 % 5},{i + 0.5}" for i in range(rows)]))
    said = [remark for remark in data.remarks if remark.startswith("the dev part has 2 rows, too few")]
    assert len(said) == told


def test_a_class_that_no_row_of_a_part_has_is_said(tmp_path):
    data = _load(tmp_path, _lines("a,y", [f"{i},{'rare' if i == 3 else 'often'}" for i in range(40)]))
    assert any("no row of class 'rare' in the dev part" in remark for remark in data.remarks)
    assert any("no row of class 'rare' in the test part" in remark for remark in data.remarks)


def test_ten_thousand_columns_work(tmp_path):
    header = ",".join(f"c{i}" for i in range(10_000)) + ",y"
    rows = [",".join(str(column + i % 7) for column in range(10_000)) + f",{i % 2}" for i in range(60)]
    data = _load(tmp_path, _lines(header, rows))
    assert data.train.x.shape == (10_000, 36)


def test_a_parquet_file_gives_what_the_csv_file_gives(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame(
        {
            "a": np.arange(60) / 7,
            "b": [None if i % 5 == 0 else ("x", "y")[i % 2] for i in range(60)],
            "c": [i % 3 == 0 for i in range(60)],
            "y": [("no", "yes")[i % 2] for i in range(60)],
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet", index=False)
    table, parquet = (load_dataset(name, folder=tmp_path, seed=0) for name in ("t.csv", "t.parquet"))
    assert table.features == parquet.features
    assert (table.train.x == parquet.train.x).all()
    assert table.fingerprint == parquet.fingerprint


def test_parquet_dates_lists_and_decimals_find_their_place(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=20),
            "many": [[1, 2]] * 20,
            "group": pd.Categorical(["u", "v"] * 10),
            "n": pd.array([None if i == 3 else i for i in range(20)], "Int64"),
            "y": [i % 2 for i in range(20)],
        }
    )
    frame.to_parquet(tmp_path / "t.parquet")
    data = load_dataset("t.parquet", folder=tmp_path, seed=0)
    parts = ("day year", "day month", "day day", "day weekday", "day days")
    assert data.features == ("n", *parts, "group=u", "group=v")
    with pytest.raises(DataError, match="dates") as raised:
        load_dataset("t.parquet", folder=tmp_path, seed=0, target="day")
    assert raised.value.key == "target"


def test_a_description_tells_what_a_config_would_find(tmp_path):
    rows = [f"{2 * i or ''},{'u' if i % 2 else 'v'},id{i},{('no', 'yes')[i % 4 == 0]}" for i in range(100)]
    (tmp_path / "t.csv").write_text(_lines("a,b,name,y", rows))
    seen = describe("t.csv", folder=tmp_path)
    assert (seen.rows, seen.missing, seen.target) == (100, 1, "y")
    assert (seen.numeric, seen.categorical) == (("a",), ("b",))
    assert seen.classes == (("no", 75), ("yes", 25))
    assert seen.sizes == (60, 20, 20)
    assert any("'name'" in remark for remark in seen.remarks)


def test_a_target_of_numbers_and_a_few_words_is_refused(tmp_path):
    """A target of numbers but for a few words is refused with these."""
    rows = [f"{n % 7},{n}.5" for n in range(60)]
    rows[7] = "1,n/a?"
    with pytest.raises(DataError, match=r"target 'price' holds numbers, but for 'n/a\?'; correct it, write NA where a"):
        _load(tmp_path, _lines("a,price", rows), target="price")


@pytest.mark.parametrize("different", [8, 50])
def test_a_target_of_numbers_and_a_word_that_counts_as_words_is_told(different, tmp_path):
    cells = ["unknown" if n % 10 == 0 else str(n % different * 1.5) for n in range(400)]
    data = _load(tmp_path, _lines("a,price", [f"{n % 7},{cell}" for n, cell in enumerate(cells)]), target="price")
    says = "column 'price': counts as words: numbers, but for 'unknown'; correct it, write NA where a number is missing"
    assert data.task == "classification"
    assert any(remark.startswith(says) and remark.endswith('{missing: ["unknown"]}') for remark in data.remarks)


def test_classes_that_are_numbers_but_for_one_are_classes(tmp_path):
    classes = ["1", "2", "3", "4", "5", "other"]
    data = _load(tmp_path, _lines("a,grade", [f"{n},{classes[n % 6]}" for n in range(60)]), target="grade")
    assert data.classes == tuple(classes)
    assert not any("counts as words" in remark for remark in data.remarks)
