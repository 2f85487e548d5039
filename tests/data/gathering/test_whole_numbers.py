"""Whole numbers that float64 merges stay apart as classes, whatever file they come from."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

LARGE = 1234567890123456789
SETS = {
    "neighbours": (LARGE, LARGE + 1),
    "around 2^53": (2**53 - 1, 2**53, 2**53 + 1),
    "negative": (-LARGE, -LARGE - 1),
    "beyond int64": (2**64 - 2, 2**64 - 1),
    "small and large": (7, LARGE, LARGE + 2),
}


def _csv(path, y):
    path.write_text("a,y\n" + "".join(f"{i},{'' if value is None else value}\n" for i, value in enumerate(y)))


def _parquet(path, y):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    kind = pyarrow.decimal128(38, 0) if max(filter(None, y)) >= 2**63 else pyarrow.int64()
    parquet.write_table(pyarrow.table({"a": range(len(y)), "y": pyarrow.array(y, kind)}), path)


def _npz(path, y):
    np.savez(path, X=np.arange(len(y))[:, None], y=np.array(y))


WRITERS = {"t.csv": _csv, "t.parquet": _parquet, "t.npz": _npz}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("classes", SETS.values(), ids=SETS)
def test_large_whole_numbers_are_classes_of_their_own(name, classes, tmp_path):
    y = [classes[i % len(classes)] for i in range(60)]
    WRITERS[name](tmp_path / name, y)
    data = load_dataset(name, folder=tmp_path, seed=0)
    assert data.classes == tuple(map(str, sorted(classes)))
    for part in (data.train, data.dev, data.test):
        rows = np.round(part.x[0] * data.preprocessing.scale[0] + data.preprocessing.shift[0]).astype(int)
        assert [data.classes[label] for label in part.y] == [str(y[row]) for row in rows]


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_rows_without_a_class_merge_no_others(name, tmp_path):
    y = [None if i % 7 == 0 else LARGE + i % 2 for i in range(60)]
    WRITERS[name](tmp_path / name, y)
    assert load_dataset(name, folder=tmp_path, seed=0).classes == (str(LARGE), str(LARGE + 1))


def test_one_number_written_in_several_ways_is_one_class(tmp_path):
    _csv(tmp_path / "t.csv", [("2e18", "2000000000000000000", "+2000000000000000001", "3.0")[i % 4] for i in range(60)])
    assert load_dataset("t.csv", folder=tmp_path, seed=0).classes == ("3", "2000000000000000000", "2000000000000000001")


def test_large_numbers_to_predict_stay_numbers(tmp_path):
    _csv(tmp_path / "t.csv", [LARGE + i * i for i in range(60)])
    assert load_dataset("t.csv", folder=tmp_path, seed=0).task == "regression"


@pytest.mark.parametrize("kept_as", ["int64", "category"])
def test_large_whole_numbers_of_a_frame_are_classes_of_their_own(kept_as, tmp_path):
    ids = pd.Series([LARGE + i % 3 for i in range(60)]).astype(kept_as)
    data = load_dataset(pd.DataFrame({"a": np.arange(60) % 7, "y": ids}), folder=tmp_path, seed=0)
    assert data.classes == tuple(str(LARGE + i) for i in range(3))


@pytest.mark.parametrize("kept_as", ["int64", "category"])
def test_large_whole_numbers_of_a_frame_are_words_of_an_input(kept_as, tmp_path):
    ids = pd.Series([LARGE + i % 5 for i in range(60)]).astype(kept_as)
    data = load_dataset(pd.DataFrame({"shop": ids, "y": np.arange(60) % 7 + 0.5}), folder=tmp_path, seed=0)
    assert data.features == tuple(f"shop={LARGE + i}" for i in range(5))


@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_an_array_of_whole_numbers_that_become_equal_is_refused(dtype, tmp_path):
    x = np.stack([np.arange(60), LARGE + np.arange(60) % 5], axis=1).astype(dtype)
    np.savez(tmp_path / "t.npz", X=x, y=np.arange(60) % 2)
    with pytest.raises(DataError, match=r"t\.npz: X has whole numbers from 2\*\*53 on in column 1"):
        load_dataset("t.npz", folder=tmp_path, seed=0)
