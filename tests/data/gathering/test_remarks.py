"""What was done to the columns is said, each thing once and with the columns' names."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import describe, load_views


def remarks(frame, tmp_path):
    frame.assign(y=np.arange(60) % 2).to_csv(tmp_path / "t.csv", index=False)
    return load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.remarks


WORDS = np.array(["red", "blue", "green"] * 20)


@pytest.mark.parametrize(
    ("empty", "said"),
    [
        ({"a": 0}, None),
        ({"a": 1}, "column 'a': a missing cell counts as one more word"),
        ({"a": 7}, "column 'a': 7 missing cells count as one more word"),
        ({"a": 7, "b": 5}, "columns 'a', 'b': 12 missing cells count as one more word of each"),
    ],
)
def test_missing_words_are_counted_by_column(empty, said, tmp_path):
    columns = {name: np.where(np.arange(60) < count, "", WORDS) for name, count in empty.items()}
    found = [remark for remark in remarks(pd.DataFrame(columns), tmp_path) if "one more word" in remark]
    assert found == ([] if said is None else [said])


def test_cells_of_rows_without_a_target_are_not_counted(tmp_path):
    """Excel writes empty rows after the last one: these are left out, so that their cells are not missing."""
    places = np.arange(60)
    days = np.datetime64("2024-03-01") + places
    frame = pd.DataFrame({"x": places % 7, "w": WORDS, "day": days.astype(str), "y": places % 2}).astype(object)
    frame.iloc[50:] = None
    frame.loc[:1, ["x", "w", "day"]] = None
    frame.to_csv(tmp_path / "t.csv", index=False)
    said = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.remarks
    assert "left out 10 rows without a target" in said
    assert "column 'w': 2 missing cells count as one more word" in said
    assert "2 missing dates are replaced by the training part's mean of each part of a date" in said
    assert "2 missing numbers are replaced by the training part's mean of the column" in said
    assert describe("t.csv", folder=tmp_path).missing == 6


def test_a_column_of_times_of_day_has_one_sentence(tmp_path):
    times = pd.DataFrame({"at": [f"{hour % 24:02}:{hour:02}" for hour in range(60)], "x": WORDS})
    said = [remark for remark in remarks(times, tmp_path) if "'at'" in remark]
    assert said == ["column 'at': times such as '00:00' are read as hours since midnight, durations as hours"]


def test_codes_that_are_left_out_name_the_remedy(tmp_path):
    codes = pd.DataFrame({"code": [f"0{number * 7919 % 100_000:05}" for number in range(60)], "x": WORDS})
    (said,) = (remark for remark in remarks(codes, tmp_path) if "'code'" in remark)
    assert said.startswith("left out column 'code': codes (numbers that begin with a zero, such as ")
    assert said.endswith("); data.inputs keeps columns that it lists")


def test_a_sentence_on_several_columns_or_classes_has_their_number(tmp_path):
    """What is said of two columns or classes is not in the singular."""
    places = np.arange(60)
    names = [f"n{place}" for place in places]
    frame = pd.DataFrame({"order_id": places, "item_id": places + 1, "name": names, "tag": names, "x": places % 7})
    frame["y"] = ["r", "s", *["ab"[place % 2] for place in range(58)]]
    frame.to_csv(tmp_path / "t.csv", index=False)
    said = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.remarks
    words = "a different word in nearly every row, like an identifier; data.inputs keeps columns that it lists"
    assert f"left out columns 'name', 'tag': {words}" in said
    assert "fewer than 5 rows of classes 'r', 's': their dev error says little" in said


def test_large_counts_have_separators(tmp_path):
    rows = pd.DataFrame({"a": np.where(np.arange(4000) % 2, np.arange(4000) % 7, np.nan), "x": np.arange(4000) % 11})
    target = np.where(np.arange(4000) < 1100, "", np.where(np.arange(4000) % 3, "yes", "no"))
    rows.assign(y=target).to_csv(tmp_path / "t.csv", index=False)
    found = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.remarks
    assert "left out 1,100 rows without a target" in found
    assert "1,450 missing numbers are replaced by the training part's mean of the column" in found


def test_a_point_before_decimals_is_told_where_the_file_has_commas(tmp_path):
    lines = [
        f"{place % 23}.0;{place % 7},{10 + place};{place % 9},{place % 4}5;{'ab'[place % 2]}" for place in range(60)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["age;size;height;y", *lines]))
    told = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.remarks
    assert any("is read as the number" in each and each.endswith("a point before the decimals") for each in told), told
