"""A report as text on a terminal."""

from collections.abc import Sequence
from typing import Protocol

from hpsearch.report.building import Report
from hpsearch.report.section import Listing, Paper
from hpsearch.trials.table import Table


class Terminal(Protocol):
    """The output for text; the command line has one."""

    @property
    def paper(self) -> Paper:
        """The width and the characters that a drawing may use."""

    def show(self, table: Table, spare: Sequence[str] = ()) -> None:
        """Print a table, without some of the `spare` columns if it is too wide."""

    def say(self, text: str = "") -> None:
        """Print one line of the report."""


def show_report(report: Report, terminal: Terminal, *, whole: bool) -> None:
    """Print the sections: for one run tables, drawings and sentences, for several the common tables and sentences.

    Sections marked as details, and further rows of tables, are printed only for the `whole` report.
    """
    alone, begun = len(report.runs) == 1, False
    for section in report.sections:
        if section.detail and not whole:
            continue
        of_all = alone or not section.run
        if section.drawing and of_all:
            if lines := section.drawing(terminal.paper):
                terminal.say("\n".join(["", *lines]))
        elif of_all:
            for listing in section.tables:
                if begun:
                    terminal.say()
                _show(listing, terminal, whole=whole)
                begun = True
        for sentence in section.sentences:
            terminal.say(sentence if of_all else f"{section.run}: {sentence}")
            begun = True


def _show(listing: Listing, terminal: Terminal, *, whole: bool) -> None:
    shown = listing.table if whole or not listing.first else listing.table.top(listing.first)
    terminal.show(_without_empty_columns(shown), listing.spare)
    if len(shown.rows) < len(listing.table.rows):
        terminal.say(f"the first {len(shown.rows):,} of {len(listing.table.rows):,}; --all shows all")


def _without_empty_columns(table: Table) -> Table:
    """Return the table without columns in which no row has a value, such as those of rows that are not shown."""
    empty = [name for name in table.header if all(value in (None, "") for value in table.column(name))]
    return table.without(*empty) if table.rows else table
