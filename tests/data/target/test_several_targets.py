"""Several columns of numbers as the target: standardised one by one, and only of the rows that have all of them."""

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

CASES = int(os.environ.get("HPSEARCH_CASES", "0"))
OPTIONS = {"inputs": ["a", "b"], "target": ["big", "small"], "seed": 0}


def table(rows=120, seed=0):
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(draw.normal(size=(rows, 4)), columns=["a", "b", "big", "small"])
    frame = frame.assign(big=1e6 + 500 * frame.big, small=frame.small / 1000)
    return frame.assign(flag=draw.integers(0, 2, rows), word=draw.choice(["x", "y"], rows), unit=np.arange(rows) // 4)


def load(frame, tmp_path, **options):
    return load_dataset(frame, folder=tmp_path, **{**OPTIONS, **options})


def test_each_target_is_standardised_by_the_training_part(tmp_path):
    data = load(table(), tmp_path)
    assert (data.task, data.targets, data.classes) == ("regression", ("big", "small"), ())
    assert data.train.y.shape == (72, 2)
    assert data.preprocessing.target_mean == pytest.approx(data.train.y.mean(axis=0))
    alone = [load(table(), tmp_path, target=name).preprocessing for name in data.targets]
    assert data.preprocessing.target_mean.tolist() == [each.target_mean for each in alone]
    assert data.preprocessing.target_std.tolist() == [each.target_std for each in alone]


@settings(max_examples=max(20, CASES // 4))
@given(seed=st.integers(0, 1000), gaps=st.lists(st.sampled_from(["big", "small"]), max_size=30))
def test_rows_that_lack_one_of_the_targets_are_left_out(seed, gaps, tmp_path_factory):
    frame = table(seed=seed)
    for row, name in enumerate(gaps):
        frame.loc[3 * row, name] = np.nan
    data = load(frame, tmp_path_factory.getbasetemp())
    assert sum(len(part.y) for part in (data.train, data.dev, data.test)) == 120 - len(gaps)
    told = [remark for remark in data.remarks if "without a target" in remark]
    assert told == ([f"left out {len(gaps)} row{'s' * (len(gaps) > 1)} without a target"] if gaps else [])


def test_a_target_that_is_named_twice_is_refused_as_that(tmp_path):
    """In tables, and in arrays, whose target is y."""
    np.savez(tmp_path / "t.npz", X=np.zeros((20, 2)), y=np.arange(20.0))
    for source, name in ((table(), "big"), ("t.npz", "y")):
        with pytest.raises(DataError, match=f"^(DataFrame|t.npz): the target '{name}' is named twice"):
            load(source, tmp_path, inputs=None, target=[name, name])


def test_a_list_of_one_target_is_the_same_as_the_word(tmp_path):
    one, word = (load(table(), tmp_path, target=target) for target in (["big"], "big"))
    assert one.fingerprint == word.fingerprint
    assert one.train.y.ndim == 1


def test_the_order_of_the_targets_and_both_count_in_the_fingerprint(tmp_path):
    orders = (["big", "small"], ["small", "big"], ["big"], ["small"])
    assert len({load(table(), tmp_path, target=target).fingerprint for target in orders}) == 4


def test_groups_stay_together_and_weights_count_for_every_target(tmp_path):
    frame = table()
    data = load(frame, tmp_path, group="unit", weight="flag")
    parts = (data.train, data.dev, data.test)
    assert sum(len({*part.group.tolist()}) for part in parts) == frame.unit[frame.flag == 1].nunique()
    assert sum(len(part.y) for part in parts) == frame.flag.sum()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"target": ["big", "word"]}, r"target 'word' holds words \('x', 'y'\), and several targets must all be num"),
        ({"target": ["big", "flag"]}, r"target 'flag' has classes \('0', '1'\), .*set task: regression"),
        (
            {"task": "classification"},
            "classification has one target, and data.target names 2; expected task: regression",
        ),
        ({"target": ["big", "nope"]}, "there is no column 'nope'"),
        ({"target": ["big", ""]}, "the target needs a name"),
        ({"inputs": ["a", "small"]}, "the target 'small' cannot be an input"),
        ({"group": "small"}, "column 'small' cannot be both target and group"),
        ({"target": ["big", "one"], "task": "regression"}, "target 'one' is 1 in all rows"),
        ({"target": ["big", "huge"]}, "column 'huge' holds an infinite number"),
        ({"positive": "x"}, "'x' is for a target of two classes"),
    ],
)
def test_what_cannot_be_one_of_several_targets_is_refused_with_the_remedy(options, sentence, tmp_path):
    frame = table().assign(one=np.append(np.ones(100), np.full(20, np.nan)), huge=1e39 + np.arange(120) * 1e38)
    with pytest.raises(DataError, match=sentence):
        load(frame, tmp_path, **options)


def test_classes_are_numbers_where_the_task_says_so(tmp_path):
    assert load(table(), tmp_path, target=["big", "flag"], task="regression").train.y.shape == (72, 2)


@pytest.mark.parametrize("source", ["diabetes", "arrays.npz"])
def test_arrays_have_one_target(source, tmp_path):
    np.savez(tmp_path / "arrays.npz", X=np.zeros((20, 2)), y=np.arange(20.0))
    with pytest.raises(DataError, match="there is no target 'b'"):
        load_dataset(source, target=["y" if "npz" in source else "progression", "b"], folder=tmp_path, seed=0)
