"""Dates and durations are no numbers of the estimators: what number one is depends on the unit of its type."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.estimators import NetworkClassifier, NetworkRegressor, SearchRegressor

ROWS = 40
X = np.arange(ROWS, dtype=float)[:, None]
Y = np.arange(ROWS) * 0.5
MOMENTS = [pd.date_range("2024-01-01", periods=ROWS), pd.to_timedelta(np.arange(ROWS), "h")]


@pytest.mark.parametrize("unit", ["ns", "us", "s"])
@pytest.mark.parametrize("moments", MOMENTS, ids=["dates", "durations"])
def test_a_frame_or_an_array_of_dates_alone_is_refused(moments, unit):
    column = moments.as_unit(unit)
    network = NetworkRegressor(units=(4,), epochs=1)
    with pytest.raises(ValueError, match="column 'since' holds no numbers"):
        network.fit(pd.DataFrame({"since": column}), Y)
    with pytest.raises(ValueError, match="X holds dates or durations"):
        network.fit(column.to_numpy()[:, None], Y)
    network.fit(X, Y)
    with pytest.raises(ValueError, match="X holds dates or durations"):
        network.predict(column.to_numpy()[:, None])


@pytest.mark.parametrize("moments", MOMENTS, ids=["dates", "durations"])
@pytest.mark.parametrize("estimator", [NetworkRegressor, SearchRegressor])
def test_dates_to_predict_are_refused_by_regressors(estimator, moments):
    with pytest.raises(ValueError, match="y holds dates or durations; expected numbers"):
        estimator().fit(X, moments)


def test_dates_may_be_classes():
    days = [*MOMENTS[0][:2]] * (ROWS // 2)
    assert NetworkClassifier(units=(4,), epochs=1).fit(X, pd.to_datetime(days)).classes_.size == 2


@pytest.mark.parametrize("value", [np.datetime64("2024-01-01"), np.timedelta64(1, "h"), pd.Timestamp("2024-01-01")])
def test_lists_of_dates_are_refused(value):
    with pytest.raises((ValueError, TypeError)):
        NetworkRegressor(units=(4,), epochs=1).fit([[value]] * ROWS, Y)
