"""A column of new rows without any value is missing, whatever type its source gives it."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from hpsearch.data import load_dataset

COLUMNS = {
    "date": [f"{1 + place % 28:02}.{1 + place % 12:02}.2021" for place in range(80)],
    "zone": [f"2021-03-{1 + place % 28:02} 10:00:00+01:00" for place in range(80)],
    "at": [f"{place % 24:02}:{place % 60:02}" for place in range(80)],
    "share": [f"{place},5 %" for place in range(80)],
    "money": [f"{place},5 Mio. €" for place in range(80)],
    "took": [f"{place}:30:00" for place in range(80)],
    "word": [["a", "b"][place % 2] for place in range(80)],
    "code": [f"0{place % 5}" for place in range(80)],
    "true": [["true", "false"][place % 2] for place in range(80)],
    "number": [f"{place},25" for place in range(80)],
}
NONE = {
    "floats": np.full(3, np.nan),
    "dates": np.full(3, np.datetime64("NaT", "us")),
    "spans": np.full(3, np.timedelta64("NaT", "us")),
    "objects": np.full(3, np.nan, object),
    "nothing": np.full(3, None),
}


@pytest.fixture(scope="module")
def preprocessing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    pd.DataFrame({**COLUMNS, "y": np.arange(80) % 7}).to_csv(folder / "t.csv", index=False, sep=";")
    return load_dataset("t.csv", target="y", folder=folder, seed=0).preprocessing


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", NONE)
def test_a_column_of_missing_values_alone_is_read_whatever_its_type(preprocessing, column, kind, tmp_path):
    rows = pd.DataFrame({name: cells[:3] for name, cells in COLUMNS.items()})
    expected = preprocessing.inputs(rows.assign(**{column: [None] * 3}))
    frame = rows.assign(**{column: NONE[kind]})
    frame.to_parquet(tmp_path / "new.parquet")
    for new in (frame, tmp_path / "new.parquet", frame.to_dict("records"), frame.to_dict("list")):
        found = preprocessing.inputs(new)
        assert np.array_equal(found.x, expected.x)
        assert found.remarks == expected.remarks
        assert not any("time zone" in remark for remark in found.remarks)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    "missing",
    [
        pa.array([np.nan] * 3),
        pa.nulls(3, pa.date32()),
        pa.nulls(3, pa.time64("us")),
        pa.array([np.nan] * 3, pa.float16()),
    ],
    ids=str,
)
def test_nan_in_a_parquet_file_is_missing_in_any_column(preprocessing, column, missing, tmp_path):
    rows = pd.DataFrame({name: cells[:3] for name, cells in COLUMNS.items()})
    table = pa.table({**rows, column: missing})
    parquet.write_table(table, tmp_path / "new.parquet")
    expected = preprocessing.inputs(rows.assign(**{column: [None] * 3}))
    assert np.array_equal(preprocessing.inputs(tmp_path / "new.parquet").x, expected.x)


def test_a_moment_that_pandas_lacks_is_missing_beside_dates(preprocessing):
    rows = [{name: cells[place] for name, cells in COLUMNS.items()} for place in range(2)]
    rows[1]["date"] = pd.NaT
    alone = preprocessing.inputs(rows[1:])
    assert np.array_equal(preprocessing.inputs(rows).x[:, 1], alone.x[:, 0])
    rows[1]["date"] = dt.date(2021, 3, 4)
    assert np.isfinite(preprocessing.inputs(rows[1:]).x).all()
