"""Choose how a search shows its progress on stderr: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from hpsearch.cli.progress.lines import LogLines, ProgressLines
from hpsearch.search.events import Event


class ProgressDisplay(Protocol):
    """Shows the events of a search while it runs."""

    def show(self, event: Event) -> None:
        """Show one event of the search."""


@contextmanager
def progress_display(*, plain: bool = False) -> Iterator[ProgressDisplay]:
    """Open bars if stderr is a terminal, else plain lines; with `plain`, the lines that fit into a log file."""
    if sys.stderr.isatty() and not plain:
        from hpsearch.cli.progress.bars import ProgressBars  # noqa: PLC0415 (rich takes 0.05 s to import)

        with ProgressBars() as display:
            yield display
    else:
        yield LogLines() if plain else ProgressLines()


@contextmanager
def notebook_progress() -> Iterator[Callable[[Event], None]]:
    """Show a bar below the cell of a notebook, and nothing elsewhere."""
    if "ipykernel" not in sys.modules:  # it is what runs the cells
        yield lambda _event: None
        return
    from hpsearch.cli.progress.bars import ProgressBars  # noqa: PLC0415 (as above)

    with ProgressBars() as display:
        yield display.show
