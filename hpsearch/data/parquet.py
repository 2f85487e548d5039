"""A .parquet file, batch by batch (pyarrow, an extra: `hpsearch[parquet]`)."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpsearch.data.columns import Rows, occurring_twice, rows_at_once
from hpsearch.data.memory import BYTES_A_CELL, refuse_beyond_memory
from hpsearch.data.tables import Table, gather
from hpsearch.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


def read_parquet(path: Path, source: str, target: str | None, parts: str | None) -> Rows:
    """The rows of the file. Raises DataError if it is damaged, or if pyarrow is not there."""
    pyarrow, reader = _pyarrow(source)
    try:
        schema = reader.read_schema(path)
        names = tuple(schema.names)
        if (repeated := occurring_twice(names)) is not None:
            raise DataError(f"{source}: column name {repeated!r} occurs twice; names must differ")
        if len(names) < 2:
            raise DataError(f"{source}: expected at least one input and the target, found {len(names)} columns")
        rows = reader.read_metadata(path).num_rows
        if rows == 0:
            raise DataError(f"{source}: column names, but no rows")
        refuse_beyond_memory(source, BYTES_A_CELL * rows * len(names))
        kinds = {name: _kind(pyarrow.types, schema.field(name).type) for name in names}
        table = Table(
            source=source,
            names=names,
            words=frozenset(name for name, kind in kinds.items() if kind == "words"),
            chunks=partial(_chunks, path, kinds),
            dropped={name: kind for name, kind in kinds.items() if kind not in ("words", "numbers")},
        )
        return gather(table, target, parts)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{source}: not a .parquet file that can be read: {error}") from error


def _pyarrow(source: str) -> tuple[Any, Any]:
    try:  # 50 MB and an extra: only where a file needs it
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise DataError(f"{source}: reading .parquet needs pyarrow; pip install 'hpsearch[parquet]'") from error


def _kind(types: Any, of: Any) -> str:
    """`words`, `numbers`, or what a column holds that is neither."""
    if types.is_dictionary(of):
        return _kind(types, of.value_type)
    if types.is_string(of) or types.is_large_string(of) or types.is_string_view(of):
        return "words"
    if types.is_integer(of) or types.is_floating(of) or types.is_decimal(of) or types.is_boolean(of):
        return "numbers"
    if types.is_null(of):
        return "no values"
    if types.is_temporal(of):
        return "dates (give what matters of them as numbers: the year, the age in days)"
    return f"{of} values"


def _chunks(path: Path, kinds: dict[str, str], words: frozenset[str]) -> Iterator["pd.DataFrame"]:
    pyarrow, reader = _pyarrow(str(path))
    with reader.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16) as file:
        for batch in file.iter_batches(batch_size=max(rows_at_once(len(kinds)), 100), use_threads=False):
            yield _plain(pyarrow, batch, kinds, words)


def _plain(pyarrow: Any, batch: Any, kinds: dict[str, str], words: frozenset[str]) -> "pd.DataFrame":
    """A frame of float64, bool and text alone."""
    columns = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if kinds[name] not in ("words", "numbers"):
            columns.append(pyarrow.nulls(len(column), pyarrow.float64()))
        elif name in words:
            columns.append(column.cast(pyarrow.string()))
        elif pyarrow.types.is_boolean(column.type):
            columns.append(column)
        else:
            columns.append(column.cast(pyarrow.float64(), safe=False))
    plain: pd.DataFrame = pyarrow.RecordBatch.from_arrays(columns, names=batch.schema.names).to_pandas()
    return plain
