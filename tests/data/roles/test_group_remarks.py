"""Names of groups that keep rows together or apart by mistake are told."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ROWS = 90
NAMES = np.array([f"g{row % 9}" for row in range(ROWS)], object)


def _loaded(names, kind, folder):
    frame = pd.DataFrame({"a": np.arange(ROWS) * 0.5, "who": names, "y": [*"uv"] * (ROWS // 2)})
    frame.to_csv(folder / "t.csv", index=False)
    frame.to_parquet(folder / "t.parquet")
    return load_dataset(frame if kind == "frame" else f"t.{kind}", group="who", folder=folder, seed=0)


KINDS = pytest.mark.parametrize("kind", ["csv", "frame", "parquet"])


@KINDS
@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            np.where(np.arange(ROWS) % 2, NAMES, np.char.upper(NAMES.astype(str))),
            "'G0' and 'g0' differ in capitals alone (and 8 other words), and count as different words; write",
        ),
        (
            [f"{row % 9}" if row % 2 else f"{row % 9}.0" for row in range(ROWS)],
            "'0.0' and '0' are the same number, and different groups; write them alike",
        ),
        (
            np.where(np.arange(ROWS) % 10, NAMES, "NA"),
            "the 9 rows of 'NA' are one group; if it stands for a missing value, give each of them a name of its own",
        ),
        (NAMES, ""),
        (np.where(np.arange(ROWS) % 10, np.char.upper(NAMES.astype(str)), "G9"), ""),
        ([["DE", "NA", "FR"][row % 3] for row in range(ROWS)], ""),
    ],
)
def test_names_that_may_be_a_mistake_are_told(names, said, kind, tmp_path):
    remarks = [remark for remark in _loaded(names, kind, tmp_path).remarks if "'who'" in remark]
    assert [remark[: len(said) + 14] for remark in remarks] == ([f"column 'who': {said}"] if said else [])


@KINDS
@pytest.mark.parametrize("empty", ["", " "])
def test_a_row_without_a_group_is_refused_from_every_source(empty, kind, tmp_path):
    with pytest.raises(DataError, match="group column 'who' has no value in row 1 and 8 more"):
        _loaded(np.where(np.arange(ROWS) % 10, NAMES, empty), kind, tmp_path)
