"""Periods of a Parquet file are the dates on which they begin, as those of a DataFrame are."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.reading.periods import beginnings, length_of_periods
from hpsearch.errors import DataError

ROWS = 120
LENGTHS = ["M", "Q", "D", "Y", "W", "h"]


@pytest.fixture(params=["M", "Q", "D"])
def frame(request):
    first = pd.Period("2012-01", request.param)
    periods = [first + int(i * 7 % 50) if i != 30 else pd.NaT for i in range(ROWS)]
    return pd.DataFrame({"p": pd.PeriodIndex(periods), "b": np.arange(ROWS) * 7 % 60, "y": [*"ab"] * (ROWS // 2)})


def test_a_frame_and_its_parquet_file_are_read_alike(frame, tmp_path):
    frame.to_parquet(tmp_path / "t.parquet")
    of_frame = load_dataset(frame, folder=tmp_path, seed=0)
    of_file = load_dataset("t.parquet", folder=tmp_path, seed=0)
    assert of_frame.features == of_file.features
    assert (of_frame.train.x == of_file.train.x).all()
    for data in (of_frame, of_file):
        whole, of_new_file = (data.preprocessing.transform(rows) for rows in (frame, tmp_path / "t.parquet"))
        assert (whole == of_new_file).all()


def test_a_model_that_an_earlier_version_trained_on_the_numbers_of_periods_gets_them(frame, tmp_path):
    frame.to_parquet(tmp_path / "t.parquet")
    numbers = frame.assign(p=[np.nan if period is pd.NaT else float(period.ordinal) for period in frame.p])
    preprocessing = load_dataset(numbers, folder=tmp_path, seed=0).preprocessing
    assert (preprocessing.transform(tmp_path / "t.parquet") == preprocessing.transform(numbers)).all()


def test_a_model_that_learned_the_numbers_of_a_text_file_is_given_no_periods(frame, tmp_path):
    years = 2012 + np.arange(ROWS) % 20
    frame.assign(p=years).to_csv(tmp_path / "years.csv", index=False)
    preprocessing = load_dataset("years.csv", folder=tmp_path, seed=0).preprocessing
    frame.to_parquet(tmp_path / "t.parquet")
    for rows in (frame, tmp_path / "t.parquet"):
        with pytest.raises(DataError, match="column 'p' holds dates; the model needs numbers there"):
            preprocessing.transform(rows)


def test_their_length_is_found_whether_arrow_knows_their_type_or_not():
    about = {"ARROW:extension:name": "pandas.period", "ARROW:extension:metadata": '{"freq": "Q-DEC"}'}
    assert length_of_periods(pa.field("p", pa.int64(), metadata=about)) == "Q-DEC"
    known = pa.Table.from_pandas(pd.DataFrame({"p": pd.period_range("2020", periods=3, freq="Q")})).schema.field("p")
    assert length_of_periods(known) == "Q-DEC"
    assert length_of_periods(pa.field("p", pa.int64())) == ""


@given(length=st.sampled_from(LENGTHS), numbers=st.lists(st.none() | st.integers(-50, 200), min_size=1))
def test_a_period_begins_where_pandas_says(length, numbers):
    found = beginnings(pa.array(numbers, pa.int64()), length).to_pylist()
    periods = [None if number is None else pd.Period(ordinal=number, freq=length) for number in numbers]
    assert found == [period and period.start_time.to_pydatetime() for period in periods]
