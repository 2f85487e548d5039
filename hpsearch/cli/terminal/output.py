"""Print tables on stdout, with a width that fits the terminal."""

import sys
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table as RichTable
from rich.text import Text

from hpsearch.cli.terminal.drawing import SafeConsole
from hpsearch.cli.terminal.printing import say, write_drawing
from hpsearch.cli.terminal.table_layout import TableLayout, lay_out
from hpsearch.records import Record
from hpsearch.report.section import Paper
from hpsearch.text.counting import how_many
from hpsearch.text.visible import brief
from hpsearch.trials.table import Table

FEW_NAMES = 6
"""Largest number of left-out columns to name; the others are only counted."""

WIDER, MARKDOWN = "a wider terminal shows all columns", "--format markdown shows all columns"
"""Ways to see the columns that do not fit into a table."""

_BLOCKS = "·░▒▓█◆"
"""Characters of drawings that are not limited to ASCII."""

PAGE_WIDTH = 100
"""Width of a drawing without a terminal."""


def print_table(table: Table, spare: Sequence[str] = (), whole: str = WIDER) -> None:
    """Print a table with rules, and numbers with four digits.

    If the terminal is too narrow, columns are left out, those in `spare` first. A last line then names them, and says
    with `whole` how to see all columns.
    """
    console = SafeConsole()
    layout = lay_out(table, spare, console.width if console.is_terminal else None)
    console = SafeConsole(width=layout.width)
    with console.capture() as captured:
        console.print(_ruled(layout))
    write_drawing("\n".join(line.rstrip() for line in captured.get().split("\n")).rstrip("\n"))
    if layout.left_out:
        say(f"no room for {_listed(layout.left_out)}; {whole}", err=True)


class StdoutTerminal(Record):
    """Shows a report as text on stdout. Drawings use only characters that stdout's encoding has."""

    whole: str = WIDER
    """How to see the columns that do not fit into a table, in words."""

    @property
    def paper(self) -> Paper:
        """The width of a drawing, and whether it must be ASCII."""
        console = SafeConsole()
        return Paper(console.width if console.is_terminal else PAGE_WIDTH, ascii_only=not _writes_blocks())

    def show(self, table: Table, spare: Sequence[str] = ()) -> None:
        """Print a table, without some of the `spare` columns if it is too wide."""
        print_table(table, spare, self.whole)

    def say(self, text: str = "") -> None:
        """Print one line on stdout."""
        say(text)


def _writes_blocks() -> bool:
    try:
        _BLOCKS.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _ruled(layout: TableLayout) -> RichTable:
    ruled = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, layout.gap - 2))
    for column, width in zip(layout.columns, layout.widths, strict=True):
        title = Text(column.title)
        ruled.add_column(title, justify="right" if column.numbers else "left", overflow="fold", width=width)
    for row in zip(*(column.cells for column in layout.columns), strict=True):
        ruled.add_row(*map(Text, row))
    return ruled


def _listed(names: Sequence[str]) -> str:
    few = [brief(name) for name in names[:FEW_NAMES]]
    more = how_many(len(names) - len(few), "more column")
    return f"{', '.join(few)} and {more}" if len(names) > len(few) else ", ".join(few)
