"""Read a text file of new rows as training's file was read, where its header fits."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hpsearch.data.reading.decimal_sign import decimal_sign
from hpsearch.data.reading.delimited import read_delimited
from hpsearch.data.reading.dialect import SEPARATORS, Dialect, Stated
from hpsearch.data.reading.table import SourceTable
from hpsearch.errors import DataError

PYTHON = "."
"""The decimal sign of a training without a text file."""

COMMAS = ","
"""The separator of a file in which numbers are usually Python's."""


def read_like(
    path: Path, source: str, training: Dialect | None, columns: Sequence[str], decimal: str = PYTHON
) -> SourceTable:
    """The table in the file, with remarks on how it is written otherwise than training's; `columns` are needed.

    The encoding is the file's own. So is the separator, where more of the columns are there with it, and then the
    decimal sign, if a cell of its first rows decides it; else it is training's, which is `decimal` where training had
    no text file. It is in doubt where the separator is not training's, or no comma after a training without any text
    that shows its sign.
    """
    if training is None:
        table = read_delimited(path, source, Stated(in_doubt=decimal))
        found = table.dialect or Dialect(decimal=decimal)
        remarks = (f"{source}: read with {_decimals(found)}",) if found.decimal != decimal else ()
        return replace(table, remarks=remarks, sign_is_in_doubt=decimal == PYTHON and _sign_is_in_doubt(table, COMMAS))
    own = Stated(header=training.header, in_doubt=training.decimal)
    readings = list(_readings(path, source, (training.stated(), own), columns))
    if not readings:
        return read_delimited(path, source, training.stated())  # to say what is wrong
    table = max(readings, key=lambda each: _there(each, columns))
    return replace(
        table, remarks=tuple(_remarks(table, training)), sign_is_in_doubt=_sign_is_in_doubt(table, training.separator)
    )


def _sign_is_in_doubt(table: SourceTable, separator: str) -> bool:
    """Whether a table with another separator than this has no cell among its first ones that shows its sign."""
    found = table.dialect
    if found is None or found.separator == separator:
        return False
    return not decimal_sign(table.signs, found.separator, found.decimal).by[1]


def _readings(path: Path, source: str, ways: Sequence[Stated], columns: Sequence[str]) -> Iterator[SourceTable]:
    """The file read in one way after the other, until all columns are there."""
    for stated in ways:
        with suppress(DataError):
            yield (table := read_delimited(path, source, stated))
            if _there(table, columns) == len(columns):
                return


def _there(table: SourceTable, columns: Sequence[str]) -> int:
    """How many of the columns the table has."""
    return len({*table.names} & {*columns})


def _remarks(table: SourceTable, training: Dialect) -> Iterator[str]:
    found = table.dialect or training
    signs = [_separated(found)] if found.separator != training.separator else []
    signs += [_decimals(found)] if found.decimal != training.decimal else []
    if signs:
        yield f"{table.source}: read with {' and '.join(signs)}, otherwise than training's file"
    if found.encoding == "windows-1252" != training.encoding:
        yield f"{table.source}: read as windows-1252 text, because it is not UTF-8"


def _separated(dialect: Dialect) -> str:
    name = SEPARATORS.get(dialect.separator)
    return f"{f'{name}s' if name else repr(dialect.separator)} between the columns"


def _decimals(dialect: Dialect) -> str:
    return f"a {'comma' if dialect.decimal == ',' else 'point'} before the decimals"
