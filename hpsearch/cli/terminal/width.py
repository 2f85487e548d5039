"""Text in the width of a terminal."""

import os
from typing import TextIO

from hpsearch.text.wrapping import wrapped

_USUAL = 80


def within_width(text: str, stream: TextIO, after: str = "") -> str:
    """Return text broken at blanks if the stream is a terminal; `after` stands before it in its first line."""
    return wrapped(after + text, width(stream))[len(after) :] if stream.isatty() else text


def width(stream: TextIO) -> int:
    """Return the columns of a terminal, as rich counts them."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdigit() and int(stated):
        return int(stated)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except OSError:  # no real terminal
        return _USUAL
