"""A section of a report as a value; each output format renders it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hpsearch.trials.table import Table


@dataclass(frozen=True, slots=True)
class Paper:
    """The width of a drawing in characters, and whether only ASCII can be shown."""

    width: int
    ascii_only: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of a section, with the columns in `spare` that a narrow terminal leaves out, the first one first."""

    table: Table
    title: str = ""
    spare: tuple[str, ...] = ()
    first: int = 0
    """The rows that a terminal shows without --all, and a page before the reader unfolds it; 0 for all."""
    marked: bool = False
    """Whether the first row stands out on a page."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report: about the `run` in that folder, or about all runs together where `run` is empty.

    Text and Markdown show tables, then sentences; of several runs only the sentences, each after its folder. A page
    shows title, remark, sentences, figures and tables; sentences of a section without a title stand at its top.
    """

    name: str
    run: str = ""
    title: str = ""
    remark: str = ""
    sentences: tuple[str, ...] = ()
    tables: tuple[Listing, ...] = ()
    figures: tuple[Callable[[], str], ...] = ()
    """Each makes an <svg> element: only a page calls them, since matplotlib is slow to import."""
    drawing: Callable[[Paper], list[str]] | None = None
    """A function that makes the lines which a terminal shows instead of the tables."""
    page: tuple["Section", ...] = ()
    """The sections that a page shows instead of this one."""
    data: Mapping[str, Any] | None = None
    """The keys that JSON has of it; by default its name, with its sentences and tables."""
    place: int = 0
    """Where it stands among the sections, if that is not the place of its maker."""
    detail: bool = False
    """Whether a terminal shows it only with --all."""
