"""Arrow arrays from and to NumPy, without pandas."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data.reading.arrow import filled_numbers, no_word, strings

WORDS = st.lists(st.text(st.characters(exclude_categories=["Cs"])))
READ = """
import sys
from pathlib import Path
from hpsearch.data import load_views
load_views(sys.argv[1], folder=Path(), seed=0)
print([name for name in ("pandas",) if name in sys.modules])
"""


@given(WORDS)
def test_words_are_those_that_arrow_makes(words):
    assert strings(words).equals(pa.array(words, pa.string()))
    assert no_word().as_py() is None


@pytest.mark.parametrize("kind", [pa.float64(), pa.int32()], ids=str)
@given(st.lists(st.none() | st.integers(-9, 9)), st.integers(0, 5), st.integers(0, 5))
def test_numbers_are_those_that_arrow_makes(kind, values, start, more):
    """Of a part of an array too, whose bits of what is missing begin within a byte."""
    array = pa.array(values, kind).slice(start, more)
    expected = [-1 if value is None else value for value in array.to_pylist()]
    assert filled_numbers(array, -1).tolist() == expected
    assert filled_numbers(array, -1).dtype == np.dtype("float64" if kind == pa.float64() else "int32")


def test_a_table_of_numbers_and_words_is_read_without_pandas(tmp_path):
    """It takes as long to import as the rest of a search to start."""
    rows = "".join(f"{row},{row % 7 or ''}.5,{'red' if row % 2 else 'NA'},{row % 3}\n" for row in range(60))
    (tmp_path / "table.csv").write_text(f"a,b,c,y\n{rows}")
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "table.csv"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
