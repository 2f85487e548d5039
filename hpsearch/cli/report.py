"""`hpsearch report`: show the results of a run."""

from collections.abc import Sequence
from pathlib import Path

import click

from hpsearch.cli.options import FOLDER, OUTPUT, WholeNumber, format_option
from hpsearch.cli.terminal.output import MARKDOWN, StdoutTerminal, print_table
from hpsearch.cli.terminal.printing import say, write_data
from hpsearch.report.building import Report, build_report
from hpsearch.report.leaderboard import leaderboard
from hpsearch.report.one_trial import trial_history, trial_settings
from hpsearch.report.render.formats import to_csv, to_json, to_markdown
from hpsearch.report.render.json_object import as_json_object
from hpsearch.report.render.markdown import as_markdown
from hpsearch.report.render.text import show_report
from hpsearch.report.same_rows import are_on_same_rows
from hpsearch.report.sections.changes import branches_table, changes_table
from hpsearch.report.sections.looks import looks_sentence
from hpsearch.runs.folder.output import Output
from hpsearch.runs.run import Run
from hpsearch.runs.tables.rescue import rescue as rescue_run
from hpsearch.text.counting import how_many


@click.command()
@click.argument("runs", nargs=-1, required=True, type=FOLDER, metavar="RUN...")
@click.option("--top", type=WholeNumber(min=1), metavar="N", help="Only the best N trials.")
@click.option("--all", "whole", is_flag=True, help="All trials, and the regions of the rounds.")
@click.option("--trial", type=WholeNumber(min=0), help="One trial, epoch by epoch.")
@format_option
@click.option("--html", type=OUTPUT, metavar="FILE", help="Write a page with figures, too.")
@click.option(
    "--rescue",
    type=FOLDER,
    metavar="DIR",
    help="Write what can still be read of a damaged RUN to CSV files in DIR, and nothing else.",
)
@click.option("--overwrite", is_flag=True, help="Let --html and --rescue replace files that hpsearch did not write.")
def report(
    runs: tuple[Path, ...],
    top: int | None,
    whole: bool,
    trial: int | None,
    form: str,
    html: Path | None,
    rescue: Path | None,
    overwrite: bool,
) -> None:
    """Rank the trials of RUN, or of several runs together, and show how the search narrowed; also works during a run.

    Example: hpsearch report runs/digits --top 10 --html digits.html
    """
    if rescue is not None:
        _rescue(runs, rescue, overwrite=overwrite)
        return
    opened = [Run(folder) for folder in _each_once(runs)]
    if trial is not None and len(opened) > 1:
        raise click.UsageError("--trial is for one run")
    if trial is not None and html is not None:
        raise click.UsageError("--html is for whole runs; leave out --trial")
    place = _page_place(html, overwrite=overwrite) if html else None
    if trial is not None:
        _show_trial(opened[0], trial, form)
    elif form == "csv":
        write_data(to_csv(leaderboard(opened, top)))
    else:
        _show_report(build_report(opened, top), form, whole=whole)
    if place is not None:
        _write_page(build_report(opened, top), place)
    _tell(opened, looks=form == "csv" or trial is not None)


def _each_once(folders: Sequence[Path]) -> list[Path]:
    """Return the folders without those named a second time, which are no other runs to compare with."""
    different: dict[Path, Path] = {}
    for folder in folders:
        first = different.setdefault(folder.resolve(), folder)
        if first is not folder:
            say(f"{folder}: is the run {first} once more, and is left out", err=True)
    return [*different.values()]


def _tell(opened: Sequence[Run], *, looks: bool) -> None:
    """Print remarks on stderr beside the report; with `looks` also the evaluations on the test part."""
    for sentence in filter(None, map(looks_sentence, opened if looks else ())):
        say(sentence, err=True)
    for run in opened:
        done, planned = run.progress
        if done < planned:
            say(f"{run.folder}: {done:,} of {planned:,} trials are done", err=True)
    if not all(are_on_same_rows(opened[0], other) for other in opened):
        say("these runs were judged on different dev examples: other data, or another seed", err=True)


def _show_trial(run: Run, number: int, form: str) -> None:
    table = trial_history(run, number)
    if form != "table":
        write_data({"csv": to_csv, "json": to_json, "markdown": to_markdown}[form](table))
        return
    print_table(trial_settings(run, number))
    print_table(table, ["repeat", "branch", "gradient_norm"], MARKDOWN)
    for table in (changes_table(run, number), branches_table(run, number)):
        if table.rows:
            say()
            print_table(table)


def _show_report(report: Report, form: str, *, whole: bool) -> None:
    if form == "table":
        show_report(report, StdoutTerminal(MARKDOWN), whole=whole)
    else:
        write_data({"json": as_json_object, "markdown": as_markdown}[form](report))


def _page_place(path: Path, *, overwrite: bool) -> Output:
    from hpsearch.report.render.page import PAGE_MARK  # noqa: PLC0415 (jinja2 takes 0.1 s to import)

    return Output(path, overwrite, PAGE_MARK)


def _write_page(report: Report, place: Output) -> None:
    from hpsearch.report.render.page import page  # noqa: PLC0415 (as above)

    place.write(page(report).encode(errors="backslashreplace"))
    say(f"wrote {place.path}", err=True)


def _rescue(runs: Sequence[Path], to: Path, *, overwrite: bool) -> None:
    if len(runs) > 1:
        raise click.UsageError("--rescue is for one run")
    written, damaged = rescue_run(runs[0], to, overwrite=overwrite)
    for path, count in written.items():
        say(f"{path}: {how_many(count, 'row')}", err=True)
    if damaged:
        say(f"{how_many(damaged, 'row')} left out, not as they were written", err=True)
