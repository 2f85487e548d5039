"""Print tables on stdout, with a width that fits the terminal."""

import sys
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.measure import Measurement
from rich.table import Table as RichTable
from rich.text import Text

from hpsearch.cli.drawing import SafeConsole
from hpsearch.cli.printing import say, write_drawing
from hpsearch.report.section import Paper
from hpsearch.text.visible import LONGEST_CELL, brief, visible_line
from hpsearch.trials.table import Table, short

PIPE_WIDTH = 1_000
"""Width without a terminal: no cell is ever cut."""

_BLOCKS = "·░▒▓█◆"
"""What drawings are made of, where they are not made of ASCII."""

PAGE_WIDTH = 100
"""Width of a drawing without a terminal."""


def print_table(table: Table, spare: Sequence[str] = (), whole: str = "--format csv has all") -> None:
    """Print a table for reading, ruled, with numbers to four digits.

    Where the terminal is too narrow, headers take several lines, and then the columns in `spare` are left out one by
    one, which a last line says, and where the `whole` is.
    """
    console = SafeConsole()
    width = console.width if console.is_terminal else PIPE_WIDTH
    drawn, left_out = _wide(table), list[str]()
    if _width(drawn) > width:
        drawn = _narrow(table)
    while _width(drawn) > width and len(left_out) < len(spare):
        left_out.append(spare[len(left_out)])
        drawn = _narrow(table.without(*left_out))
    for name in reversed(left_out):  # put back each column that still fits
        fewer = [other for other in left_out if other != name]
        if _width(wider := _narrow(table.without(*fewer))) <= width:
            drawn, left_out = wider, fewer
    console = SafeConsole(width=width)
    with console.capture() as captured:
        console.print(drawn)
    write_drawing("\n".join(line.rstrip() for line in captured.get().split("\n")).rstrip("\n"))
    if left_out := [name for name in left_out if name in table.header]:
        say(f"no room for {', '.join(left_out)}; {whole}", err=True)


class StdoutTerminal:
    """Where a report is shown as text; a drawing for stdout has what stdout's encoding can write."""

    @property
    def paper(self) -> Paper:
        """What a drawing has to fit."""
        console = SafeConsole()
        return Paper(console.width if console.is_terminal else PAGE_WIDTH, ascii_only=not _writes_blocks())

    def show(self, table: Table, spare: Sequence[str] = ()) -> None:
        """Print a table, without some of the `spare` columns where there is no room."""
        print_table(table, spare)

    def say(self, text: str = "") -> None:
        """Print one line on stdout."""
        say(text)


def _writes_blocks() -> bool:
    try:
        _BLOCKS.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _wide(table: Table) -> RichTable:
    return _drawn(table, "_", gap=3)


def _narrow(table: Table) -> RichTable:
    return _drawn(table, "\n", gap=2)


def _drawn(table: Table, underscore: str, gap: int) -> RichTable:
    """`table` with `underscore` in its headers for each of theirs, and so much room between two columns."""
    drawn = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, gap - 2))
    for name in table.header:
        numbers = all(isinstance(value, int | float | None) for value in table.column(name))
        title = Text(_cell(name).replace("_", underscore))
        drawn.add_column(title, justify="right" if numbers else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(_cell(value)) for value in row))
    return drawn


def _cell(value: object) -> str:
    return visible_line(brief(short(value), LONGEST_CELL))


def _width(drawn: RichTable) -> int:
    console = SafeConsole(width=PIPE_WIDTH)
    return Measurement.get(console, console.options, drawn).maximum
