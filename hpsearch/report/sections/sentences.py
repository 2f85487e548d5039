"""Sentences about runs, each with its run where there are several."""

from collections.abc import Callable, Iterable, Sequence

from hpsearch.report.sections.winner import certainty
from hpsearch.runs.run import Run


def sure(run: Run) -> list[str]:
    """How sure the run is of its winner."""
    return [certainty(run.ranked_finalists)]


def by_run(runs: Sequence[Run], say: Callable[[Run], Iterable[str]]) -> list[str]:
    """What is said of each of the runs; what is empty is not said."""
    return [f"{run.folder}: {said}" if len(runs) > 1 else said for run in runs for said in say(run) if said]
