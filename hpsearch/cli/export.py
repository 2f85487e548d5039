"""`hpsearch export`: hand a winner on."""

from pathlib import Path

import click

from hpsearch.cli.options import FOLDER, OUTPUT
from hpsearch.cli.printing import say, write_data


@click.command()
@click.argument("run", type=FOLDER, metavar="RUN")
@click.option("--trial", type=click.IntRange(min=0), help="Which one.  [default: the best]")
@click.option(
    "--to",
    "kind",
    required=True,
    type=click.Choice(["safetensors", "onnx", "optuna", "config", "next"]),
    help="config: its settings, a panda's with the rates it was given. The others are to come.",
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="The file to write.  [default: stdout]")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there already.")
def export(run: Path, trial: int | None, kind: str, output: Path | None, overwrite: bool) -> None:
    """Write a trial of RUN, by default the best, as something else.

    Example: hpsearch export runs/digits --to config -o again.yaml
    """
    from hpsearch.export.config import as_config  # noqa: PLC0415 (only the command needs it, not its help)
    from hpsearch.runs.output import Output  # noqa: PLC0415

    if kind != "config":
        raise click.UsageError(f"--to {kind} is not supported yet; expected --to config")
    place = None if output is None else Output(output, overwrite=overwrite)
    text = as_config(run, trial)
    if place is None:
        write_data(text)
        return
    place.write(text.encode(errors="backslashreplace"))
    say(f"wrote {place.path}", err=True)
