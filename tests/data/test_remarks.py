"""What was done to the columns is said, each thing once and with the columns' names."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_views


def remarks(frame, tmp_path):
    frame.assign(y=np.arange(60) % 2).to_csv(tmp_path / "t.csv", index=False)
    return load_views("t.csv", target="y", folder=tmp_path, seed=0).whole.remarks


WORDS = np.array(["red", "blue", "green"] * 20)


@pytest.mark.parametrize(
    ("empty", "said"),
    [
        ({"a": 0}, None),
        ({"a": 1}, "column 'a': a missing cell counts as one more word"),
        ({"a": 7}, "column 'a': 7 missing cells count as one more word"),
        ({"a": 7, "b": 5}, "columns 'a', 'b': 12 missing cells count as one more word of each"),
    ],
)
def test_missing_words_are_counted_by_column(empty, said, tmp_path):
    columns = {name: np.where(np.arange(60) < count, "", WORDS) for name, count in empty.items()}
    found = [remark for remark in remarks(pd.DataFrame(columns), tmp_path) if "one more word" in remark]
    assert found == ([] if said is None else [said])
