"""Numbers keep their digits wherever in a table the very large ones stand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset

NORMAL = np.random.default_rng(0).normal(size=600)


@settings(max_examples=25)
@given(
    mark=st.sampled_from([999999999.0, -1e9, 1e12, 1e15]),
    marked=st.integers(129, 400),
    order=st.sampled_from([1, -1]),
    kind=st.sampled_from(["whole", "normal", "dates"]),
    normalize=st.sampled_from(["standard", "robust"]),
)
def test_a_mark_in_most_of_the_first_rows_takes_no_digits_from_the_others(
    mark, marked, order, kind, normalize, tmp_path_factory
):
    values = {"whole": np.arange(600) % 39 + 1.0, "normal": NORMAL, "dates": 1.6e9 + np.arange(600) * 37.25}[kind]
    values = np.where(np.arange(600) < marked, 0.0 if kind == "dates" else mark, values)
    frame = pd.DataFrame({"c": values, "b": NORMAL, "y": NORMAL * 2})[::order]
    data = load_dataset(frame, folder=tmp_path_factory.mktemp("t"), seed=0, normalize=normalize)
    x = data.preprocessing
    pivot, there = x.pivots[0], np.unique(values)
    assert np.unique((there - pivot).astype(np.float32)).size == there.size


@pytest.mark.parametrize("written", [False, True])
def test_the_trained_inputs_are_those_of_the_same_rows_read_anew(tmp_path, written):
    """In a text file of several blocks, plain and with a unit."""
    rows = 90_000
    values = np.where(np.arange(rows) < 300, 999999999, np.arange(rows) * 7919 % 4001 / 8)
    unit = " kg" if written else ""
    lines = (f"{value!r}{unit},{i % 31}.5,{i % 11}" for i, value in enumerate(values.tolist()))
    (tmp_path / "t.csv").write_text("\n".join(["c,b,y", *lines]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, normalize="robust", task="regression")
    anew = data.preprocessing.transform(tmp_path / "t.csv")
    trained = np.concatenate([part.x for part in (data.train, data.dev, data.test)], axis=1)
    assert np.unique(anew[0]).size == 4002
    assert np.array_equal(np.unique(anew[0]), np.unique(trained[0]))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64])
def test_arrays_keep_their_digits_too(tmp_path, order, dtype):
    values = np.where(np.arange(600) < 300, 999999999, np.arange(600) % 39)
    x = np.asarray(np.stack([NORMAL * 100, values], axis=1).astype(dtype), order=order)
    np.savez(tmp_path / "t.npz", X=x, y=NORMAL)
    data = load_dataset("t.npz", folder=tmp_path, seed=0, normalize="robust")
    anew = data.preprocessing.transform(tmp_path / "t.npz")
    trained = np.concatenate([part.x for part in (data.train, data.dev, data.test)], axis=1)
    assert [np.unique(row).size for row in anew] == [np.unique(row).size for row in x.T]
    assert np.array_equal(np.sort(anew), np.sort(trained))
