"""A report as one self-contained HTML page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hpsearch.report.sections.changes import branches_table, changes_table, stories
from hpsearch.report.sections.curves_figure import babysitting_svg
from hpsearch.report.sections.leaderboard import leaderboard, readable
from hpsearch.report.sections.narrowing import edges
from hpsearch.report.sections.regions_figure import regions_figure
from hpsearch.report.sections.sentences import by_run, sure
from hpsearch.runs.run import Run
from hpsearch.text.visible import LONGEST_CELL, brief, visible
from hpsearch.trials.table import Table, short

MOST_ROWS = 200
"""So many trials the leaderboard of a page has, unless it is told how many."""

PAGE_MARK = b'<meta name="generator" content="hpsearch">'
"""By which a page is known to be one of these."""


@dataclass(frozen=True, slots=True)
class Babysat:
    """What the page shows of a model that was steered: a trial's `number`, of which `run` if there are several."""

    number: int
    run: str
    figure: Markup
    changes: Table
    branches: Table


def page(runs: Sequence[Run], top: int | None = None) -> str:
    """The leaderboard of `runs`, how sure it is, how models were steered, and how each search narrowed.

    All text in it is escaped, and control characters in it are made visible.
    """
    environment = Environment(
        loader=PackageLoader("hpsearch.report.render", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = {run: f": {run.folder}" if len(runs) > 1 else "" for run in runs}
    table = leaderboard(runs, top or MOST_ROWS)
    trials = sum(run.progress[0] for run in runs)
    narrowed = {names[run]: figure for run in runs if (figure := regions_figure(run))}
    return environment.get_template("page.html.jinja").render(
        mark=_markup(PAGE_MARK.decode()),
        title=", ".join(str(run.folder) for run in runs),
        sentences=by_run(runs, sure),
        advice=by_run(runs, edges),
        table=readable(table),
        trials=trials,
        babysat=[trial for run in runs for trial in _babysat(run, names[run])],
        narrowed=narrowed,
        markup=_markup,
        worded=_worded,
        cell=_cell,
        zip=zip,
    )


def _babysat(run: Run, name: str) -> Iterator[Babysat]:
    for story in stories(run):
        figure = babysitting_svg(story, run.ranking.metric, run.steps_per_epoch)
        changes, branches = (table(run, story.trial).without("trial") for table in (changes_table, branches_table))
        yield Babysat(story.trial, name, _markup(figure), changes, branches)


def _finalized(value: object) -> object:
    """What is put into the page, as it is escaped next: markup of ours as it is, text without control characters."""
    return value if isinstance(value, Markup) else visible(str(value))


def _cell(value: object) -> str:
    return brief(short(value), LONGEST_CELL)


def _markup(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 (ours, and matplotlib's, which escapes its text)


def _worded(table: Table) -> set[str]:
    """The columns that hold words."""
    return {name for name in table.header if any(isinstance(value, str | list) for value in table.column(name))}
