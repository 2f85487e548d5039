"""The section on the time of a search."""

from collections.abc import Iterator, Sequence
from statistics import median

from hpsearch.report.section import Listing, Section
from hpsearch.runs.run import Run
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.table import Row, Table

_ABOUT = "Seconds that workers trained, all repeats of a trial together; two workers train two trials at a time"


class TimeSection:
    """The seconds of each run's trials, by how they ended."""

    name = "time"
    place = 44

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run, only for a page, so that other reports do not depend on time."""
        for run in runs:
            table = time_table(run.outcomes)
            listed = (Listing(table),) if table.rows else ()
            page = Section(self.name, str(run.folder), "Time", f"{_ABOUT}.", tables=listed)
            yield Section(self.name, str(run.folder), page=(page,), data={})


def time_table(outcomes: Sequence[Outcome]) -> Table:
    """Return one row for each status of trials, and one for all."""
    timed = [outcome for outcome in outcomes if outcome.seconds]
    statuses = sorted({str(outcome.status) for outcome in timed})
    rows = [_row(status, [each for each in timed if str(each.status) == status]) for status in statuses]
    if len(rows) > 1:
        rows.append(_row("all", timed))
    header = ("trials", "number", "seconds", "median_of_a_trial", "longest", "longest_trial", "seconds_per_epoch")
    return Table(header, tuple(rows))


def _row(name: str, timed: Sequence[Outcome]) -> Row:
    seconds = [outcome.seconds for outcome in timed]
    longest = max(timed, key=lambda outcome: (outcome.seconds, -outcome.number))
    epochs = sum(outcome.epochs_run for outcome in timed)
    each = sum(seconds) / epochs if epochs else None
    return name, len(timed), sum(seconds), median(seconds), longest.seconds, longest.number, each
