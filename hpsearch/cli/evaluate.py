"""`hpsearch evaluate`: the chosen model on the test part, once."""

import warnings
from pathlib import Path

import click

from hpsearch.cli.options import FOLDER, NamedPath, WholeNumber, format_option
from hpsearch.cli.terminal.output import MARKDOWN, print_table
from hpsearch.cli.terminal.printing import say, write_data
from hpsearch.evaluation.evaluation import Evaluation
from hpsearch.report.evaluated import listings
from hpsearch.report.render.formats import as_json, markdown_text, records, to_csv, to_markdown
from hpsearch.runs.looking import found_table
from hpsearch.runs.run import Run


@click.command()
@click.argument("run", type=FOLDER, metavar="RUN")
@click.option("--trial", type=WholeNumber(min=0), help="The number of a trial.  [default: the winner]")
@click.option("--data", type=NamedPath(), metavar="FILE", help="Labelled rows in place of the test part; not counted.")
@click.option("--again", is_flag=True, help="Evaluate on the test part once more; every evaluation is counted.")
@format_option
def evaluate(run: Path, trial: int | None, data: Path | None, again: bool, form: str) -> None:
    """Evaluate the winner of RUN on the test part, which no trial has seen, with 95 % intervals.

    The evaluation is recorded in RUN, and in its test.csv. A second one needs --again, and every report shows how many
    there were.

    Example: hpsearch evaluate runs/digits
    """
    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always")
        found = Run(run).evaluate(data, trial=trial, again=again)
    for remark in remarks:
        say(str(remark.message), err=True)
    if form == "table":
        _show(found)
    else:
        write_data({"csv": _as_csv, "json": _as_json, "markdown": _as_markdown}[form](found))


def _show(found: Evaluation) -> None:
    for sentence in found.sentences:
        say(sentence)
    for listing in listings(found):
        say()
        say(listing.title)
        print_table(listing.table, listing.spare, MARKDOWN)


def _as_csv(found: Evaluation) -> str:
    return to_csv(found_table(found))


def _as_json(found: Evaluation) -> str:
    tables = {name: records(table) for name, table in found.tables.items()}
    judged = {"judged": found.judged, "trial": found.trial, "networks": found.networks}
    return as_json({**judged, "source": found.source, "rows": found.rows, "looks": found.looks, **tables})


def _as_markdown(found: Evaluation) -> str:
    parts = [f"{markdown_text(found.headline)}\n"]
    for listing in listings(found):
        parts += [f"{markdown_text(listing.title)}\n", to_markdown(listing.table)]
    return "\n".join(parts)
