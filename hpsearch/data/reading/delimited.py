"""Read a text file into a table of Arrow strings, parsed in blocks of whole lines by pyarrow.

pyarrow's parser is as fast as that of pandas, keeps every cell as written, so that all cells of a column decide on its
type, and reads each number to the nearest float64.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import chain, islice, starmap
from pathlib import Path
from typing import Any

from hpsearch.data.ahead import in_turn
from hpsearch.data.forms.plain import may_have_codes, plain_numbers
from hpsearch.data.reading.blanks import without_blanks
from hpsearch.data.reading.compression import decompressed
from hpsearch.data.reading.detection import UTF_8, encoding_in
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.encoding import BLOCK_BYTES, line_blocks, zero_byte
from hpsearch.data.reading.plain_batch import PlainBatch, joined, rows_in
from hpsearch.data.reading.sniffing import Layout, layout_of
from hpsearch.data.reading.table import HEAD, Cells, RowBatch, SourceTable
from hpsearch.data.reading.text_rows import TextRows
from hpsearch.errors import DataError
from hpsearch.records import Record, replace

BLOCKS_AT_LEAST = 64
"""Smallest number of blocks of a file, unless they would be too small."""

PARSED_AT_ONCE = 1 << 19
"""Bytes of numbers that are parsed at once: Arrow goes through them column by column, and they stay in the cache."""


def read_delimited(path: Path, source: str, stated: Stated) -> SourceTable:
    """The table in a .csv, .tsv or .txt file. Raises DataError, with the line where one is wrong."""
    encoding = encoding_in(path, source, stated.encoding)
    codec = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(encoding, encoding)
    with decompressed(path, source) as stream:
        layout = layout_of(next(line_blocks(stream, codec, source), b""), encoding, stated, source)
    guessed = layout.dialect.guessed
    if stated.encoding is None and encoding not in UTF_8:
        guessed = (f"read as {encoding} text; data.csv: {{encoding: utf-8}} sets another", *guessed)
    return SourceTable(
        source=source,
        names=layout.names,
        batches=partial(_batches, path, source, layout, codec),
        dialect=layout.dialect,
        remarks=guessed,
        signs=layout.signs,
        with_sign=None if stated.decimal else lambda sign: read_delimited(path, source, replace(stated, decimal=sign)),
        has_zeros_after=partial(_has_zeros_after, path, source, codec),
    )


def _has_zeros_after(path: Path, source: str, codec: str, sign: str) -> bool:
    """Whether three zeros after the sign end a number somewhere in the text, as in 1.000."""
    zeros = re.compile(re.escape(f"{sign}000".encode()) + rb"(?!\d)")
    with decompressed(path, source) as stream:
        return any(map(zeros.search, line_blocks(stream, codec, source)))


def _batches(
    path: Path, source: str, layout: Layout, codec: str, names: Sequence[str], *, text: Collection[str] = ()
) -> Iterator[RowBatch]:
    """Parsed by threads, some blocks ahead. What is plain numbers in the first rows is parsed as such from then on."""
    wanted = [layout.names.index(name) for name in names]
    text_rows = TextRows(path, source, layout, codec)
    parse = _Parser(text_rows, wanted)
    plain: set[int] = set()
    as_text = {layout.names.index(name) for name in text}
    rows = 0
    with decompressed(path, source) as stream:

        def blocks() -> Iterator[tuple[bytes, int, frozenset[int]]]:
            for block, place in text_rows.blocks(stream, _block_bytes(path)):
                yield block, place, frozenset(plain - as_text) if rows >= HEAD else frozenset()

        pieces = blocks()
        first_rows = starmap(parse, islice(pieces, 1))  # known before any other piece is drawn
        for batch in chain(first_rows, in_turn(parse, pieces)):
            if not isinstance(batch, PlainBatch):
                still = {column for column in wanted if batch[layout.names[column]].numbers is not None}
                plain = still if rows == 0 else plain & still
            rows += rows_in(batch)
            yield batch


def _block_bytes(path: Path) -> int:
    """Return the bytes of a block: larger blocks are faster, but memory must hold several of them."""
    return min(max(BLOCK_BYTES, path.stat().st_size // BLOCKS_AT_LEAST), 4 * BLOCK_BYTES)


class _Parser(Record):
    """Parses one block of whole rows."""

    rows: TextRows
    wanted: Sequence[int]

    def __call__(self, block: bytes, place: int, plain: frozenset[int]) -> RowBatch:
        if (zero := block.find(b"\0")) >= 0:
            raise zero_byte(self.rows.source, self.rows.line_at(place) + block.count(b"\n", 0, zero))
        walk = self.rows.walk(place)
        if b'"' in block or b"\r" in block:
            walk.quotes_of(block)
        clean = without_blanks(block, self.rows.layout.dialect.separator)
        codes = may_have_codes(clean)
        if plain and not codes and b'"' not in clean and (batch := self._fast(clean, plain)) is not None:
            return batch
        try:
            table = self._parsed(clean, frozenset(), len(clean) + 1)
        except ValueError as error:  # as pyarrow's are
            walk.refuse_ragged(block)
            line = self.rows.line_at(place)
            raise DataError(f"{self.rows.source}: cannot be read from line {line} on: {error}") from error
        return self._cells(table, self.wanted, codes=codes)

    def _fast(self, clean: bytes, plain: frozenset[int]) -> RowBatch | None:
        """Return the batch with columns `plain` as numbers; None if a cell is not a number, or may be a long code."""
        try:
            table = self._parsed(clean, plain, max(PARSED_AT_ONCE, 8 * clean.find(b"\n")))
        except ValueError:  # a line may also be longer than what is parsed at once
            return None
        numbers = [column for column in self.wanted if column in plain]
        others = self._cells(table, [column for column in self.wanted if column not in plain], codes=False)
        names = [self.rows.layout.names[column] for column in numbers]
        return PlainBatch.of(names, table.select([*map(str, numbers)]), others)

    def _cells(self, table: Any, columns: Sequence[int], *, codes: bool) -> RowBatch:
        """The cells of columns that were parsed as text."""
        text = {self.rows.layout.names[column]: joined(table.column(str(column))) for column in columns}
        return {name: Cells(values, self._numbers(values, codes=codes)) for name, values in text.items()}

    def _numbers(self, values: Any, *, codes: bool) -> Any:
        return plain_numbers(values, self.rows.layout.dialect.decimal, codes=codes)

    def _parsed(self, clean: bytes, plain: frozenset[int], at_once: int) -> Any:
        import pyarrow as pa  # noqa: PLC0415  # takes 0.1 s: only where there is a table
        from pyarrow import csv  # noqa: PLC0415

        dialect, names = self.rows.layout.dialect, [str(column) for column in range(len(self.rows.layout.names))]
        quoted = b'"' in clean
        return csv.read_csv(
            pa.BufferReader(clean),
            csv.ReadOptions(column_names=names, use_threads=False, block_size=at_once),
            csv.ParseOptions(
                delimiter=dialect.separator, quote_char='"' if quoted else False, newlines_in_values=quoted
            ),
            csv.ConvertOptions(
                column_types={
                    name: pa.float64() if column in plain else pa.string() for column, name in enumerate(names)
                },
                include_columns=[str(column) for column in self.wanted],
                strings_can_be_null=True,
                null_values=[""],
                decimal_point=dialect.decimal,
            ),
        )
