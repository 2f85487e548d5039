"""`hpsearch init`: from data to a config."""

import os
from pathlib import Path

import click

from hpsearch.cli.printing import say
from hpsearch.errors import UsageError


@click.command()
@click.argument("data")
@click.option("--target", metavar="COL", help="The column to predict.  [default: the last one]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The config.  [default: <data's name>.yaml]")
def init(data: str, target: str | None, output: Path | None) -> None:
    """Look at DATA, a table, - for one on standard input, or a bundled set, and write a commented config to start from.

    Example: hpsearch init houses.csv --target price
    """
    # Reading a table takes pandas, 0.4 s to import, which `hpsearch --help` does without.
    from hpsearch.data import BUNDLED, STANDARD_INPUT, describe  # noqa: PLC0415
    from hpsearch.starter import starter_config  # noqa: PLC0415

    path = output or Path("table.yaml" if data == STANDARD_INPUT else f"{Path(data).stem}.yaml")
    if path.exists():
        raise UsageError(f"{path}: exists already; choose another file with -o")
    description = describe(data, target=target, folder=Path())
    source = data if data in (*BUNDLED, STANDARD_INPUT) else Path(os.path.relpath(data, path.parent)).as_posix()
    try:
        path.write_text(starter_config(description, source), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another file with -o") from error
    rows, inputs = description.rows, len(description.numeric) + len(description.categorical)
    say(f"{path}: {description.task} of {description.target} from {inputs:,} columns, {rows:,} rows")
    for remark in description.remarks:
        say(f"  {remark}", err=True)
    again = ", each with the same table on standard input" if data == STANDARD_INPUT else ""
    say(f"next: hpsearch check {path}, then hpsearch run {path}{again}")
