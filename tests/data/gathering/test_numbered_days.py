"""Days by their number in a year, and days and months with a point in some cells, are told where they are numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.gathering.numbered_days import may_be_numbered_days, remark_on_numbered_days
from hpsearch.data.roles.asked import Asked
from hpsearch.data.sources import read

ROWS = 120
DAYS = pd.date_range("2004-02-18", periods=ROWS, freq="11D")
B = np.arange(ROWS) * 7 % 60


def _remarks(cells, kind, folder):
    frame = pd.DataFrame({"m": cells, "b": B, "y": [*"ab"] * (ROWS // 2)})
    frame.to_csv(folder / "t.csv", index=False)
    frame.to_parquet(folder / "t.parquet")
    sources = {"frame": frame, "numbers": frame.assign(m=frame.m.astype(float))}
    return load_dataset(sources.get(kind, f"t.{kind}"), folder=folder, seed=0).remarks


@pytest.mark.parametrize("kind", ["csv", "frame", "numbers", "parquet"])
@pytest.mark.parametrize("form", ["%Y%j", "%Y.%j"])
def test_days_by_their_number_in_a_year_are_told(form, kind, tmp_path):
    said = _remarks([f"{day:{form}}" for day in DAYS], kind, tmp_path)
    told = f"numbers such as {DAYS[0]:{form}} may be days of a year by their number; write them as 2004-02-18 to read"
    assert [told in each for each in said].count(True) == 1


@pytest.mark.parametrize("kind", ["csv", "frame", "numbers", "parquet"])
@pytest.mark.parametrize(("whole", "pointed"), [("%Y%j", "%Y.%j"), ("%Y%m", "%Y.%m"), ("%Y%m%d", "%Y.%m%d")])
@pytest.mark.parametrize("odd", [2, 60])
def test_days_and_months_of_which_some_have_a_point_are_told(whole, pointed, odd, kind, tmp_path):
    cells = [f"{day:{whole if row % odd else pointed}}" for row, day in enumerate(DAYS)]
    (said,) = [each for each in _remarks(cells, kind, tmp_path) if "some with a point" in each]
    assert said.startswith(f"column 'm': {float(cells[0])} and 2007")


def test_an_order_of_days_of_which_some_have_a_point_is_told(tmp_path):
    frame = pd.DataFrame(
        {"m": [f"{day:{'%Y%j' if row % 9 else '%Y.%j'}}" for row, day in enumerate(DAYS)], "b": B, "y": B}
    )
    said = read(frame, Asked(targets=("y",), order="m"), tmp_path).remarks
    assert any("may be days or months, some with a point" in each for each in said)


@given(st.sets(st.integers(1900, 2100), min_size=20), st.integers(190_001, 999_999))
def test_years_and_an_odd_number_are_no_days(years, odd):
    values = np.array([*sorted(years), odd], np.float64)
    assert remark_on_numbered_days(values, values[0], values[-1]) == ""


@given(st.integers(1900, 2090))
def test_decimal_years_by_month_are_no_days(first):
    values = np.round(first + (np.arange(60) + 0.5) / 12, 3)
    assert may_be_numbered_days(values[0], values[-1])
    assert remark_on_numbered_days(values, values[0], values[-1]) == ""
