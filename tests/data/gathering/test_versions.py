"""Versions such as 3.1 and 3.10, which are the same number, are told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.gathering.versions import remark_on_versions

ROWS = 120
MINORS = np.arange(ROWS) * 7 % 13


def _told(frame, kind, folder, target="y"):
    if kind == "csv":
        frame.to_csv(folder / "t.csv", index=False)
    if kind == "parquet":
        frame.to_parquet(folder / "t.parquet")
    data = load_dataset(frame if kind == "frame" else f"t.{kind}", target=target, folder=folder, seed=0)
    return [remark for remark in data.remarks if "the same number" in remark], data


@pytest.mark.parametrize("kind", ["csv", "frame", "parquet"])
@pytest.mark.parametrize("missing", ["", "NA"])
def test_versions_of_which_two_are_the_same_number_are_told_and_the_remedy_works(kind, missing, tmp_path):
    frame = pd.DataFrame({"version": [f"3.{minor}" for minor in MINORS], "b": MINORS % 5, "y": MINORS * 1.5})
    if missing:
        frame.loc[7, "version"] = missing
    said, _ = _told(frame, kind, tmp_path)
    told = "'3.1' and '3.10' are the same number; to use versions as words, put a letter before each: v3.1"
    assert said == [f"column 'version': {told}"]
    said, data = _told(
        frame.assign(version=[word if word == "NA" else f"v{word}" for word in frame.version]), kind, tmp_path
    )
    assert said == []
    assert {"version=v3.1", "version=v3.10"} <= {*data.features}


def test_versions_to_predict_are_told(tmp_path):
    frame = pd.DataFrame({"b": MINORS % 5 + 0.5, "version": [f"3.{minor}" for minor in MINORS]})
    assert len(_told(frame, "csv", tmp_path, "version")[0]) == 1


@settings(max_examples=200)
@given(
    hundredths=st.lists(st.integers(0, 20_000), min_size=20, max_size=150),
    places=st.randoms(use_true_random=False),
)
def test_measurements_with_and_without_a_zero_behind_are_none(hundredths, places):
    words = {f"{value / 100:.2f}" for value in hundredths}
    words |= {word.rstrip("0") for word in words if places.random() < 0.5 and word.endswith("0") and word[-2] != "0"}
    assert remark_on_versions(words) == ""


@pytest.mark.parametrize("kind", ["csv", "frame", "parquet"])
@pytest.mark.parametrize(
    "words", [["8.1", "8.10", "8.2"], ["8.1", "8.10"], ["8.1", "8.10", "9.0", "11.4"], ["2021.1", "2021.10"]]
)
def test_a_few_versions_of_which_two_are_the_same_number_are_told(words, kind, tmp_path):
    frame = pd.DataFrame(
        {"version": [words[row % len(words)] for row in range(ROWS)], "b": MINORS % 5, "y": MINORS * 1.5}
    )
    (said,), _ = _told(frame, kind, tmp_path)
    assert said.startswith(f"column 'version': '{words[0]}' and '{words[1]}' are the same number; to use versions as")


@pytest.mark.parametrize("words", [["1.5", "1.50", "2.25"], ["0.5", "0.50"], ["2.5", "2.50", "2.75", "3.1", "3.10"]])
def test_a_few_measurements_with_and_without_a_zero_behind_are_not_told(words):
    assert remark_on_versions(words) == ""


@pytest.mark.parametrize("minors", [range(10), range(10, 21), [1, 2, 3, 10, 20, 30], [1, 10, "x"], ["1", "10", "05"]])
def test_what_is_another_number_each_or_no_version_is_not_told(minors):
    assert remark_on_versions([f"3.{minor}" for minor in minors]) == ""


@pytest.mark.parametrize("minors", [range(6, 13), range(9, 11), range(5, 24)])
def test_versions_that_numbers_put_in_another_order_are_told(minors):
    said = f"'3.10' is the number 3.1, less than '3.{minors[0]}'; to use versions as words, put a letter before each: "
    assert remark_on_versions([f"3.{minor}" for minor in minors]) == f"{said}v3.10"
