"""Days and months without separators, which are read as numbers, are told with the form in which they are dates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.kinds import decide
from hpsearch.data.gathering.digits_of_dates import (
    may_be_digits_of_dates,
    may_be_digits_of_moments,
    remark_on_digits_of_dates,
)

ROWS = 120
DAYS = pd.date_range("2021-03-04", periods=ROWS, freq="5D")


@pytest.mark.parametrize("kind", ["csv", "frame", "text", "parquet"])
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    ("form", "said"), [("%Y%m%d", "days; write them as 2021-03-04"), ("%Y%m", "months; write them as 2021-03")]
)
def test_numbers_that_may_be_dates_are_told(form, said, missing, kind, tmp_path):
    cells = [int(f"{day:{form}}") for day in DAYS]
    column = pd.Series([None if missing and i == 50 else cell for i, cell in enumerate(cells)], dtype="Int64")
    frame = pd.DataFrame({"m": column, "b": np.arange(ROWS) * 7 % 60, "y": [*"ab"] * (ROWS // 2)})
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    sources = {"frame": frame, "text": frame.assign(m=column.astype("string"))}
    remarks = load_dataset(sources.get(kind, f"t.{kind}"), folder=tmp_path, seed=0).remarks
    assert f"column 'm': numbers such as {cells[0]} may be {said} to read them as dates" in remarks


def test_a_target_of_days_is_told(tmp_path):
    frame = pd.DataFrame({"b": np.arange(ROWS) * 7 % 60, "y": [int(f"{day:%Y%m%d}") for day in DAYS]})
    (said,) = [each for each in load_dataset(frame, folder=tmp_path, seed=0).remarks if "column 'y'" in each]
    assert said.startswith("column 'y': numbers such as 20210304 may be days; give what matters of them as numbers")


def test_a_day_of_zeros_is_named_as_the_cell_that_costs_the_numbers():
    words = [*(f"{day:%Y%m%d}" for day in DAYS), "00000000"]
    assert decide(words, row_of=words.index).mixed.sentence() == (
        "numbers, but for '00000000' in row 120; correct it, write NA where a number is missing, or set data.csv: "
        '{missing: ["00000000"]}'
    )


@given(st.sets(st.dates(), min_size=6), st.booleans(), st.integers(0, 5))
def test_all_days_of_two_centuries_and_months_of_one_are_found(dates, whole_days, place):
    dates = {
        day.replace(year=1900 + day.year % 201 if whole_days else 1950 + day.year % 100)
        for day in dates
        if (day.month, day.day) != (2, 29)
    }
    numbers = sorted({int(f"{day:%Y%m%d}"[: 8 if whole_days else 6]) for day in dates})
    assume(len(numbers) >= 6 and len({number // 100 for number in numbers}) > 1)
    pivot = float(numbers[place])
    assert may_be_digits_of_dates(numbers[0], numbers[-1])
    assert remark_on_digits_of_dates([(np.array(numbers) - pivot).astype(np.float32)], pivot)


@given(
    st.one_of(
        st.lists(st.integers(19000101, 21001231), min_size=30, unique=True),
        st.lists(st.integers(190001, 210012), min_size=30, unique=True),
        st.lists(st.integers(1, 90).map(lambda thousands: 190_000 + 1000 * thousands), min_size=6, unique=True),
        st.integers(190001, 210000).map(lambda first: [*range(first, first + 40)]),
        st.integers(19000101, 21000000).map(lambda first: [*range(first, first + 40)]),
    )
)
def test_counts_amounts_and_identifiers_are_no_dates(numbers):
    assert not remark_on_digits_of_dates([np.array(numbers, np.float64)], 0.0)


@pytest.mark.parametrize("kind", ["csv", "frame", "parquet"])
@pytest.mark.parametrize("form", ["%Y%m%d", "%Y%m"])
@pytest.mark.parametrize(
    ("marks", "left"), [([0], "0"), ([99991231], "99991231"), ([0, 99991231, 0], "0 and 99991231"), ([-1], "-1")]
)
def test_days_and_months_beside_marks_are_told(form, marks, left, kind, tmp_path):
    cells = [int(f"{day:{form}}") for day in DAYS]
    for place, mark in enumerate(marks):
        cells[40 + 3 * place] = mark
    frame = pd.DataFrame({"m": cells, "b": np.arange(ROWS) * 7 % 60, "y": [*"ab"] * (ROWS // 2)})
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    remarks = load_dataset(frame if kind == "frame" else f"t.{kind}", folder=tmp_path, seed=0).remarks
    (said,) = [remark for remark in remarks if "may be" in remark]
    assert said.startswith(f"column 'm': numbers such as {cells[0]} may be ")
    assert said.endswith(f" to read them as dates, and leave {left} empty")


@pytest.mark.parametrize("kind", ["csv", "frame", "parquet"])
@pytest.mark.parametrize("form", ["%Y%m%d%H%M", "%Y%m%d%H%M%S"])
@pytest.mark.parametrize("hours", [7, 50, 1000])
def test_digits_of_days_with_a_time_are_told(hours, form, kind, tmp_path):
    moments = pd.date_range("2021-03-04 15:30", periods=ROWS, freq=f"{hours}h")
    frame = pd.DataFrame({"m": [int(f"{moment:{form}}") for moment in moments], "b": np.arange(ROWS) * 7 % 60})
    frame = frame.assign(y=[*"ab"] * (ROWS // 2)).iloc[np.random.default_rng(0).permutation(ROWS)]
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    remarks = load_dataset(frame if kind == "frame" else f"t.{kind}", folder=tmp_path, seed=0).remarks
    said = f"numbers such as {moments[0]:{form}} may be moments; write them as 2021-03-04 15:30 to read them as dates"
    assert f"column 'm': {said}" in remarks


@pytest.mark.parametrize(
    "numbers", [202103000000 + np.arange(120), 202103041500 + np.arange(70), 10**11 + np.arange(9)]
)
def test_codes_of_twelve_digits_are_no_moments(numbers):
    assert not may_be_digits_of_moments(float(numbers.min()), float(numbers.max()))
