"""New rows are told to hold what training had not: missing values of each kind of column."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_views

DAYS = (np.datetime64("2020-01-01") + np.arange(40)).astype(str)
COLUMNS = {"size": np.arange(40) / 2, "day": DAYS, "kind": ["flat", "house"] * 20}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_missing_value_where_training_had_none_is_told(name, tmp_path):
    frame = pd.DataFrame({**COLUMNS, "y": [0, 1, 1, 0] * 10})
    frame.to_csv(tmp_path / "t.csv", index=False)
    preprocessing = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.preprocessing
    rows = frame.drop(columns="y").astype(object)
    rows.loc[3, name] = None
    rows.to_csv(tmp_path / "new.csv", index=False)
    told = preprocessing.inputs(tmp_path / "new.csv").remarks
    assert f"column {name!r}: 2.5 % of the values are missing, and none was in training (1 of 40)" in told
