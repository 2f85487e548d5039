"""The section on how a search narrowed: bars on a terminal, a table, and a figure on a page."""

from collections.abc import Iterator, Sequence
from functools import partial

from hpsearch.report.figures.bars import ASCII, BLOCKS, bars
from hpsearch.report.narrowed import points
from hpsearch.report.section import Listing, Paper, Section
from hpsearch.runs.run import Run
from hpsearch.trials.table import Table

_TITLE = "Slices"
_ABOUT = (
    "A point is a trial: its value of a hyperparameter, and its result; the ring is the winner. A shaded range is "
    "where a round was drawn. The axes are in the order of the table of importances."
)


class NarrowingSection:
    """The regions of the rounds of each run."""

    name = "narrowing"
    place = 30

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield a section for each run; a search that did not narrow has no rows."""
        for run in runs:
            table = narrowing_table(run)
            yield Section(
                self.name,
                str(run.folder),
                tables=(Listing(table),) if table.rows else (),
                drawing=partial(_drawing, run),
                detail=True,
                page=tuple(_page(run)),
                data={"regions": table},
            )


def narrowing_table(run: Run) -> Table:
    """Return one row per round and axis, in the hyperparameters' own values."""
    return Table(
        ("round", "hyperparameter", "low", "best", "high", "or_zero", "edge"),
        tuple(
            (round_, axis.name, axis.low, axis.best, axis.high, axis.zero, axis.edge or None)
            for round_, region in run.regions.items()
            for axis in region.axes
        ),
    )


def _drawing(run: Run, paper: Paper) -> list[str]:
    return bars(run, paper.width, ASCII if paper.ascii_only else BLOCKS)


def _page(run: Run) -> Iterator[Section]:
    """Yield the section with the figure; none if no trial has a result."""
    drawn, measured = points(run)
    if not (measured and run.space.axes):
        return
    remark = _ABOUT
    if len(drawn) < measured:
        remark += (
            f" {len(drawn):,} of {measured:,} trials are drawn: the best {len(drawn) // 2:,}, and as many others, "
            "evenly spread over the ranks."
        )
    yield Section("narrowing", str(run.folder), _TITLE, remark, figures=(partial(_figure, run),))


def _figure(run: Run) -> str:
    from hpsearch.report.figures.regions import regions_svg  # noqa: PLC0415 (matplotlib takes half a second to import)

    return regions_svg(run)
