"""`hpsearch export`: hand a winner on."""

from pathlib import Path

import click

from hpsearch.cli.options import FOLDER
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
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; stdout else.")
def export(run: Path, trial: int | None, kind: str, output: Path | None) -> None:
    """Write a trial of RUN, by default the best, as something else.

    Example: hpsearch export runs/digits --to config -o again.yaml
    """
    from hpsearch.panda.schedule import as_config  # noqa: PLC0415 (only the command needs it, not its help)
    from hpsearch.store.atomic import replacing  # noqa: PLC0415

    if kind != "config":
        raise click.UsageError(f"--to {kind} is not supported yet; expected --to config")
    text = as_config(run, trial)
    if output is None:
        write_data(text)
        return
    with replacing(output) as file:
        file.write(text.encode())
    say(f"wrote {output}", err=True)
