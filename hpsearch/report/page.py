"""A report as one self-contained HTML page."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hpsearch.report.figure import regions_svg
from hpsearch.report.formats import short
from hpsearch.report.leaderboard import leaderboard, readable
from hpsearch.report.narrowing import edges
from hpsearch.report.sentences import by_run, sure
from hpsearch.runs import Run


def page(runs: Sequence[Run], top: int | None = None) -> str:
    """The leaderboard of `runs`, how sure it is, and how each of them narrowed; all text in it is escaped."""
    environment = Environment(
        loader=PackageLoader("hpsearch.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    table = readable(leaderboard(runs, top))
    words = {name for name in table.header if any(isinstance(value, str | list) for value in table.column(name))}
    figures = {
        f": {run.folder}" if len(runs) > 1 else "": Markup(svg)  # noqa: S704 (matplotlib's, which escapes its text)
        for run in runs
        if (svg := regions_svg(run))
    }
    return environment.get_template("page.html.jinja").render(
        title=", ".join(str(run.folder) for run in runs),
        sentences=by_run(runs, sure),
        advice=by_run(runs, edges),
        table=table,
        words=words,
        figures=figures,
        short=short,
        zip=zip,
    )
