"""Read a text file in blocks of whole rows; count its lines only where an error names one."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from hpsearch.data.reading.compression import decompressed
from hpsearch.data.reading.encoding import LONGEST_FILE_LINE, line_blocks, lines_in
from hpsearch.data.reading.quotes import QuoteWalk
from hpsearch.data.reading.sniffing import Layout
from hpsearch.records import Record

FIRST_BYTES = 1 << 18
"""Bytes of the first rows. They alone are parsed as text, and say which columns are parsed as numbers from there on."""


class TextRows(Record):
    """The rows of a text file, with its encoding by Python's name. A block's place is the bytes of UTF-8 before it."""

    path: Path
    source: str
    layout: Layout
    codec: str

    def blocks(self, stream: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
        """Yield blocks of about `size` bytes of whole rows, without the header, each with its place."""
        blocks = line_blocks(stream, self.codec, self.source, size)
        first, place = next(blocks, b""), 0
        for _ in range(self.layout.lines):
            place = first.find(b"\n", place) + 1 or len(first)
        cut = first.find(b"\n", place + FIRST_BYTES) + 1 or len(first)
        blocks = chain((first[place:cut], first[cut:]), blocks)
        for block in blocks:
            whole = _closed(block, blocks, self.walk(place)) if b'"' in block else block
            if whole and not whole.isspace():
                yield whole, place
            place += len(whole)

    def walk(self, place: int) -> QuoteWalk:
        """Return the walk over the block at this place."""
        layout = self.layout
        return QuoteWalk(self.source, layout.dialect.separator, len(layout.names), partial(self.line_at, place))

    def line_at(self, place: int) -> int:
        """Return the number of the line that begins at this place, from 1."""
        line = 1
        with decompressed(self.path, self.source) as stream:
            for block in line_blocks(stream, self.codec, self.source):
                line += lines_in(block[:place])
                place -= min(place, len(block))
                if not place:
                    break
        return line


def _closed(block: bytes, following: Iterable[bytes], walk: QuoteWalk) -> bytes:
    """The block, with those that follow as long as a quote is open at its end."""
    pieces, quotes, size = [block], block.count(b'"'), len(block)
    while quotes % 2:
        walk.quotes_of(b"".join(pieces))  # report a stray quote before reading the rest of the file
        block = next(iter(following), b"")
        if not block or size > LONGEST_FILE_LINE:
            raise walk.unclosed(b"".join(pieces))
        pieces.append(block)
        quotes += block.count(b'"')
        size += len(block)
    return b"".join(pieces) if len(pieces) > 1 else block
