"""Numbers and dates of new rows far outside of training's are told, and those that often stand for a missing value."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_views
from hpsearch.data.inputs.ends import ends_of, near
from hpsearch.data.inputs.stored_form import from_arrays, to_arrays
from hpsearch.data.new_rows.far_outside import outside
from hpsearch.models.loading import load_model
from hpsearch.models.model import Model
from hpsearch.records import replace
from tests.models.test_model_file import _model

WAYS = [{}, {"normalize": "robust"}, {"normalize": "none"}, {"numbers": {"piecewise_linear": 4}}]
DAYS = (np.datetime64("2019-01-01") + np.arange(200)).astype(str)
FAR = "{} % of the {} are far outside those of training ({} of 4)"
MARKS = (
    "{} % of the {} are far outside those of training and often stand for a missing value, as {} do; "
    "if they do here, leave the cells empty ({} of 4)"
)


@pytest.fixture(params=WAYS, ids=["plain", "robust", "none", "bins"])
def trained(request, tmp_path):
    """The preprocessing of a table with numbers and dates, and the table without its target."""
    frame = pd.DataFrame({"size": np.arange(200) / 2 + 1000, "day": DAYS, "y": [0, 1, 1, 0] * 50})
    frame.to_csv(tmp_path / "t.csv", index=False)
    found = load_views("t.csv", target="y", folder=tmp_path, seed=0, **request.param).whole.preprocessing
    return found, frame.drop(columns="y")


def _told(trained, **cells):
    preprocessing, frame = trained
    return preprocessing.inputs(frame.head(4).assign(**cells)).remarks


@pytest.mark.parametrize("mark", [-9999.0, 1e20, np.float32(-999.9)])
def test_likely_marks_among_numbers_are_told(trained, mark):
    told = _told(trained, size=[1000.5, mark, 1050.0, 1e4])
    assert told == (
        f"column 'size': {MARKS.format(25, 'numbers', '-9999 and 1e20', 1)}",
        f"column 'size': {FAR.format(25, 'numbers', 1)}",
    )


@pytest.mark.parametrize("mark", ["9999-12-31", "1900-01-01"])
def test_likely_marks_among_dates_are_told(trained, mark):
    told = _told(trained, day=["2019-05-01", mark, mark, "2031-07-07"])
    assert told == (
        f"column 'day': {MARKS.format(50, 'dates', '1900-01-01 and 9999-12-31', 2)}",
        f"column 'day': {FAR.format(25, 'dates', 1)}",
    )


def test_rows_of_training_and_rows_near_them_get_no_remark(trained):
    preprocessing, frame = trained
    assert preprocessing.inputs(frame).remarks == ()
    assert (
        _told(trained, size=[960.0, 1000, 1100, 1150], day=["2018-12-01", "2019-02-01", "2019-09-01", "2019-10-01"])
        == ()
    )


def test_what_is_far_outside_is_known_after_storing(trained):
    preprocessing, frame = trained
    again = from_arrays(*to_arrays(preprocessing))
    assert _told((again, frame), size=-9999.0, day="9999-12-31") == _told(trained, size=-9999.0, day="9999-12-31") != ()


def test_what_earlier_versions_stored_tells_what_is_far_outside_of_bins_alone(trained):
    preprocessing, frame = trained
    arrays, rest = to_arrays(preprocessing)
    del arrays["ends"]
    assert len(_told((from_arrays(arrays, rest), frame), size=1e5)) == (preprocessing.bins is not None)


def test_a_number_of_the_dev_or_test_part_is_not_far_outside(tmp_path):
    frame = pd.DataFrame({"size": [*np.arange(199.0), 1e6], "y": [0, 1, 1, 0] * 50})
    frame.to_csv(tmp_path / "t.csv", index=False)
    for seed in range(5):
        preprocessing = load_views("t.csv", target="y", folder=tmp_path, seed=seed).whole.preprocessing
        assert preprocessing.inputs(frame).remarks == ()


def test_a_column_without_a_value_in_training_has_every_number_near():
    ends = ends_of([np.array([[np.nan, 1], [np.nan, 2]], np.float32)])
    assert outside(np.array([-1e38, 0, 1e38], np.float32), near(ends)[:, 0]).size == 0


def test_a_model_file_has_the_ends(tmp_path):
    model, ends = _model(), np.array([[0.0, 1, 2], [5, 6, 7]])
    model = replace(model, preprocessing=replace(model.preprocessing, ends=ends))
    model.save(tmp_path / "m.safetensors")
    found = load_model(tmp_path / "m.safetensors")
    assert isinstance(found, Model)
    np.testing.assert_array_equal(found.preprocessing.ends, ends)
