"""A run for notebooks: its leaderboard, sentences about its model, and its figures."""

from functools import cached_property, partial
from html import escape
from typing import TYPE_CHECKING, Any

from hpsearch.report.python_words import said_in_python
from hpsearch.runs.run import Run
from hpsearch.text.visible import LONGEST_CELL, brief, visible
from hpsearch.trials.table import NULL, Table, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hpsearch.diagnosis.finding import Finding
    from hpsearch.evaluation.evaluation import Evaluation

MOST_ROWS_SHOWN = 10
"""Number of trials in the leaderboard of a notebook."""


class NotebookRun(Run):
    """A Run with a display for notebooks, as returned by `hpsearch.run` and `hpsearch.load`."""

    def _repr_html_(self) -> str:
        from hpsearch.report.leaderboard import leaderboard, readable  # noqa: PLC0415 (as above)
        from hpsearch.report.sections.advice import what_limits  # noqa: PLC0415 (as above)
        from hpsearch.report.sections.baselines import baseline_sentences  # noqa: PLC0415 (a script needs none)
        from hpsearch.report.sections.ensemble import ensemble_sentence  # noqa: PLC0415 (as above)
        from hpsearch.report.sections.winner import winner  # noqa: PLC0415 (as above)

        trials = leaderboard([self], null=NULL)
        shown = readable(trials.top(MOST_ROWS_SHOWN))
        few, count = len(shown.rows), len(trials.rows)
        sentences = (
            f"the first {few:,} of {count:,} trials; `trials` has all" if few < count else "",
            repr(self),
            *(sentence for section in what_limits([self]) for sentence in section.sentences),
            *(winner(self), ensemble_sentence(self)),
            *baseline_sentences(self),
        )
        told = "".join(f"<p>{_shown(sentence)}</p>" for sentence in sentences if sentence)
        return f"<div>{as_html(shown)}{told}</div>"

    @cached_property
    def findings(self) -> "tuple[Finding, ...]":
        """All findings of the diagnosis, the first to act on first."""
        from hpsearch.diagnosis.advice import diagnosis_of  # noqa: PLC0415 (not needed to read tables)

        return diagnosis_of(self)

    @property
    def advice(self) -> "list[Finding]":
        """The findings to act on next, each with its proposed changes of the config.

        At most three, besides more trials where there were few, and what to make of the trained networks.
        """
        from hpsearch.diagnosis.advice import advised  # noqa: PLC0415 (as above)

        return list(advised(self.findings))

    def evaluate(self, rows: Any = None, *, trial: int | None = None, again: bool = False) -> "Evaluation":
        """Evaluate the winner, or a trial, on the test part; this is counted, and a second time needs `again`.

        With `rows`, a labelled file or a frame, evaluate it on these; that is not counted. Raises UsageError.
        """
        with said_in_python():
            return super().evaluate(rows, trial=trial, again=again)

    def plot(self) -> "RunFigures":
        """Return the figures of the run's page: its trials on each axis, and the curves of changed trials."""
        from hpsearch.report.figures.curves import curves_figure  # noqa: PLC0415 (matplotlib takes half a second)
        from hpsearch.report.figures.regions import regions_figure  # noqa: PLC0415 (as above)

        curves = [curves_figure(story, self.ranking.metric, self.steps_per_epoch) for story in self.stories]
        return RunFigures(figure for figure in (regions_figure(self), *curves) if figure is not None)


class RunFigures(list["Figure"]):
    """Matplotlib figures with a display for notebooks."""

    def _repr_html_(self) -> str:
        from hpsearch.report.figures.svg import as_svg  # noqa: PLC0415 (as above)

        return "".join(f"<div>{as_svg(partial(_itself, figure))}</div>" for figure in self)


def _itself(figure: "Figure") -> "Figure":
    return figure


def as_html(table: Table) -> str:
    """Return a table as an HTML element; text is escaped, and control characters are made visible."""
    head = "".join(f"<th>{_shown(name)}</th>" for name in table.header)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_shown(brief(short(cell), LONGEST_CELL))}</td>' for cell in row)}</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _shown(text: str) -> str:
    return escape(visible(text))
