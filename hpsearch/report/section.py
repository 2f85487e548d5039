"""A section of a report as a value; each output format renders it."""

from collections.abc import Callable, Mapping
from typing import Any

from hpsearch.records import Record
from hpsearch.trials.table import Table


class Paper(Record):
    """The width of a drawing in characters, and whether only ASCII can be shown."""

    width: int
    ascii_only: bool


class Listing(Record):
    """A table of a section; a narrow terminal drops columns in `spare`, in that order."""

    table: Table
    title: str = ""
    spare: tuple[str, ...] = ()
    first: int = 0
    """Number of rows on a terminal without --all, and on a page before it is unfolded; 0 for all."""
    marked: bool = False
    """Whether the first row is highlighted on a page."""


class Section(Record):
    """One part of a report: about the `run` in that folder, or about all runs together if `run` is empty.

    Text and Markdown show tables, then sentences; for several runs only the sentences, each after its folder. A page
    shows title, remark, sentences, figures and tables; sentences of a section without a title are at the top of the
    page.
    """

    name: str
    run: str = ""
    title: str = ""
    remark: str = ""
    sentences: tuple[str, ...] = ()
    tables: tuple[Listing, ...] = ()
    figures: tuple[Callable[[], str], ...] = ()
    """Functions that make <svg> elements; only a page calls them, as matplotlib is slow to import."""
    drawing: Callable[[Paper], list[str]] | None = None
    """A function that makes lines which a terminal shows instead of the tables."""
    page: tuple["Section", ...] = ()
    """The sections that a page shows instead of this one."""
    data: Mapping[str, Any] | None = None
    """Its keys in JSON; by default its name, with its sentences and tables."""
    place: int = 0
    """Its place in the order of sections, if different from that of its maker."""
    detail: bool = False
    """Whether a terminal shows it only with --all."""
