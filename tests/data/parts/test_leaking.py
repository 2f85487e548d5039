"""Columns that alone predict the target are told, and columns that do so only together are not."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.data.parts.leaking import leaking_columns

ROWS = 600


def table(**more):
    """Numbers that together say much about a target."""
    draw = np.random.default_rng(0)
    return pd.DataFrame({name: draw.normal(size=ROWS) for name in "abc"}).assign(**more)


def told(folder, frame, **stated):
    """What is told of a table whose last column is the target."""
    frame.to_csv(folder / "t.csv", index=False)
    return leaking_columns(load_dataset("t.csv", folder=folder, seed=0, target=frame.columns[-1], **stated))


def classes(count=2):
    """Classes that the sum of the three numbers decides."""
    total = table().sum(axis=1)
    return pd.qcut(total, count, labels=[f"class {n}" for n in range(count)]).astype(str)


def dates(there):
    """A date where there is an event, and none elsewhere."""
    day = pd.Series(pd.date_range("2024-01-01", periods=ROWS).strftime("%Y-%m-%d"))
    return day.sample(frac=1, random_state=0, ignore_index=True).where(there)


LEAKS = {
    "a code of the class": lambda y: y.map({"class 0": 7.0, "class 1": 3.0, "class 2": 5.0}),
    "a word for the class": lambda y: y.map({"class 0": "low", "class 1": "some", "class 2": "much"}),
    "several words for each class": lambda y: y + [f"-{n % 5}" for n in range(ROWS)],
    "a range of numbers for each class": lambda y: (
        y.str[-1].astype(int) * 31 % 7 + np.random.default_rng(1).random(ROWS)
    ),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
@pytest.mark.parametrize("numbers", ["plain", {"piecewise_linear": 16}])
def test_a_column_that_tells_the_class_is_named(tmp_path, leak, numbers):
    y = classes(3)
    assert told(tmp_path, table(leak=leak(y), y=y), numbers=numbers) == ("leak",)


@pytest.mark.parametrize("missing", ["mean", "indicator"])
def test_a_date_that_is_set_after_the_event_is_named(tmp_path, missing):
    y = classes()
    assert told(tmp_path, table(closed=dates(y == "class 1"), y=y), missing=missing) == ("closed",)


@pytest.mark.parametrize("seed", range(8))
def test_a_number_that_is_only_there_after_the_event_is_named(tmp_path, seed):
    """Missing cells have the mean of the column, which is no neighbour of numbers that are near to it."""
    y = classes()
    paid = pd.Series(np.random.default_rng(seed).normal(size=ROWS)).where(y == "class 1")
    assert told(tmp_path, table(paid=paid, y=y)) == ("paid",)


@pytest.mark.parametrize("of", [lambda y: 1.19 * y, lambda y: -np.exp(3 * y), lambda y: np.round(y, 2)])
@pytest.mark.parametrize("shape", [lambda y: y, lambda y: np.exp(2 * y)], ids=["even", "long tail"])
def test_a_copy_of_a_number_is_named_whatever_its_scale(tmp_path, of, shape):
    y = table().sum(axis=1)
    assert told(tmp_path, table(copy=of(y), y=shape(y))) == ("copy",)


def test_a_rare_class_counts_as_much_as_the_others(tmp_path):
    """A column that is right for 97 % of the rows, as the largest class is, tells nothing."""
    rare = np.arange(ROWS) % 33 == 0
    y = np.where(rare, "yes", "no")
    leak = np.where(rare, 4.0, 1.0)
    frame = table(half=np.where(np.arange(ROWS) % 66 == 0, 4.0, 1.0), leak=leak, y=y)
    every = pd.concat([frame] * 10, ignore_index=True)
    assert told(tmp_path, every) == ("leak",)


@pytest.mark.parametrize("source", ["iris", "wine", "breast_cancer", "moons", "digits", "diabetes"])
def test_an_easy_table_has_no_leaking_column(tmp_path, source):
    assert leaking_columns(load_dataset(source, folder=tmp_path, seed=0)) == ()


@pytest.mark.parametrize("seed", range(5))
def test_few_rows_of_an_easy_table_have_none_by_chance(tmp_path, seed):
    """One column of iris alone leaves 4 % of errors."""
    assert leaking_columns(load_dataset("iris", folder=tmp_path, seed=seed)) == ()


def test_a_target_of_several_columns_has_none(tmp_path):
    y = table().sum(axis=1)
    assert told(tmp_path, table(y=y)) == ()
    assert told(tmp_path, table(y=classes())) == ()


def test_a_column_that_is_the_only_input_is_not_named(tmp_path):
    """Then there is nothing else to predict from."""
    y = table().sum(axis=1)
    assert told(tmp_path, pd.DataFrame({"copy": 2 * y, "y": y})) == ()


def test_a_column_that_tells_only_groups_is_not_named(tmp_path):
    """A patient's number tells the class of rows of that patient, and not of patients in other parts."""
    patient = np.arange(ROWS) // 6
    y = np.where(np.random.default_rng(2).random(ROWS // 6)[patient] < 0.5, "ill", "well")
    frame = table(score=patient * 1.5, patient=[f"p{each}" for each in patient], y=y)
    assert told(tmp_path, frame, group="patient") == ()


def test_one_of_several_targets_is_enough(tmp_path):
    frame = table(copy=0.0, y=0.0, z=table().sum(axis=1))
    frame["y"] = np.random.default_rng(3).normal(size=ROWS)
    frame["copy"] = 3 * frame["z"]
    frame.to_csv(tmp_path / "t.csv", index=False)
    assert leaking_columns(load_dataset("t.csv", folder=tmp_path, seed=0, target=["y", "z"])) == ("copy",)
