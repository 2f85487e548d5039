"""`hpsearch init`: writes a config for a table."""

from pathlib import Path

import click

from hpsearch.cli.from_table.starter import source_in_config, starter_config
from hpsearch.cli.from_table.stated_reading import StatedReading
from hpsearch.cli.options import OUTPUT, target_option
from hpsearch.cli.terminal.printing import say, working
from hpsearch.data import STANDARD_INPUT
from hpsearch.errors import UsageError
from hpsearch.runs.folder.output import Output
from hpsearch.text.command_line import command
from hpsearch.text.counting import how_many
from hpsearch.text.table_names import without_endings
from hpsearch.text.visible import visible_line


@click.command()
@click.argument("data")
@target_option
@click.option("-o", "--output", type=OUTPUT, metavar="FILE", help="The config.  [default: <data's name>.yaml]")
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="How DATA is read where the guess is wrong, such as data.csv.missing=[NA] or data.task=regression; may be "
    "repeated.",
)
@click.option("--plain", is_flag=True, help="A small space of few hyperparameters, as in the notes.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there already.")
def init(
    data: str, target: tuple[str, ...], output: Path | None, overrides: tuple[str, ...], plain: bool, overwrite: bool
) -> None:
    """Look at DATA and write a commented config to start from.

    DATA is a table or an array file, - for a table on standard input, or the name of a bundled set.

    Example: hpsearch init houses.csv --target price
    """
    path = output or Path("table.yaml" if data == STANDARD_INPUT else f"{without_endings(Path(data))}.yaml")
    place = Output(path, overwrite=overwrite)
    if not place.streams and path.exists() and Path(data).exists() and path.samefile(data):
        raise UsageError(f"{path}: is the data itself; choose another name for the config")
    reading = StatedReading.of_nothing_else(overrides)
    with working(f"reading {data}"):
        description = reading.described_with_remedy(data, target)
    source = source_in_config(data, None if place.streams else path.parent)
    place.write(starter_config(description, source, plain=plain, csv=reading.csv).encode())
    inputs = len(description.numeric) + len(description.dates) + len(description.categorical)
    sizes = f"{how_many(inputs, 'column')}, {how_many(description.rows, 'row')}"
    say(f"{path}: {description.task} of {visible_line(description.target)} from {sizes}", err=place.streams)
    if description.classes:
        say(f"  {description.balance.sizes}", err=place.streams)
    for remark in filter(None, (description.balance.proposal, *description.remarks)):
        say(f"  {remark}", err=True)
    again = ", each with the same table on standard input" if data == STANDARD_INPUT else ""
    written = "FILE" if place.streams else path
    saved = "save this config as FILE, " if place.streams else ""
    say(f"next: {saved}{command('check', written)}, then {command('run', written)}{again}", err=place.streams)
