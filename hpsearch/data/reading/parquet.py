"""Turn a .parquet file into a SourceTable, without the row labels that pandas stored."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from hpsearch.data.columns import bare_names, rows_at_once
from hpsearch.data.reading.damage import why_damaged
from hpsearch.data.reading.periods import beginnings, length_of_periods, storage_of
from hpsearch.data.reading.table import Cells, RowBatch, SourceTable
from hpsearch.errors import DataError


def read_parquet(path: Path, source: str, as_numbers: Collection[str] = ()) -> SourceTable:
    """The table in the file. Raises DataError if it is damaged, or if two columns have one name.

    Periods are the dates on which they begin, but in the columns `as_numbers` the numbers as which they are stored.
    """
    from pyarrow import parquet  # noqa: PLC0415  # 0.1 s: only where a file needs it

    with _sentences(source):
        schema = parquet.read_schema(path)
    names = bare_names(schema.names, source)
    stored = dict(zip(names, schema.names, strict=True))
    periods = {name: length_of_periods(schema.field(place)) for place, name in enumerate(names)}
    lengths = {name: "" if name in as_numbers else length for name, length in periods.items() if length}
    index, categorical = _index_and_categorical(schema)
    return SourceTable(
        source=source,
        names=names,
        batches=partial(_batches, path, source, stored, lengths),
        index=tuple(name for name in names if stored[name] in index),
        categorical=tuple(name for name in names if stored[name] in categorical),
        with_numbers=(lambda names: read_parquet(path, source, names)) if any(periods.values()) else None,
    )


@contextmanager
def _sentences(source: str) -> Iterator[None]:
    from pyarrow import ArrowException  # noqa: PLC0415

    try:
        yield
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        raise DataError(f"{source}: not a .parquet file that can be read {why_damaged(error)}") from error


def _index_and_categorical(schema: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The columns that pandas' metadata call the index, and those of its dtype category."""
    try:
        about = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
        index = frozenset(name for name in about.get("index_columns", []) if isinstance(name, str))
        kinds = {each.get("field_name"): each.get("pandas_type") for each in about.get("columns", [])}
    except (ValueError, AttributeError, TypeError):
        return frozenset(), frozenset()
    return index, frozenset(name for name, kind in kinds.items() if kind == "categorical")


def _batches(
    path: Path,
    source: str,
    stored: Mapping[str, str],
    lengths: Mapping[str, str],
    names: Sequence[str],
    *,
    text: Collection[str] = (),  # noqa: ARG001  # what is text is so by its type
) -> Iterator[RowBatch]:
    from pyarrow import parquet  # noqa: PLC0415

    with _sentences(source), parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16) as file:
        size = max(rows_at_once(len(stored)), 256)
        columns = [stored[name] for name in names]
        for batch in file.iter_batches(batch_size=size, columns=columns, use_threads=False):
            yield {name: Cells(_column(batch.column(stored[name]), lengths.get(name))) for name in names}


def _column(values: Any, length: str | None) -> Any:
    """The cells of a column; None is no length of periods, and an empty one that they are numbers."""
    if length is None:
        return values
    return beginnings(values, length) if length else storage_of(values)
