"""Cells of typed new rows in which pandas.read_csv may have lost a word of training that it takes for missing: None."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.missing import OF_PANDAS
from hpsearch.data.gathering.spelled_words import Codes
from hpsearch.data.new_rows.cells import HOW_TO_GIVE
from hpsearch.data.reading.table import Cells
from hpsearch.errors import DataError


def lost_cells(cells: Cells) -> NDArray[np.bool_]:
    """Return which cells have no value, (rows,); an empty text is one, as pandas.read_csv makes none."""
    missing: NDArray[np.bool_] = cells.values.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
    return missing


def with_lost_word(
    holder: str, cells: Cells, column: tuple[Codes, list[str]], categories: Sequence[str], *, gaps: bool
) -> tuple[Codes, list[str]]:
    """Return the codes and words of a column with the one word of training that pandas loses where cells are lost.

    Raises DataError, which names the `holder` of the cells, if the word cannot be told from others or from `gaps`.
    """
    codes, words = column
    lost, missing = [word for word in categories if word in OF_PANDAS], lost_cells(cells)
    if not lost or not missing.any():
        return column
    if gaps or len(lost) > 1:
        raise DataError(
            f"{holder} has missing values, and training read {lost[0]!r} as a word there, "
            f"which pandas takes for missing, beside others; {HOW_TO_GIVE}, keep_default_na=False"
        )
    return np.where(missing, len(words), codes).astype(np.int32), [*words, lost[0]]
