"""An infinite number in new rows is refused with its row."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError


@pytest.mark.parametrize("row", [2, 1700])
def test_an_infinite_number_is_refused_with_its_row(row, tmp_path):
    frame = pd.DataFrame({"w": np.arange(80) + 0.5, "y": np.arange(80) % 7 + 0.5})
    trained = load_dataset(frame, target="y", folder=tmp_path, seed=0).preprocessing
    new = pd.DataFrame({"w": [1.5] * 2000})
    for number in (np.inf, 1.797e300):
        new.loc[row - 1, "w"] = number
        new.to_csv(tmp_path / "new.csv", index=False)
        for rows in (new, tmp_path / "new.csv", new.to_numpy()):
            with pytest.raises(DataError, match=f"column 'w' holds an infinite number, .* in row {row:,};"):
                trained.inputs(rows)
