"""Columns with one value are told as what they are, with the key that keeps what their missing values say."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import describe, load_dataset

ROWS = 60
THERE = np.arange(ROWS) % 3 > 0
REMEDY = "; data.missing: indicator makes an input that says where one is missing"
FLAGS = {
    "flag": np.where(THERE, 1.0, np.nan),
    "unit": np.where(THERE, "5 kg", None),
    "truth": np.where(THERE, "true", None),
    "day": np.where(THERE, "2024-02-29", None),
}


def _remarks(folder, missing="mean", **columns):
    frame = pd.DataFrame({"b": np.arange(ROWS) % 7, "y": [*"ab"] * (ROWS // 2)}).assign(**columns)
    frame.to_csv(folder / "t.csv", index=False)
    data = load_dataset("t.csv", target="y", folder=folder, seed=0, missing=missing)
    return data, [remark for remark in data.remarks if "the same value" in remark]


@pytest.mark.parametrize("name", FLAGS)
def test_one_value_and_gaps_are_not_called_the_same_value_in_every_row(name, tmp_path):
    said = f"the same value in all rows of column {name!r} that have one: constant, ignored{REMEDY}"
    assert _remarks(tmp_path, **{name: FLAGS[name]})[1] == [said]
    assert said in describe("t.csv", target="y", folder=tmp_path).remarks


@pytest.mark.parametrize("name", FLAGS)
def test_an_indicator_keeps_them_and_nothing_is_said_of_it(name, tmp_path):
    data, said = _remarks(tmp_path, missing="indicator", **{name: FLAGS[name]})
    assert said == []
    assert any(feature.endswith("is missing") for feature in data.features)


def test_gaps_in_rows_without_a_target_are_none(tmp_path):
    flag, y = np.ones(ROWS), np.array([*"ab"] * (ROWS // 2), object)
    flag[:5], y[:5] = np.nan, None
    assert _remarks(tmp_path, flag=flag, y=y)[1] == ["the same value in every row of column 'flag': constant, ignored"]


def test_gaps_outside_of_the_training_part_make_no_indicator(tmp_path):
    parts = np.repeat(["train", "dev"], ROWS // 2)
    flag = np.where(parts == "train", 1.0, np.where(THERE, 1.0, np.nan))
    frame = pd.DataFrame({"flag": flag, "b": np.arange(ROWS) % 7, "part": parts, "y": [*"ab"] * (ROWS // 2)})
    remarks = load_dataset(frame, split="part", folder=tmp_path, seed=0, missing="indicator").remarks
    assert "the same value in all rows of column 'flag' that have one: constant, ignored" in remarks
