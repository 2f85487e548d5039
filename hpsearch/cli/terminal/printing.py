"""All printing of the command line, so that no control character of a table or name reaches a terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from hpsearch.text.visible import shortened, visible
from hpsearch.text.wrapping import wrapped

ERASE_LINE = "\r\x1b[K"


def say(text: str = "", *, err: bool = False, bold: bool = False) -> None:
    """Print text for a person on stdout, or with `err` on stderr; control characters in it stand as escapes.

    On a terminal no word or number of a line is broken at its edge.
    """
    stream = sys.stderr if err else sys.stdout
    shown = writable(visible(shortened(text)), stream)
    if stream.isatty():
        shown = wrapped(shown, _width(stream))
    click.echo(click.style(shown, bold=True) if bold else shown, err=err)


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show a message on a terminal during the `with` block; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(writable(f"{visible(on)} …", sys.stderr), err=True, nl=False)
    try:
        yield
    finally:
        click.echo(ERASE_LINE, err=True, nl=False)


def write_data(data: str | bytes) -> None:
    """Write data to stdout: unchanged, or on a terminal with control characters as escapes."""
    if isinstance(data, str):
        given = visible(data) if sys.stdout.isatty() else data
        data = given.encode(errors="backslashreplace")
    click.echo(data, nl=False)


def _width(stream: TextIO) -> int:
    """The columns of a terminal, as rich counts them."""
    stated = os.environ.get("COLUMNS", "")
    try:
        return int(stated) if stated.isdigit() and int(stated) else os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:  # no real terminal
        return 80


def write_drawing(drawn: str) -> None:
    """Write the output of a console of `hpsearch.cli.terminal.drawing` to stdout, with its colours."""
    click.echo(writable(drawn, sys.stdout))


def someone_is_there() -> bool:
    """Whether a user can answer a question: stderr and stdin are terminals."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask a yes-or-no question on the terminal."""
    return click.confirm(visible(question), err=True)


def writable(text: str, stream: TextIO) -> str:
    """Return `text` with escapes for characters that the stream's encoding does not have."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
