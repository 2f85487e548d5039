"""Find the decimal sign of new rows from all of them, where the first ones do not decide it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hpsearch.data.reading.decimal_sign import ColumnSigns, decimal_sign
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.data.reading.table import SourceTable

if TYPE_CHECKING:
    import pyarrow as pa


def sign_of_all_rows(table: SourceTable, names: Sequence[str]) -> str:
    """The decimal sign on which the cells of the columns `names` decide; empty if none decides."""
    batches = table.batches(names, text=names) if names else ()
    if not any(_has_a_sign(batch[name].values) for batch in batches for name in names):
        return ""  # whole numbers, as in most such files: told fast
    separator = table.dialect.separator if table.dialect else ""
    columns = {name: ColumnSigns() for name in names}
    for batch in table.batches(names, text=names):
        for name in names:
            columns[name] |= ColumnSigns.of(_words(batch[name].values))
        found = decimal_sign(columns, separator, "")
        if found.by[1]:
            return found.sign
    return ""


def _has_a_sign(values: "pa.Array") -> bool:
    import pyarrow.compute as pc  # noqa: PLC0415  # imported already where there are arrays

    return bool(pc.any(pc.match_substring_regex(values, "[.,]")).as_py())


def _words(values: "pa.Array") -> list[str]:
    """The different words of cells."""
    return [word.strip(BLANKS) for word in values.unique().to_pylist() if word]
