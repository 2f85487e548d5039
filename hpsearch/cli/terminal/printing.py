"""All printing of the command line, so that no control character of a table or name reaches a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from hpsearch.cli.terminal.width import width, within_width
from hpsearch.text.visible import brief, shortened, visible

ERASE_LINE = "\r\x1b[K"


def say(text: str = "", *, err: bool = False, bold: bool = False) -> None:
    """Print text for a person on stdout, or with `err` on stderr; control characters in it stand as escapes.

    On a terminal no word or number of a line is broken at its edge.
    """
    stream = sys.stderr if err else sys.stdout
    shown = within_width(writable(visible(shortened(text)), stream), stream)
    click.echo(click.style(shown, bold=True) if bold else shown, err=err)


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show a message on a terminal during the `with` block; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    shown = brief(visible(on), max(1, width(sys.stderr) - 3))  # one line, which is erased
    click.echo(writable(f"{shown} …", sys.stderr), err=True, nl=False)
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


def write_drawing(drawn: str) -> None:
    """Write the output of a console of `hpsearch.cli.terminal.drawing` to stdout, with its colours."""
    click.echo(writable(drawn, sys.stdout))


def someone_is_there() -> bool:
    """Whether a user can answer a question: stderr and stdin are terminals."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask a yes-or-no question on the terminal."""
    return click.confirm(within_width(visible(question), sys.stderr), err=True)


def writable(text: str, stream: TextIO) -> str:
    """Return `text` with escapes for characters that the stream's encoding does not have."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
