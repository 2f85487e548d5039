"""Piecewise-linear numbers: the formula of a bin, few values, missing values, and model files."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.inputs.bins import MOST_COMPARED, Bins, edges_of
from hpsearch.data.inputs.fitting import scaling
from hpsearch.data.inputs.stored_form import from_arrays, to_arrays
from hpsearch.engine.binned import written_out

BINS = {"piecewise_linear": 4}
numbers = st.floats(-(2.0**127), 2.0**127, width=32)


def _inputs(values, edges):
    z = np.array(values, np.float32)[:, None]
    return written_out(Bins((np.asarray(edges, np.float64),)).stored(z, z[:, :0])).T


@pytest.mark.parametrize("bins", [MOST_COMPARED + 1, MOST_COMPARED + 2])
def test_many_and_few_edges_put_a_value_into_the_same_bin(bins):
    values = np.random.default_rng(0).standard_normal(2_000).round(2)
    edges = np.unique(values)[: bins + 1]
    stored = Bins((edges,)).stored(values.astype(np.float32)[:, None], np.empty((2_000, 0), np.float32))
    expected = np.searchsorted(edges, values.astype(np.float32).astype(np.float64), side="right") - 1
    assert np.array_equal(stored.bins[:, 0], np.clip(expected, 0, bins - 1))


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=9, unique=True).map(sorted))
def test_a_value_beside_an_edge_that_is_no_float32_is_in_the_bin_of_its_own_side(edges):
    near = np.array(edges, np.float32)
    values = np.concatenate([np.nextafter(near, np.float32(-np.inf)), near, np.nextafter(near, np.float32(np.inf))])
    stored = Bins((np.array(edges),)).stored(values[:, None].copy(), np.empty((len(values), 0), np.float32))
    for value, bin_ in zip(values.tolist(), stored.bins[:, 0].tolist(), strict=True):
        assert bin_ == sum(value >= edge for edge in edges[1:-1])


@given(st.lists(numbers, min_size=1, max_size=40), st.integers(1, 20), st.lists(numbers, max_size=9))
def test_an_input_is_0_below_its_bin_1_above_and_linear_within(values, bins, others):
    edges = edges_of(np.array(values, np.float64), bins)
    assert 2 <= len(edges) <= bins + 1
    assert (np.diff(edges) > 0).all()
    z = np.array([*values, *others], np.float32)
    x = _inputs(z, edges)
    for bin_, (low, high) in enumerate(pairwise(edges)):
        assert (x[z <= low, bin_] == 0).all()
        assert (x[z >= high, bin_] == 1).all()
        within = (z > low) & (z < high)
        expected = (z[within].astype(np.float64) - low) / (high - low)
        assert x[within, bin_] == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=60), st.integers(1, 30))
def test_few_different_values_are_edges_and_become_zeros_and_ones(values, bins):
    different = sorted(set(values))
    assume(2 <= len(different) <= bins + 1)
    edges = edges_of(np.array(values, np.float64), bins)
    assert edges.tolist() == different
    x = _inputs(values, edges)
    assert set(np.unique(x).tolist()) == {0, 1}
    assert x.sum(axis=1).tolist() == [different.index(value) for value in values]


def test_bins_of_many_values_hold_equally_many_examples():
    """Bins of many values hold the same number of training examples."""
    values = np.random.default_rng(0).exponential(size=1600)
    edges = edges_of(values, 16)
    assert len(edges) == 17
    assert np.histogram(values, edges)[0].tolist() == [100] * 16


def test_a_value_of_most_rows_takes_one_edge():
    """A value of most rows takes one edge and leaves the others to the rest."""
    values = np.append(np.zeros(900), np.arange(1, 101))
    assert edges_of(values, 10) == pytest.approx([0, 1, 12, 23, 34, 45, 56, 67, 78, 89, 100])


@given(st.lists(st.floats(0, 1), min_size=60, max_size=60, unique=True), st.integers(2, 16), st.integers(0, 5))
def test_frequent_values_cost_no_more_than_an_edge_each(values, bins, frequent):
    assume(frequent < bins - 1)
    repeated = np.append(np.repeat(values[:frequent], 500), values[frequent:])
    edges = edges_of(repeated, bins)
    assert set(values[:frequent]) <= set(edges.tolist())
    assert len(edges) > bins - frequent


def test_missing_values_have_no_say_in_the_edges():
    """Missing values have no say in the edges and lie where their filling does."""
    x = np.array([[0], [1], [2], [3], [4], [np.nan], [np.nan]], np.float32)
    scale = scaling(x, "none", np.zeros(1))
    bins = Bins.fit(x, scale, 8)
    assert bins.edges[0].tolist() == [0, 1, 2, 3, 4]
    scale.apply(x)
    inputs = written_out(bins.stored(x, x[:, :0]))
    assert inputs[:, -1].tolist() == [1, 1, 0, 0]


@pytest.fixture
def table(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "size": rng.normal(size=200) * 1e3,
            "rooms": rng.integers(1, 4, 200),
            "age": np.where(rng.random(200) < 0.2, np.nan, rng.normal(size=200)),
            "sold": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, 200), unit="D"),
            "town": rng.choice(["Basle", "Berne"], 200),
            "price": rng.normal(size=200),
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    return tmp_path, frame


@pytest.mark.parametrize("normalize", ["standard", "robust", "none"])
@pytest.mark.parametrize("missing", ["mean", "indicator"])
def test_new_rows_become_the_inputs_that_training_made(table, normalize, missing):
    folder, frame = table
    data = load_dataset("t.csv", folder=folder, seed=0, normalize=normalize, numbers=BINS, missing=missing)
    assert data.train.x.min() == 0
    assert data.train.x.max() == 1
    every = {tuple(column) for column in data.preprocessing.transform(frame).T}
    assert all(tuple(column) in every for part in (data.train, data.dev, data.test) for column in part.x.T)
    assert [name for name in data.features if "rooms" in name] == ["rooms bin 1", "rooms bin 2"]
    assert ("age is missing" in data.features) == (missing == "indicator")
    assert len(data.features) == len(data.train.x)


def test_bins_survive_arrays_and_json(table):
    folder, frame = table
    data = load_dataset("t.csv", folder=folder, seed=0, numbers=BINS)
    arrays, rest = to_arrays(data.preprocessing)
    back = from_arrays(arrays, json.loads(json.dumps(rest)))
    assert (back.transform(frame) == data.preprocessing.transform(frame)).all()
    assert back.features == data.features


def test_other_bins_are_other_data(table):
    folder, _ = table
    prints = [load_dataset("t.csv", folder=folder, seed=0, numbers=how).fingerprint for how in ("plain", BINS, BINS)]
    assert prints[0] != prints[1] == prints[2]


def test_a_number_that_training_has_once_or_never_is_always_0_there(tmp_path):
    rows = [
        f"{'' if i < 16 else i},{7 if i < 16 else i},{i * i},{'train' if i < 16 else 'dev'},{i % 2}" for i in range(20)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,c,part,y", *rows]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, split="part", numbers=BINS)
    assert data.features[:2] == ("a bin 1", "b bin 1")
    assert (data.train.x[:2] == 0).all()
    assert np.isfinite(data.dev.x).all()
