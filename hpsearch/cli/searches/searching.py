"""Run a search in this process, and show its progress on stderr."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from hpsearch.cli.progress.shown import ProgressDisplay, progress_display
from hpsearch.cli.searches.request import Request
from hpsearch.cli.searches.trainer_process import Announcement
from hpsearch.cli.terminal.streams import stdout_as_stderr
from hpsearch.running import whole_search
from hpsearch.search.events import Event, SearchStarted, TrialFinished
from hpsearch.system.imports import lasting
from hpsearch.workers.backends import Workers

_OF_THE_END = (
    "hpsearch.search.after_rounds.judging",
    "hpsearch.search.after_rounds.finalists",
    "hpsearch.search.after_rounds.ensembling",
    "hpsearch.runs.tables.tables",
    "hpsearch.cli.searches.ending",
)
"""Modules for the ends of rounds and of the search, imported while workers train."""


def search_here(request: Request, workers: Workers, announce: int | None, began: Callable[[], None]) -> Path:
    """Run the search with `workers`; return its run folder. `began` is called at each event.

    A trainer process writes the run folder to the file descriptor `announce` when its search has started.
    """
    announcement = None if announce is None else Announcement(announce)
    apart = stdout_as_stderr() if announcement is None else nullcontext()  # a trainer prints everything to its log
    with apart, progress_display(plain=announcement is not None) as display:

        def show(event: Event) -> None:
            began()
            _show_progress(display, announcement, event)

        return whole_search(
            request.config,
            workers,
            overrides=request.overrides,
            out=request.out,
            existing=request.existing,
            earlier=request.earlier,
            attended=announcement is not None,
            on_progress=show,
        )


def _show_progress(display: ProgressDisplay, announcement: Announcement | None, event: Event) -> None:
    if announcement is not None and isinstance(event, SearchStarted):
        announcement.make(event.folder)
    display.show(event)
    if isinstance(event, TrialFinished):
        lasting(*_OF_THE_END)
