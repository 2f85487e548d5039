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


@pytest.mark.parametrize("word", ["None", "NA", "N/A", "nan", "NaN", "null", "NULL", "n/a", "<NA>", "#N/A"])
@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_missing_cells_where_pandas_loses_a_word_of_training_are_told(word, gaps, kind, tmp_path):
    """After a training on a frame they stay missing; the file itself, and rows without missing cells, say nothing."""
    frame = pd.DataFrame({"kind": ["flat", word] * 20, "size": np.arange(40) / 2, "y": [0, 1, 1, 0] * 10})
    if gaps:
        frame.loc[::5, "kind"] = "-"
    options = {"target": "y", "folder": tmp_path, "seed": 0, "csv": {"missing": ["-"]}}
    preprocessing = load_views(frame, **options).whole.preprocessing
    frame.head(8).to_csv(tmp_path / "new.csv", index=False)
    rows = pd.read_csv(tmp_path / "new.csv", na_values=["-"])
    rows.to_parquet(tmp_path / "new.parquet")
    lost, new = int(rows.kind.isna().sum()), rows if kind == "frame" else tmp_path / "new.parquet"
    assert (
        f"column 'kind': {100 * lost / 8:.3g} % of the values are missing; if they are training's word {word!r}, which "
        f"pandas.read_csv takes for missing, read the file with keep_default_na=False ({lost} of 8)"
    ) in preprocessing.inputs(new).remarks
    assert preprocessing.inputs(tmp_path / "new.csv").remarks == ()
    assert preprocessing.inputs(rows.dropna()).remarks == ()


def test_missing_cells_of_a_frame_that_are_read_as_the_word_of_a_file_are_told(tmp_path):
    frame = pd.DataFrame({"kind": ["flat", "None"] * 20, "size": np.arange(40) / 2, "y": [0, 1, 1, 0] * 10})
    frame.to_csv(tmp_path / "t.csv", index=False)
    preprocessing = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.preprocessing
    found = preprocessing.inputs(pd.read_csv(tmp_path / "t.csv"))
    (said,) = found.remarks
    assert said.startswith("column 'kind': 50 % of the values are missing, and read as training's word 'None', which ")
    assert said.endswith(" pandas.read_csv takes for missing (20 of 40)")
    assert np.array_equal(found.x, preprocessing.inputs(tmp_path / "t.csv").x)


@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_an_empty_text_of_typed_rows_is_missing_as_in_the_file(gaps, kind, tmp_path):
    """pandas.read_csv would have made no text of it, so it has lost no word there."""
    frame = pd.DataFrame({"kind": ["flat", "None"] * 20, "size": np.arange(40) / 2, "y": [0, 1, 1, 0] * 10})
    if gaps:
        frame.loc[::5, "kind"] = ""
    frame.to_csv(tmp_path / "t.csv", index=False)
    preprocessing = load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.preprocessing
    rows = pd.DataFrame({"kind": ["flat", "", "None"], "size": [1.0, 2.0, 3.0]})
    rows.to_csv(tmp_path / "new.csv", index=False)
    rows.to_parquet(tmp_path / "new.parquet")
    found = preprocessing.inputs(rows if kind == "frame" else tmp_path / "new.parquet")
    assert np.array_equal(found.x, preprocessing.inputs(tmp_path / "new.csv").x)
    assert found.remarks == preprocessing.inputs(tmp_path / "new.csv").remarks


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
