"""Words and names of columns are the same with and without blanks beside them, from whatever source."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.config import config_from
from hpsearch.data import load_dataset
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.inputs.stored_form import from_arrays, to_arrays
from hpsearch.errors import DataError

BESIDE = st.text(" \t", max_size=2)
CELLS = st.lists(st.tuples(BESIDE, st.sampled_from(["cook", "clerk", "a b", "NA"]), BESIDE), min_size=40, max_size=40)


def _frame(words):
    return pd.DataFrame({"job": words, "size": [i * 7 % 31 for i in range(40)], "y": [i % 11 + 0.5 for i in range(40)]})


def _sources(words, folder):
    """The rows with these words, by the kind of source."""
    frame = _frame(words)
    frame.to_csv(folder / "plain.csv", index=False)
    frame.to_csv(folder / "quoted.csv", index=False, quoting=2)
    frame.to_parquet(folder / "t.parquet")
    return {
        "frame": frame,
        "categories": frame.assign(job=frame["job"].astype("category")),
        "parquet": "t.parquet",
        "csv": "plain.csv",
        "quoted csv": "quoted.csv",
    }


@settings(max_examples=10)
@given(cells=CELLS)
def test_blanks_beside_words_are_read_alike_from_every_source(cells, tmp_path_factory):
    folder = tmp_path_factory.mktemp("blanks")
    bare = load_dataset(_frame([word for _, word, _ in cells]), folder=folder, seed=0)
    for kind, source in _sources(["".join(cell) for cell in cells], folder).items():
        data = load_dataset(source, folder=folder, seed=0)
        assert data.fingerprint == bare.fingerprint, kind
        new = source if isinstance(source, pd.DataFrame) else folder / source
        for trained in (data, bare):
            assert np.array_equal(
                trained.preprocessing.transform(new), bare.preprocessing.transform(folder / "plain.csv")
            )


@pytest.mark.parametrize("number", [" 5", "5\t", " -0.5 "])
def test_numbers_as_text_with_blanks_beside_them_are_numbers(number, tmp_path):
    frame = pd.DataFrame({"a": [number, *map(str, range(1, 60, 2))], "y": [i % 11 + 0.5 for i in range(31)]})
    data = load_dataset(frame, folder=tmp_path, seed=0)
    assert data.features == ("a",)


def test_words_that_an_earlier_version_kept_with_blanks_are_found_without():
    assert OneHot("job", (" cook ", "a", "b "), missing=False).places == {
        "cook": 0,
        " cook ": 0,
        "a": 1,
        "b": 2,
        "b ": 2,
    }


def _model(frame, target, folder):
    frame.to_csv(folder / "t.csv", index=False)
    return load_dataset("t.csv", target=target, folder=folder, seed=0).preprocessing


def test_blanks_around_names_of_columns_are_no_part_of_them_in_any_source(tmp_path):
    draw = np.random.default_rng(0)
    frame = pd.DataFrame({" lead": draw.normal(size=40), "job ": draw.choice(["a", "b"], 40), " y ": range(40)})
    frame.to_parquet(tmp_path / "t.parquet")
    preprocessing = _model(frame, " y", tmp_path)
    assert (preprocessing.columns, preprocessing.target) == (("lead", "job"), "y")
    expected = preprocessing.transform(tmp_path / "t.csv")
    for source in (frame, frame.to_dict("records"), frame.to_dict("list"), tmp_path / "t.parquet"):
        assert np.array_equal(preprocessing.transform(source), expected)
    for source in (frame, "t.parquet"):
        data = load_dataset(source, target="y", folder=tmp_path, seed=0)
        assert (data.preprocessing.columns, data.preprocessing.target) == (("lead", "job"), "y")


def test_the_config_may_name_a_column_with_blanks_around_it():
    roles = {"group": " g", "order": "o ", "weight": " w ", "inputs": [" a"], "ignore": [" b"], "split": " part "}
    data = config_from(
        {
            "data": {"source": "t.csv", "target": [" y", "z "], **roles},
            "hyperparameters": {"units": [4], "epochs": 1},
            "search": {"trials": 1},
        }
    ).data
    assert (data.target, data.inputs, data.ignore) == (["y", "z"], ["a"], ["b"])
    assert (data.group, data.order, data.weight, data.split) == ("g", "o", "w", "part")


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_names_that_become_the_same_without_blanks_are_refused(kind, tmp_path):
    frame = pd.DataFrame({"a": range(40), " a": range(40), "y": range(40)})
    frame.to_parquet(tmp_path / "t.parquet")
    said = "column name 'a' occurs twice (as 'a' and ' a': blanks around a name are no part of it); names must differ"
    with pytest.raises(DataError, match=re.escape(said)):
        load_dataset(frame if kind == "frame" else "t.parquet", folder=tmp_path, seed=0)


def test_a_model_file_of_an_earlier_version_loses_the_blanks_around_its_names(tmp_path):
    draw = np.random.default_rng(0)
    frame = pd.DataFrame({"lead": draw.normal(size=40), "job": draw.choice(["a", "b"], 40), "y": range(40)})
    preprocessing = _model(frame, "y", tmp_path)
    arrays, rest = to_arrays(preprocessing)
    text = json.dumps(rest).replace('"lead"', '" lead"').replace('"job"', '"job "').replace('"y"', '" y"')
    earlier = from_arrays(arrays, json.loads(text))
    assert to_arrays(earlier)[1] == rest
