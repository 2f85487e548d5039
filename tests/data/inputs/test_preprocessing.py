import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.inputs.fitting import moments
from hpsearch.data.inputs.stored_form import from_arrays, to_arrays
from hpsearch.errors import DataError

number = st.one_of(
    st.none(), st.integers(-5, 5), st.floats(-1e6, 1e6, width=32), st.floats(-(2.0**124), 2.0**124, width=32)
)
word = st.sampled_from(["red", "green", "light blue", "x,y", None])


@st.composite
def frames(draw):
    """Small tables with numbers, words and booleans, an index column and a target."""
    rows = draw(st.integers(10, 40))
    columns = {"index": [i + 0.5 for i in range(rows)]}
    for i in range(draw(st.integers(0, 3))):
        columns[f"n{i}"] = draw(st.lists(number, min_size=rows, max_size=rows))
    for i in range(draw(st.integers(0, 2))):
        columns[f"w{i}"] = draw(st.lists(word, min_size=rows, max_size=rows))
    columns["b"] = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
    classes = draw(st.booleans())
    value = st.sampled_from(["yes", "no", "maybe"]) if classes else st.floats(-100, 100, width=32)
    columns["y"] = draw(st.lists(value, min_size=rows, max_size=rows))
    assume(len(set(columns["y"])) > 1)
    return pd.DataFrame(columns)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(frames(), st.sampled_from(["standard", "none"]), st.integers(0, 5))
def test_the_laws_of_a_dataset(tmp_path, frame, normalize, seed):
    """Inputs are finite, the parts are all rows once, training inputs have mean 0 and deviation 1 or 0."""
    frame.to_csv(tmp_path / "t.csv", index=False)
    try:
        data = load_dataset("t.csv", folder=tmp_path, seed=seed, normalize=normalize)
    except DataError as error:
        assert any(word in str(error) for word in ("one class", "same", "at least", "all rows"))  # noqa: PT017
        return
    parts = (data.train, data.dev, data.test)
    assert all(np.isfinite(part.x).all() for part in parts)
    assert sum(part.x.shape[1] for part in parts) == len(frame)
    count = len(data.preprocessing.numeric)
    assert set(np.unique(data.train.x[count:])) <= {0, 1}
    if normalize == "standard":
        x = data.train.x[:count].astype(np.float64)
        np.testing.assert_allclose(x.mean(axis=1), 0, atol=1e-5)
        deviation = x.std(axis=1)
        assert ((np.abs(deviation - 1) < 1e-4) | (deviation == 0)).all()
    again = load_dataset("t.csv", folder=tmp_path, seed=seed, normalize=normalize)
    assert again.fingerprint == data.fingerprint
    _transforming_the_rows_gives_the_parts(frame, data, normalize)


def _transforming_the_rows_gives_the_parts(frame, data, normalize):
    everything = data.preprocessing.transform(frame.sample(frac=1, random_state=0).sort_index())
    index = data.features.index("index")
    for part in (data.train, data.dev, data.test):
        places = [np.flatnonzero(everything[index] == value)[0] for value in part.x[index]]
        assert (everything[:, places] == part.x).all(), normalize


@settings(deadline=None)
@given(
    st.lists(st.floats(-(2.0**127), 2.0**127, width=32), min_size=1, max_size=50),
    st.sampled_from([0.0, 1.0, 1e8, -3e30]),
)
def test_moments_agree_with_numpy_in_float64(values, offset):
    x = np.clip(np.array(values) + offset, -3e38, 3e38).astype(np.float32)[:, None]
    mean, deviation, seen = moments(x)
    wide = x.astype(np.float64)
    assert seen.all()
    np.testing.assert_allclose(mean, wide.mean(axis=0), rtol=1e-9, atol=1e-12 * np.abs(wide).max())
    np.testing.assert_allclose(deviation, wide.std(axis=0), rtol=1e-7, atol=1e-12 * np.abs(wide).max())


def test_moments_of_many_blocks_with_gaps_agree_with_numpy():
    random = np.random.default_rng(0)
    x = (random.standard_normal((300_000, 3)) * [1, 1e-3, 100] + [0, 1000, -7]).astype(np.float32)
    x[random.random(x.shape) < 0.3] = np.nan
    mean, deviation, _ = moments(x)
    filled = np.where(np.isnan(x), np.nanmean(x.astype(np.float64), axis=0), x)
    np.testing.assert_allclose(mean, filled.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(deviation, filled.std(axis=0), rtol=1e-9)


@pytest.fixture
def data(tmp_path):
    rows = [f"{2 * i},{('red', 'green', '')[i % 3]},{i % 2 == 0},{i % 7},{('yes', 'no')[i % 2]}" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["size,colour,new,n,y", *rows]) + "\n")
    return load_dataset("t.csv", folder=tmp_path, seed=0)


@pytest.fixture
def rows():
    return pd.DataFrame({"size": [1.0], "colour": ["red"], "new": [True], "n": [3], "other": ["ignored"]})


def test_it_survives_arrays_and_json(data, rows):
    arrays, rest = to_arrays(data.preprocessing)
    back = from_arrays(arrays, json.loads(json.dumps(rest)))
    assert (back.transform(rows) == data.preprocessing.transform(rows)).all()
    assert (back.features, back.classes, back.target) == (data.features, ("no", "yes"), "y")
    assert (back.target_mean, back.target_std) == (0.0, 1.0)


def test_a_category_that_training_has_not_seen_is_all_zeros(data, rows):
    x = data.preprocessing.transform(rows.assign(colour="violet"))
    assert (x[3:] == 0).all()


def test_categories_are_those_of_the_training_part_alone(tmp_path):
    words = ["u", "v"] * 8 + ["late", "u", "", "u"]
    rows = [f"{2 * i},{w},{'train' if i < 16 else 'dev'},{i % 2}" for i, w in enumerate(words)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,part,y", *rows]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, split="part")
    assert data.features == ("a", "b=u", "b=v")
    assert data.dev.x[1:].T.tolist() == [[0, 0], [1, 0], [0, 0], [1, 0]]


def test_a_constant_column_deviates_by_exactly_nothing():
    x = np.tile(np.array([0.1, 3e38, 1e-45, -7.3], np.float32), (500_000, 1))
    mean, deviation, _ = moments(x)
    assert (deviation == 0).all()
    assert (mean == x[0]).all()


def test_missing_values_of_new_rows_are_filled_as_in_training(data, rows):
    x = data.preprocessing.transform(rows.assign(size=None, colour=None))
    assert x[0, 0] == 0
    assert x[data.features.index("colour is missing"), 0] == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.drop(columns=["size", "colour"]), "columns 'size', 'colour'"),
        (lambda rows: rows.assign(size="large"), "'size' holds 'large'"),
        (lambda rows: rows.assign(size=np.inf), "'size' holds an infinite"),
        (lambda rows: rows.assign(size=1e39), "'size' holds an infinite"),
        (lambda rows: rows.assign(size=pd.Timestamp("2024-01-01")), "'size' holds dates"),
        (lambda rows: pd.concat([rows, rows[["size"]]], axis=1), "'size' occurs twice"),
        (lambda rows: rows[["size", "n"]].to_numpy(), "new rows: .* needs 'colour'; give a table"),
    ],
)
def test_new_rows_that_do_not_fit_are_refused_by_column(data, rows, change, says):
    with pytest.raises(DataError, match=says):
        data.preprocessing.transform(change(rows))


def test_arrays_are_transformed_as_arrays_were(tmp_path):
    x = np.random.default_rng(0).standard_normal((50, 2, 3))
    np.savez(tmp_path / "a.npz", X=x, y=np.arange(50) % 2)
    data = load_dataset("a.npz", folder=tmp_path, seed=0)
    every = data.preprocessing.transform(x)
    assert every.shape == (6, 50)
    assert every.T.flags.c_contiguous
    assert {tuple(column) for column in data.train.x.T} <= {tuple(column) for column in every.T}
    for wrong in (x[:, 0], x[:, 0, 0], x.astype(str), np.full((2, 6), np.inf)):
        with pytest.raises(DataError):
            data.preprocessing.transform(wrong)


def test_an_outlier_outside_of_the_training_part_stays_finite(tmp_path):
    x = np.full((20, 1), 1e-45, np.float32)
    x[:10] = 0
    part = ["train"] * 16 + ["dev"] * 4
    rows = [f"{v},{p},{i % 2}" for i, (v, p) in enumerate(zip([0, 1e-45] * 8 + [3e37] * 4, part, strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(["a,part,y", *rows]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, split="part")
    assert np.isfinite(data.dev.x).all()


def test_a_column_without_values_in_training_is_zero(tmp_path):
    """A column without values in training is zero for ever and said."""
    rows = [f"{'' if i < 16 else i},{i},{'train' if i < 16 else 'dev'},{i % 2}" for i in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,part,y", *rows]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, split="part", normalize="none")
    assert (data.dev.x[0] == 0).all()
    assert any("no value in the training part of column 'a'" in remark for remark in data.remarks)
