"""Read a text file of new rows as training's file was read, where its header fits."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from hpsearch.data.form import TableForm
from hpsearch.data.reading.all_rows_sign import sign_of_all_rows
from hpsearch.data.reading.decimal_sign import decimal_sign
from hpsearch.data.reading.delimited import read_delimited
from hpsearch.data.reading.dialect import SEPARATORS, Dialect, Stated
from hpsearch.data.reading.table import SourceTable
from hpsearch.errors import DataError
from hpsearch.records import replace

PYTHON = "."
"""The decimal sign of a training without a text file."""

COMMAS = ","
"""The separator of a file in which numbers are usually Python's."""


def read_like(path: Path, source: str, form: TableForm, columns: Sequence[str]) -> SourceTable:
    """The table in the file, with remarks on how it is written otherwise than training's; `columns` are needed.

    The encoding is the file's own. So is the separator, where more of the columns are there with it, and then the
    decimal sign, if a number of the model's columns decides it; else it is training's, which is in doubt where the
    separator is not training's, or no comma after a training without any text that shows its sign.
    """
    training, deciding = form.dialect, form.with_decimals
    if training is None:
        table = read_delimited(path, source, Stated(in_doubt=form.decimal, deciding=deciding))
        table = _decided(table, COMMAS, form) if form.decimal == PYTHON else table
        found = table.dialect or Dialect(decimal=form.decimal)
        remarks = (f"{source}: read with {_decimals(found)}",) if found.decimal != form.decimal else ()
        return replace(table, remarks=remarks)
    own = Stated(header=training.header, in_doubt=training.decimal, deciding=deciding)
    readings = list(_readings(path, source, (training.stated(), own), columns))
    if not readings:
        return read_delimited(path, source, training.stated())  # to say what is wrong
    table = _decided(max(readings, key=lambda each: _there(each, columns)), training.separator, form)
    return replace(table, remarks=tuple(_remarks(table, training)))


def _decided(table: SourceTable, separator: str, form: TableForm) -> SourceTable:
    """The table with the sign that its rows decide, if its separator is not this one; else its sign is in doubt."""
    found = table.dialect
    if found is None or found.separator == separator or decimal_sign(table.signs, found.separator, PYTHON).by[1]:
        return table
    sign = sign_of_all_rows(table, [name for name in table.names if name in form.with_decimals])
    if not sign or table.with_sign is None:
        return replace(table, sign_is_in_doubt=True)
    return table if sign == found.decimal else table.with_sign(sign)


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
