"""Run a loop in this process, with its progress on stderr, its report on stdout, and its page."""

from collections.abc import Callable
from time import monotonic

from hpsearch.cli.searches.request import Request
from hpsearch.cli.searches.searching import search_here
from hpsearch.cli.terminal.output import StdoutTerminal
from hpsearch.cli.terminal.printing import say
from hpsearch.looping import LOOP_PAGE, Loop, LoopStep, run_loop
from hpsearch.report.render.page import PAGE_MARK, page
from hpsearch.report.render.text import show_report
from hpsearch.report.steps import loop_report
from hpsearch.runs.folder.output import Output
from hpsearch.runs.run import Run
from hpsearch.search.folder.existing import Existing
from hpsearch.trials.outcomes import Status
from hpsearch.workers.backends import Workers


def loop_here(loop: Loop, start: Callable[[], Workers], *, resume: bool, force: bool) -> None:
    """Run a loop, with new workers for each step; exit with 1 if no trial completed, 3 if some failed."""
    loop.check(resume=resume)
    existing = Existing.CONTINUE_ELSEWHERE if force else Existing.CONTINUE

    def search(step: LoopStep) -> None:
        """Run the search of a step, as `hpsearch run` would."""
        with start() as workers:
            search_here(
                Request(step.config, step.overrides, step.out, existing, step.earlier), workers, None, lambda: None
            )

    def announce(step: LoopStep) -> None:
        say(f"step {step.number} of {loop.rounds}: {step.config}, in {step.out}/", err=True)

    reason = run_loop(loop, search, monotonic, announce)
    runs = loop.runs
    report = loop_report(loop.folder, runs, reason)
    place = loop.folder / LOOP_PAGE
    Output(place, mark=PAGE_MARK).write(page(report).encode(errors="backslashreplace"))
    show_report(report, StdoutTerminal(), whole=False)
    say(f"wrote {place}", err=True)
    _exit(runs)


def _exit(runs: tuple[Run, ...]) -> None:
    statuses = {outcome.status for run in runs for outcome in run.outcomes}
    if Status.COMPLETE not in statuses:
        raise SystemExit(1)
    if Status.FAILED in statuses:
        raise SystemExit(3)
