"""The encoding of a text file, and its lines as UTF-8."""

import codecs
from collections.abc import Iterator
from io import BufferedIOBase, BytesIO, TextIOWrapper
from typing import BinaryIO, cast

import numpy as np

from hpsearch.data.forms.plain import IN_CACHE
from hpsearch.errors import DataError

BLOCK_BYTES = 1 << 20
LONGEST_FILE_LINE = 1 << 26
READ_AHEAD = 1 << 16
"""Bytes that are read after those of a block: the rest of its last line, and what the next block begins with."""

NEWLINE = ord("\n")
SAVE_AS_UTF_8 = "save the file with the encoding UTF-8"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(sample: bytes) -> str:
    """The codec that a file's first bytes point to: by its mark, by zero bytes, and else UTF-8."""
    for mark, codec in MARKS.items():
        if sample.startswith(mark):
            return codec
    half = len(sample) // 2
    if half > 2:
        for codec, even in (("utf-16-be", 0), ("utf-16-le", 1)):
            zeros = sample[even::2].count(0)
            if zeros > 0.8 * half and sample[1 - even :: 2].count(0) == 0:
                return codec
    return "utf-8"


def line_blocks(stream: BinaryIO, encoding: str, source: str, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The text as UTF-8 in pieces that end where a line does. Raises DataError if `encoding` is not the file's."""
    if encoding in ("utf-8", "utf-8-sig"):
        yield from _utf8_blocks(cast("BufferedIOBase", stream), source, size)
        return
    text, line = TextIOWrapper(stream, encoding, newline="\n"), 1
    try:
        while block := text.read(size):
            rest = text.readline(LONGEST_FILE_LINE)
            _refuse_long(len(rest), source)
            whole = (block + rest).encode()
            yield whole
            line += lines_in(whole)
    except UnicodeDecodeError as error:
        raise DataError(f"{source}: not {encoding} text from line {line} on; {SAVE_AS_UTF_8}") from error
    finally:
        if not stream.closed:
            text.detach()  # the stream is for its owner to close


def lines_in(block: bytes) -> int:
    """How many lines end in the block; where there are many, arrays count faster than `bytes.count`."""
    data = np.frombuffer(block, np.uint8)
    pieces = (data[start : start + IN_CACHE] for start in range(0, len(data), IN_CACHE))
    return sum(int(np.count_nonzero(piece == NEWLINE)) for piece in pieces)


def zero_byte(source: str, line: int) -> DataError:
    """What is said of a table with a zero byte in this line."""
    return DataError(
        f"{source}:{line}: a zero byte; this is a binary file, or UTF-16 text without its mark, not a table of text"
    )


def _utf8_blocks(stream: BufferedIOBase, source: str, size: int) -> Iterator[bytes]:
    """Yield blocks that are read to where they stay: to join two pieces would take as long as to read them."""
    ahead, first = b"", True
    while True:
        memory = BytesIO(bytes(size + READ_AHEAD))
        with memory.getbuffer() as room:
            room[: len(ahead)] = ahead
            filled = len(ahead) + stream.readinto(room[len(ahead) :])
        if not filled:
            return
        memory.truncate(filled)
        memory.seek(size)
        rest = len(memory.readline())
        end, ahead = memory.tell(), memory.read()
        if ahead:
            memory.truncate(end)
        block = memory.getvalue()
        if not ahead and not block.endswith(b"\n"):  # a longer line, or the end of the file
            longer = stream.readline(LONGEST_FILE_LINE - rest)
            _refuse_long(rest + len(longer), source)
            block += longer
        yield block.removeprefix(codecs.BOM_UTF8) if first else block
        first = False


def _refuse_long(length: int, source: str) -> None:
    if length >= LONGEST_FILE_LINE:
        raise DataError(f"{source}: a line of more than {LONGEST_FILE_LINE >> 20} MB; this is no table of text")
