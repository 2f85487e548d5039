"""`hpsearch export`: write a model or config in another format."""

import sys
from pathlib import Path

import click

from hpsearch.cli.options import FOLDER, OUTPUT, WholeNumber
from hpsearch.cli.terminal.printing import say, write_data
from hpsearch.errors import UsageError
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.runs.folder.output import Output
from hpsearch.runs.run import Run


class FormatOption(click.Option):
    """Describes the formats in the help; imports all of them only there."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option with a line for each format."""
        self.help = " ".join(f"{name}: {EXPORTS[name].gives}." for name in EXPORTS)
        return super().get_help_record(ctx)


@click.command()
@click.argument("run", type=FOLDER, metavar="RUN")
@click.option("--trial", type=WholeNumber(min=0), help="The network of a trial.  [default: the run's model]")
@click.option("--to", "kind", required=True, cls=FormatOption, type=click.Choice([*EXPORTS]))
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="The file to write.  [default: stdout]")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
def export(run: Path, trial: int | None, kind: str, output: Path | None, overwrite: bool) -> None:
    """Export the model of RUN (its ensemble or the network of its best trial), or another trial.

    A run only keeps the weights of its model. Another trial is trained again from the same data, to the same bits.

    Example: hpsearch export runs/digits --to safetensors -o digits.safetensors
    """
    place = None if output is None else Output(output, overwrite=overwrite)
    content = EXPORTS[kind].content(Run(run), ExportRequest(trial, output))
    if place is None:
        if isinstance(content, bytes) and sys.stdout.isatty():
            raise UsageError(f"--to {kind} is not text for a terminal; name a file with -o FILE")
        write_data(content)
        return
    place.write(content.encode(errors="backslashreplace") if isinstance(content, str) else content)
    say(f"wrote {place.path}", err=True)
