"""A table in place of a config: `hpsearch run DATA` searches what `hpsearch init DATA` would write."""

from pathlib import Path

from hpsearch.cli.printing import say
from hpsearch.cli.starter import source_in_config, starter_config
from hpsearch.data import BUNDLED, STANDARD_INPUT, describe
from hpsearch.errors import UsageError
from hpsearch.runs.output import Output
from hpsearch.text.command_line import command
from hpsearch.text.visible import visible_line


def config_of_table(data: Path, target: str | None, seconds: float | None) -> Path:
    """The config of a table for a search of so many `seconds`, written to the working folder unless it is there.

    Raises UsageError where a config of this name is another one.
    """
    if str(data) == STANDARD_INPUT:
        raise UsageError(
            "standard input cannot be read twice, for the config and for the search; save the table as a file, or "
            "write its config first: hpsearch init - < table.csv"
        )
    path = Path(f"{data.stem}.yaml")
    description = describe(str(data), target=target, folder=Path())
    config = starter_config(description, source_in_config(str(data), Path()), seconds=seconds).encode()
    if path.exists():
        if not path.is_file() or path.read_bytes() != config:
            raise UsageError(
                f"{path}: is another config than the one for {data}; search it with: {command('run', path)}, "
                "or delete or rename it"
            )
        return path
    Output(path).write(config)
    said = f"{description.task} of {visible_line(description.target)}, {description.rows:,} rows"
    say(f"wrote {path}: {said}", err=True)
    for remark in description.remarks:
        say(f"  {remark}", err=True)
    return path


def is_bundled(data: Path) -> bool:
    """Whether this names a bundled set, and no file."""
    return str(data) in BUNDLED and not data.exists()
