"""Print tables on stdout, with a width that fits the terminal."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table as RichTable
from rich.text import Text

from hpsearch.cli.drawing import SafeConsole
from hpsearch.cli.printing import say, write_drawing
from hpsearch.cli.table_layout import TableLayout, lay_out
from hpsearch.cli.wording import counted
from hpsearch.report.section import Paper
from hpsearch.text.visible import brief
from hpsearch.trials.table import Table

FEW_NAMES = 6
"""The number of left out columns that are named; of more the others are counted."""

WIDER, MARKDOWN = "a wider terminal shows all columns", "--format markdown shows all columns"
"""Where the columns are that a table has no room for."""

_BLOCKS = "·░▒▓█◆"
"""What drawings are made of, where they are not made of ASCII."""

PAGE_WIDTH = 100
"""Width of a drawing without a terminal."""


def print_table(table: Table, spare: Sequence[str] = (), whole: str = WIDER) -> None:
    """Print a table for reading, ruled, with numbers to four digits.

    Where the terminal is too narrow for it, columns are left out, those in `spare` first, which a last line says, and
    where the `whole` is.
    """
    console = SafeConsole()
    layout = lay_out(table, spare, console.width if console.is_terminal else None)
    console = SafeConsole(width=layout.width)
    with console.capture() as captured:
        console.print(_drawn(layout))
    write_drawing("\n".join(line.rstrip() for line in captured.get().split("\n")).rstrip("\n"))
    if layout.left_out:
        say(f"no room for {_listed(layout.left_out)}; {whole}", err=True)


@dataclass(frozen=True, slots=True)
class StdoutTerminal:
    """Where a report is shown as text; a drawing for stdout has what stdout's encoding can write."""

    whole: str = WIDER
    """Says where the columns are that a table has no room for."""

    @property
    def paper(self) -> Paper:
        """What a drawing has to fit."""
        console = SafeConsole()
        return Paper(console.width if console.is_terminal else PAGE_WIDTH, ascii_only=not _writes_blocks())

    def show(self, table: Table, spare: Sequence[str] = ()) -> None:
        """Print a table, without some of the `spare` columns where there is no room."""
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


def _drawn(layout: TableLayout) -> RichTable:
    drawn = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, layout.gap - 2))
    for column, width in zip(layout.columns, layout.widths, strict=True):
        title = Text(column.title)
        drawn.add_column(title, justify="right" if column.numbers else "left", overflow="fold", width=width)
    for row in zip(*(column.cells for column in layout.columns), strict=True):
        drawn.add_row(*map(Text, row))
    return drawn


def _listed(names: Sequence[str]) -> str:
    few = [brief(name) for name in names[:FEW_NAMES]]
    more = counted(len(names) - len(few), "more column")
    return f"{', '.join(few)} and {more}" if len(names) > len(few) else ", ".join(few)
