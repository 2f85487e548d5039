"""Find the encoding of a text file from its bytes."""

from codecs import getincrementaldecoder
from pathlib import Path
from typing import BinaryIO

from hpsearch.data.reading.compression import decompressed
from hpsearch.data.reading.encoding import BLOCK_BYTES, LONGEST_FILE_LINE, SAVE_AS_UTF_8, encoding_of
from hpsearch.data.reading.long_ascii import is_long_ascii
from hpsearch.errors import DataError

UTF_8 = ("utf-8", "utf-8-sig")

_FEW = 0.1
"""In Windows-1252 text, lines that are valid UTF-8 by chance are fewer than this share of those that are not."""


def encoding_in(path: Path, source: str, stated: str | None) -> str:
    """The encoding that is stated, or else that of the file. Raises DataError with the line where it does not fit."""
    with decompressed(path, source) as stream:
        piece = stream.read(BLOCK_BYTES)
        found = encoding_of(piece)
        if stated == "utf-16":
            return found if found.startswith("utf-16") else "utf-16-le"  # Python refuses utf-16 without a mark
        if stated not in (None, "utf-8"):
            return stated
        encoding = stated or found
        if encoding not in UTF_8 or is_long_ascii(path) or _is_utf_8(piece, stream):
            return encoding
    with decompressed(path, source) as stream:
        lines = _Lines.of(stream, source)
    mixed = lines.utf_8 > _FEW * lines.other
    if stated is not None or found == "utf-8-sig" or mixed:
        says = (
            f"line {lines.first_utf_8} is" if mixed else "the file's mark says" if stated is None else "data.csv says"
        )
        raise DataError(f"{source}:{lines.first_other}: not UTF-8 text, as {says}; {SAVE_AS_UTF_8}")
    if lines.first_no_text:
        raise DataError(f"{source}:{lines.first_no_text}: not UTF-8 and no Windows-1252 text; {SAVE_AS_UTF_8}")
    return "windows-1252"


def _is_utf_8(piece: bytes, stream: BinaryIO) -> bool:
    """Whether the piece and what follows it are."""
    decode = getincrementaldecoder("utf-8")().decode
    ascii_only = True
    try:
        while piece:
            if not (ascii_only := ascii_only and piece.isascii()):
                decode(piece)
            piece = stream.read(BLOCK_BYTES)
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """How many lines with more than ASCII are UTF-8 and how many are not, and the first of each, from 1; 0 for none."""

    def __init__(self) -> None:
        self.utf_8 = self.other = 0
        self.first_utf_8 = self.first_other = self.first_no_text = 0

    @classmethod
    def of(cls, stream: BinaryIO, source: str) -> "_Lines":
        """Count the lines of the whole file. Raises DataError for a line that is too long."""
        lines, number = cls(), 0
        while line := stream.readline(LONGEST_FILE_LINE):
            number += 1
            if len(line) == LONGEST_FILE_LINE:
                raise DataError(f"{source}:{number}: a line of more than {LONGEST_FILE_LINE >> 20} MB")
            if not line.isascii():
                lines._take(line, number)
            if b"\0" in line:
                lines.first_no_text = lines.first_no_text or lines.first_other or number
        return lines

    def _take(self, line: bytes, number: int) -> None:
        if _decodes(line, "utf-8"):
            self.utf_8 += 1
            self.first_utf_8 = self.first_utf_8 or number
            return
        self.other += 1
        self.first_other = self.first_other or number
        if not _decodes(line, "cp1252"):
            self.first_no_text = self.first_no_text or number


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
