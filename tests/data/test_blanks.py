"""Words are the same with and without blanks beside them, from whatever source."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.one_hot import OneHot

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
