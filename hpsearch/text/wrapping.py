"""Sentences in the width of a terminal, which by itself would break them within words and numbers."""

import re
from unicodedata import east_asian_width

COMMAND_NAMES = (
    "check",
    "evaluate",
    "export",
    "init",
    "loop",
    "predict",
    "replay",
    "report",
    "run",
    "tell",
    "watch",
)
"""The names of the commands, which tell a command from a sentence on hpsearch."""

_PIECE = re.compile(
    rf"(?:`[^`\n]*`|\bhpsearch (?:{'|'.join(COMMAND_NAMES)}) [^;,\n]*|\S|(?<=\d) (?=[%±])|(?<=±) (?=\d))+"
)
"""What stands in one line: a word, a number with its unit or its interval, and a command to copy as a whole."""

_INDENT = "  "


def wrapped(text: str, width: int) -> str:
    """Each line of a text with a break in place of the last blank that has room; what follows is indented further.

    >>> print(wrapped("too few seeds: trial 59 differs by 0.013 ± 0.016; `hpsearch report runs/a` shows it", 30))
    too few seeds: trial 59
      differs by 0.013 ± 0.016;
      `hpsearch report runs/a`
      shows it
    """
    return "\n".join(line if _cells(line) <= width else _wrapped_line(line, width) for line in text.split("\n"))


def _wrapped_line(line: str, width: int) -> str:
    done: list[str] = []
    further = " " * min(len(line) - len(line.lstrip(" ")), width // 4) + _INDENT
    at = end = 0
    for piece in _PIECE.finditer(line):
        indent = further if done else ""
        if end and _cells(indent + line[at : piece.end()]) > width:
            done.append(indent + line[at:end])
            at = piece.start()
        end = piece.end()
    return "\n".join([*done, (further if done else "") + line[at:]])


def _cells(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(each) in "WF") for each in text)
