"""The decimal sign of new rows is training's, unless a cell of theirs decides it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

CELLS = ("700", "0,5", "1,434", "12,55", "1.434", "12.55", "1434", "1,434,000", "1.5E+02", "-2,125")


def _trained(folder, source):
    """How rows are read after training on a file with points or commas, or on a frame."""
    numbers = np.linspace(500, 1500, 80).round(1)
    frame = pd.DataFrame({"qty": numbers, "len": numbers[::-1], "y": np.where(numbers > 900, "up", "down")})
    if source == "frame":
        return load_dataset(frame, folder=folder, seed=0).preprocessing
    separator = "," if source == "." else ";"
    frame.to_csv(folder / "t.csv", index=False, sep=separator, decimal=source)
    return load_dataset("t.csv", folder=folder, seed=0).preprocessing


@pytest.fixture(scope="module", params=[".", ",", "frame"])
def preprocessing(request, tmp_path_factory):
    return _trained(tmp_path_factory.mktemp("training"), request.param)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("source", [".", "frame"])
def test_a_comma_that_no_cell_decides_is_not_before_decimals(separator, source, tmp_path):
    preprocessing = _trained(tmp_path, source)
    (tmp_path / "new.csv").write_text(f"qty{separator}len\n1,434{separator}12\n")
    with pytest.raises(DataError, match=r"column 'qty' holds .*'1,434' in row 1"):
        preprocessing.inputs(tmp_path / "new.csv")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)), min_size=2, max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_a_row_is_read_alike_beside_all_others_or_refused(preprocessing, tmp_path_factory, rows, separator):
    path = tmp_path_factory.mktemp("new") / "new.csv"

    def read(some):
        path.write_text("".join(f'"{one}"{separator}"{other}"\n' for one, other in [("qty", "len"), *some]))
        try:
            return preprocessing.transform(path)
        except DataError:
            return None

    together = read(rows)
    for place, row in enumerate(rows):
        alone = read([row])
        if together is not None and alone is not None:
            assert np.array_equal(alone[:, 0], together[:, place])
