"""Write predictions as .csv or .parquet, block by block."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from hpsearch.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from hpsearch.models.predictions import PredictedBlock

ROWS_A_GROUP = 100_000
"""Number of rows in a row group of a .parquet file."""


def check_ending(path: Path) -> None:
    """Raise UsageError if the ending of a file name is not a format for predictions."""
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise UsageError(f"{path}: expected a name that ends in .csv or .parquet")


def write_predictions(blocks: Iterable["PredictedBlock"], file: BinaryIO, path: Path) -> None:
    """Write all blocks to an open file, in the format of its ending, by default .csv."""
    if path.suffix.lower() == ".parquet":
        _write_parquet(blocks, file)
    else:
        file.writelines(text.encode(errors="backslashreplace") for text in as_csv(blocks))


def as_csv(blocks: Iterable["PredictedBlock"]) -> Iterator[str]:
    """Yield the text of each block, the first with a header; numbers in the shortest form."""
    for place, block in enumerate(blocks):
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if place == 0:
            writer.writerow(block)
        writer.writerows(zip(*(column.tolist() for column in block.values()), strict=True))
        yield text.getvalue()


def _write_parquet(blocks: Iterable["PredictedBlock"], file: BinaryIO) -> None:
    import pyarrow as pa  # noqa: PLC0415 (0.1 s; only to read tables)
    from pyarrow import parquet  # noqa: PLC0415

    groups = _groups(pa.table({name: _arrow(column) for name, column in block.items()}) for block in blocks)
    first = next(groups)
    with parquet.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first)
        for group in groups:
            writer.write_table(group)


def _arrow(column: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (as above)

    if isinstance(column, np.ndarray):
        return pa.array(column)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _groups(tables: Iterable["pa.Table"]) -> Iterator["pa.Table"]:
    """Join `tables` into fewer, larger ones."""
    import pyarrow as pa  # noqa: PLC0415 (as above)

    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(each.num_rows for each in waiting) >= ROWS_A_GROUP:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
