"""Values in new rows that training did not have are reported: missing values in each kind of column."""

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


@pytest.mark.parametrize("normalize", ["standard", "robust", "none"])
def test_numbers_far_outside_those_of_training_are_told(normalize, tmp_path):
    """For numbers in bins; values slightly outside are not reported."""
    frame = pd.DataFrame({"size": np.arange(200) / 2 + 1e6, "y": [0, 1, 1, 0] * 50})
    frame.to_csv(tmp_path / "t.csv", index=False)
    options = {"normalize": normalize, "numbers": {"piecewise_linear": 4}}
    preprocessing = load_views("t.csv", target="y", folder=tmp_path, seed=0, **options).whole.preprocessing
    (tmp_path / "new.csv").write_text("size\n" + "".join(f"{1e6 + x}\n" for x in (50, 150, -60, 1e5, -1e5)))
    told = preprocessing.inputs(tmp_path / "new.csv").remarks
    assert told == ("column 'size': 40 % of the numbers are far outside those of training (2 of 5)",)
