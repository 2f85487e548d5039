"""Numbers that float32 cannot hold are refused before a network learns them."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.estimators import NetworkClassifier, NetworkRegressor

TINY = {"units": [2], "epochs": 1}


def _small_rows(seed=0, rows=40):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 2))
    return x, x[:, 0], np.arange(rows) % 2


@pytest.mark.parametrize("size", [1e39, 1e300])
def test_numbers_that_float32_cannot_hold_are_refused_before_they_are_computed_with(size):
    """Without warnings of NumPy, which would be errors here; and rows of training are no new rows."""
    x, y, classes = _small_rows()
    frame = pd.DataFrame(x * [1, size], columns=["a", "b"])
    why = "holds an infinite number, or one above 3e38; correct it"
    with pytest.raises(ValueError, match=f"^y {why}"):
        NetworkRegressor(**TINY).fit(x, y * size)
    for kind, target in ((NetworkRegressor, y), (NetworkClassifier, classes)):
        with pytest.raises(ValueError, match=f"^X: column 'x1' {why}"):
            kind(**TINY).fit(x * [1, size], target)
        with pytest.raises(ValueError, match=f"^X: column 'b' {why}"):
            kind(**TINY).fit(frame, target)
    with pytest.raises(ValueError, match=f"^X: column 'x1' {why}"):
        NetworkClassifier(**TINY).partial_fit(x, classes, [0, 1]).partial_fit(x * [1, size], classes)
    with pytest.raises(ValueError, match=f"^y {why}"):
        NetworkRegressor(**TINY).partial_fit(x, y).partial_fit(x, y * size)
    with pytest.raises(ValueError, match=r"^a sample has the weight 1e\+"):
        NetworkRegressor(**TINY).fit(x, y, sample_weight=np.full(len(y), size))
    with pytest.raises(ValueError, match=r"^a sample has the weight 1e\+"):
        NetworkClassifier(**TINY, class_weight={0: size, 1: 1}).fit(x, classes)


def test_numbers_whose_differences_float32_cannot_hold_are_refused():
    x, y, _ = _small_rows()
    with pytest.raises(ValueError, match=r"^X: column 'x1' has numbers more than 3e38 apart"):
        NetworkRegressor(**TINY).fit(np.stack([x[:, 0], np.where(x[:, 1] > 0, 2.9e38, -2.9e38)], axis=1), y)
    with pytest.raises(ValueError, match=r"^y holds a number too far from those that training began with"):
        NetworkRegressor(**TINY).partial_fit(x, y * 1e-3).partial_fit(x, y * 1e38)
    with pytest.raises(ValueError, match=r"^all weights are under 1e-45"):
        NetworkRegressor(**TINY).fit(x, y, sample_weight=np.full(len(y), 1e-300))


def test_numbers_that_float32_holds_are_learned_whatever_their_size():
    x, y, classes = _small_rows()
    assert np.isfinite(NetworkRegressor(**TINY).fit(x * 1e37, y * 1e37).predict(x * 1e37)).all()
    assert NetworkClassifier(**TINY).fit(x * 1e-37, classes).predict_proba(x * 1e-37).shape == (len(y), 2)
