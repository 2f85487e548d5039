"""`hpsearch report`: what a run found."""

from pathlib import Path

import click


@click.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option("--top", type=click.IntRange(min=1), help="Only the best so many trials.")
@click.option("--trial", type=click.IntRange(min=0), help="One trial, epoch by epoch.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How to write it.",
)
def report(runs: tuple[Path, ...], top: int | None, trial: int | None, form: str) -> None:
    """Rank the trials of RUN, or of several runs together; works while a run goes on.

    Example: hpsearch report runs/digits --top 10 --format markdown
    """
    from hpsearch.cli.output import show  # noqa: PLC0415 (only the command needs it, not its help)
    from hpsearch.report.certainty import certainty  # noqa: PLC0415
    from hpsearch.report.formats import to_csv, to_json, to_markdown  # noqa: PLC0415
    from hpsearch.report.leaderboard import (  # noqa: PLC0415
        leaderboard,
        readable,
        spare_columns,
        trial_history,
        trial_settings,
    )
    from hpsearch.runs import Run  # noqa: PLC0415

    opened = [Run(folder) for folder in runs]
    if trial is not None and len(opened) > 1:
        raise click.UsageError("--trial is for one run")
    table = leaderboard(opened, top) if trial is None else trial_history(opened[0], trial)
    if form in ("csv", "json"):
        click.echo({"csv": to_csv, "json": to_json}[form](table), nl=False)
    elif trial is not None and form == "table":
        show(trial_settings(opened[0], trial))
        show(table, spare=["repeat", "branch", "gradient_norm"])
    elif form == "markdown":
        click.echo(to_markdown(table if trial is not None else readable(table)), nl=False)
    else:
        show(readable(table), spare_columns(table))
    if trial is None and form in ("table", "markdown"):
        sentences = {run.folder: certainty(run.ranking) for run in opened}
        told = [f"{folder}: {said}" if len(opened) > 1 else said for folder, said in sentences.items() if said]
        click.echo("".join(f"\n{said}\n" if form == "markdown" else f"{said}\n" for said in told), nl=False)
    for run in opened:
        done, planned = run.progress
        if done < planned:
            click.echo(f"{run.folder}: {done} of {planned} trials are done", err=True)
    if len({run.meta("data") for run in opened}) > 1:
        click.echo("these runs were judged on different dev examples: other data, or another seed", err=True)
