"""Tables on stdout."""

import click

from hpsearch.report.formats import short
from hpsearch.table import Table

PIPE_WIDTH = 1_000
"""Columns where nobody is looking: no cell is ever cut."""


def show(table: Table) -> None:
    """Print a table for reading, as wide as the terminal; ruled, with numbers to four digits."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 (rich takes 0.05 s, which `hpsearch --help` does without)
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as RichTable  # noqa: PLC0415

    drawn = RichTable(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in table.header:
        numbers = all(isinstance(value, int | float | None) for value in table.column(name))
        drawn.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(short, row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_WIDTH)
    with console.capture() as captured:
        console.print(drawn)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
