"""A .csv file, piece by piece."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hpsearch.data.columns import Rows, rows_at_once
from hpsearch.data.memory import BYTES_A_CELL, refuse_beyond_memory
from hpsearch.data.scan import Layout, scan
from hpsearch.data.tables import Table, gather
from hpsearch.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

MISSING = ("", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null")
"""What stands for a value that is not there. (`None` may be a word: no garage, no defect.)"""


def read_csv(path: Path, source: str, target: str | None, parts: str | None) -> Rows:
    """The rows of the file. Raises DataError, with the line where one is wrong."""
    layout = scan(path, source)
    if layout.rows == 0:
        raise DataError(f"{source}: column names, but no rows")
    refuse_beyond_memory(source, BYTES_A_CELL * layout.rows * len(layout.names))
    table = Table(
        source=source,
        names=layout.names,
        words=frozenset(layout.names[column] for column in layout.zero_led),
        chunks=partial(_chunks, path, source, layout),
    )
    return gather(table, target, parts)


def _chunks(path: Path, source: str, layout: Layout, words: frozenset[str]) -> Iterator["pd.DataFrame"]:
    """Frames of some rows each; the columns of `words` as they are written."""
    import pandas as pd  # noqa: PLC0415  # takes 0.6 s: only where there is a table

    names = layout.names
    with path.open("rb") as handle:
        handle.seek(layout.start)
        try:
            yield from pd.read_csv(
                handle,
                header=None,
                names=list(range(len(names))),
                index_col=False,
                dtype={column: str for column, name in enumerate(names) if name in words},
                chunksize=max(rows_at_once(len(names)), 100),  # a frame of 10,000 columns costs 0.1 s
                keep_default_na=False,
                na_values=list(MISSING),
                skipinitialspace=True,
                low_memory=False,
            )
        except pd.errors.ParserError as error:
            raise DataError(f"{source}: {error}") from error
