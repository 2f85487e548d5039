"""`hpsearch export`: hand a winner on."""

from pathlib import Path

import click

from hpsearch.cli.options import FOLDER, OUTPUT
from hpsearch.cli.printing import say, write_data
from hpsearch.export import EXPORTS, FORMATS_TO_COME
from hpsearch.runs.output import Output
from hpsearch.runs.run import Run


@click.command()
@click.argument("run", type=FOLDER, metavar="RUN")
@click.option("--trial", type=click.IntRange(min=0), help="Which one.  [default: the best]")
@click.option(
    "--to",
    "kind",
    required=True,
    type=click.Choice([*dict.fromkeys([*EXPORTS, *FORMATS_TO_COME])]),
    help=f"config: its settings, a panda's with the rates it was given. To come: {', '.join(FORMATS_TO_COME)}.",
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="The file to write.  [default: stdout]")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there already.")
def export(run: Path, trial: int | None, kind: str, output: Path | None, overwrite: bool) -> None:
    """Write a trial of RUN, by default the best, as something else.

    Example: hpsearch export runs/digits --to config -o again.yaml
    """
    if kind not in EXPORTS:
        raise click.UsageError(f"--to {kind} is not supported yet; expected --to {' or '.join(EXPORTS)}")
    place = None if output is None else Output(output, overwrite=overwrite)
    content = EXPORTS[kind].content(Run(run), trial)
    if place is None:
        write_data(content)
        return
    place.write(content.encode(errors="backslashreplace") if isinstance(content, str) else content)
    say(f"wrote {place.path}", err=True)
