"""`hpsearch report`: what a run found."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hpsearch.cli.options import FOLDER, OUTPUT
from hpsearch.cli.printing import say, write_data

if TYPE_CHECKING:
    from hpsearch.runs.output import Output
    from hpsearch.runs.run import Run
    from hpsearch.trials.table import Table


@click.command()
@click.argument("runs", nargs=-1, required=True, type=FOLDER, metavar="RUN...")
@click.option("--top", type=click.IntRange(min=1), help="Only the best so many trials.")
@click.option("--trial", type=click.IntRange(min=0), help="One trial, epoch by epoch.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How to write it.",
)
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
    trial: int | None,
    form: str,
    html: Path | None,
    rescue: Path | None,
    overwrite: bool,
) -> None:
    """Rank the trials of RUN, or of several runs together, and show how the search narrowed; works while a run goes on.

    Example: hpsearch report runs/digits --top 10 --html digits.html
    """
    if rescue is not None:
        _rescue(runs, rescue, overwrite=overwrite)
        return
    from hpsearch.report.sections.leaderboard import leaderboard  # noqa: PLC0415 (only the command needs it, not its help)
    from hpsearch.runs.run import Run  # noqa: PLC0415

    opened = [Run(folder) for folder in runs]
    if trial is not None and len(opened) > 1:
        raise click.UsageError("--trial is for one run")
    if trial is not None and html is not None:
        raise click.UsageError("--html is for whole runs; leave out --trial")
    place = _page_place(html, overwrite=overwrite) if html else None
    if trial is not None:
        _show_trial(opened[0], trial, form)
    else:
        _show_runs(opened, leaderboard(opened, top), form)
    if place is not None:
        _write_page(opened, top, place)
    for run in opened:
        done, planned = run.progress
        if done < planned:
            say(f"{run.folder}: {done} of {planned} trials are done", err=True)
    if len({run.meta("data") for run in opened}) > 1:
        say("these runs were judged on different dev examples: other data, or another seed", err=True)


def _show_trial(run: "Run", number: int, form: str) -> None:
    from hpsearch.cli.output import print_table  # noqa: PLC0415
    from hpsearch.report.render.formats import to_csv, to_json, to_markdown  # noqa: PLC0415
    from hpsearch.report.sections.leaderboard import trial_history, trial_settings  # noqa: PLC0415

    table = trial_history(run, number)
    if form == "table":
        print_table(trial_settings(run, number))
        print_table(table, spare=["repeat", "branch", "gradient_norm"])
        _show_babysitting(run, number)
    else:
        write_data({"csv": to_csv, "json": to_json, "markdown": to_markdown}[form](table))


def _show_babysitting(run: "Run", trial: int | None = None) -> None:
    """What happened to a panda's models, if anything did."""
    from hpsearch.cli.output import print_table  # noqa: PLC0415
    from hpsearch.report.sections.changes import branches_table, changes_table  # noqa: PLC0415

    for table in (changes_table(run, trial), branches_table(run, trial)):
        if table.rows:
            say()
            print_table(table)


def _show_runs(runs: Sequence["Run"], table: "Table", form: str) -> None:
    """The leaderboard; but for CSV, how sure it is and how the searches narrowed, too."""
    from hpsearch.report.render.formats import to_csv  # noqa: PLC0415

    if form == "csv":
        write_data(to_csv(table))
    elif form == "json":
        _show_json(runs, table)
    elif form == "markdown":
        _show_markdown(runs, table)
    else:
        _show_table(runs, table)


def _show_json(runs: Sequence["Run"], table: "Table") -> None:
    from hpsearch.report.render.formats import as_json, records  # noqa: PLC0415
    from hpsearch.report.sections.changes import branches_table, changes_table  # noqa: PLC0415
    from hpsearch.report.sections.narrowing import edges, narrowing_table  # noqa: PLC0415
    from hpsearch.report.sections.winner import certainty  # noqa: PLC0415

    told = [
        {
            "run": str(run.folder),
            "certainty": certainty(run.ranked_finalists) or None,
            "regions": records(narrowing_table(run)),
            "changes": records(changes_table(run)),
            "branches": records(branches_table(run)),
            "advice": edges(run),
        }
        for run in runs
    ]
    write_data(as_json({"leaderboard": records(table), "runs": told}))


def _show_markdown(runs: Sequence["Run"], table: "Table") -> None:
    from hpsearch.report.render.formats import markdown_text, to_markdown  # noqa: PLC0415
    from hpsearch.report.sections.changes import branches_table, changes_table  # noqa: PLC0415
    from hpsearch.report.sections.leaderboard import readable  # noqa: PLC0415
    from hpsearch.report.sections.narrowing import edges, narrowing_table  # noqa: PLC0415
    from hpsearch.report.sections.sentences import by_run, sure  # noqa: PLC0415

    narrowed = [narrowing_table(run) for run in runs] if len(runs) == 1 else []
    babysat = [table(runs[0]) for table in (changes_table, branches_table)] if len(runs) == 1 else []
    parts = [
        to_markdown(readable(table)),
        *(f"{markdown_text(said)}\n" for said in by_run(runs, sure)),
        *(to_markdown(regions) for regions in narrowed if regions.rows),
        *(to_markdown(told) for told in babysat if told.rows),
        *(f"{markdown_text(said)}\n" for said in by_run(runs, edges)),
    ]
    write_data("\n".join(parts))


def _show_table(runs: Sequence["Run"], table: "Table") -> None:
    from hpsearch.cli.output import print_table, show_narrowing  # noqa: PLC0415
    from hpsearch.report.sections.leaderboard import readable, spare_columns  # noqa: PLC0415
    from hpsearch.report.sections.narrowing import edges  # noqa: PLC0415
    from hpsearch.report.sections.sentences import by_run, sure  # noqa: PLC0415

    print_table(readable(table), spare_columns(table))
    for said in by_run(runs, sure):
        say(said)
    if len(runs) == 1:
        show_narrowing(runs[0])
        _show_babysitting(runs[0])
    for said in by_run(runs, edges):
        say(said)


def _page_place(path: Path, *, overwrite: bool) -> "Output":
    from hpsearch.report.render.page import PAGE_MARK  # noqa: PLC0415 (matplotlib takes half a second to import)
    from hpsearch.runs.output import Output  # noqa: PLC0415 (only the command needs it, not its help)

    return Output(path, overwrite, PAGE_MARK)


def _write_page(runs: Sequence["Run"], top: int | None, place: "Output") -> None:
    from hpsearch.report.render.page import page  # noqa: PLC0415 (as above)

    place.write(page(runs, top).encode(errors="backslashreplace"))
    say(f"wrote {place.path}", err=True)


def _rescue(runs: Sequence[Path], to: Path, *, overwrite: bool) -> None:
    from hpsearch.cli.wording import counted  # noqa: PLC0415 (only the command needs it, not its help)
    from hpsearch.runs.rescue import rescue  # noqa: PLC0415

    if len(runs) > 1:
        raise click.UsageError("--rescue is for one run")
    written, damaged = rescue(runs[0], to, overwrite=overwrite)
    for path, count in written.items():
        say(f"{path}: {counted(count, 'row')}", err=True)
    if damaged:
        say(f"{counted(damaged, 'row')} left out, not as they were written", err=True)
