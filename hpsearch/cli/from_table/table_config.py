"""A table in place of a config: `hpsearch run DATA` searches what `hpsearch init DATA` would write."""

from collections.abc import Sequence
from pathlib import Path

from hpsearch.cli.from_table.starter import source_in_config, starter_config
from hpsearch.cli.from_table.stated_reading import StatedReading
from hpsearch.cli.terminal.printing import say
from hpsearch.config import Config, read_config
from hpsearch.data import BUNDLED, STANDARD_INPUT, Description
from hpsearch.data.target.names import targets_of
from hpsearch.errors import ConfigError, UsageError
from hpsearch.runs.folder.output import Output
from hpsearch.text.command_line import command
from hpsearch.text.table_names import without_endings
from hpsearch.text.visible import visible_line


def config_of_table(
    data: Path,
    targets: Sequence[str],
    seconds: float | None,
    arguments: Sequence[str] = (),
    overrides: Sequence[str] = (),
) -> Path:
    """The config of a table for a search of so many `seconds`, written to the working folder unless it is there.

    Without `targets` the last column is predicted. An existing config is used if it is exactly as `init` or this
    function wrote it for the table and the targets, for any time. Otherwise UsageError is raised; `arguments` are those
    of `hpsearch`, for the command to use instead.
    """
    if str(data) == STANDARD_INPUT:
        raise UsageError(
            "standard input cannot be read twice, for the config and for the search; save the table as a file, or "
            "write its config first: hpsearch init - < table.csv"
        )
    path, source = Path(f"{without_endings(data)}.yaml"), source_in_config(str(data), Path())
    if path.exists():
        there = _config_there(path, data, source)
        known = () if there.data.target is None else targets_of(there.data.target)
        reading = StatedReading.of_config(there.data)
        if targets and tuple(targets) != known:
            reading = StatedReading(reading.csv)  # the task is that of the other target
        description = reading.described_with_remedy(str(data), targets or known, path)
        if targets and tuple(targets) != known:
            other = Path(f"{path.stem}-{'-'.join(targets).replace('/', '-')}.yaml")
            options = [word for name in targets for word in ("--target", name)] + reading.options
            raise UsageError(
                f"{path}: predicts {visible_line(', '.join(known))}, not {visible_line(', '.join(targets))}; write "
                f"another config with: {command('init', data, *options, '-o', other)}, and search it with: "
                f"{_on_config(arguments, data, other)}"
            )
        limit = there.search.time_limit
        if path.read_bytes() not in _as_written(description, source, limit, reading):
            raise UsageError(
                f"{path}: was changed since `hpsearch init` wrote it for {data}, or written by another "
                f"version; search it as it is with: {_on_config(arguments, data, path)}, or delete or rename it"
            )
        if not targets:
            which = "" if not known else f" of {visible_line(', '.join(known))}; --target names another column"
            say(f"{path}: is there, and is searched: {description.task}{which}", err=True)
        return path
    reading = StatedReading.of(overrides)
    description = reading.described_with_remedy(str(data), targets)
    Output(path).write(starter_config(description, source, seconds=seconds, csv=reading.csv).encode())
    said = f"{description.task} of {visible_line(description.target)}, {description.rows:,} rows"
    say(f"wrote {path}: {said}", err=True)
    balance = description.balance
    for remark in filter(None, (description.classes and balance.sizes, balance.proposal, *description.remarks)):
        say(f"  {remark}", err=True)
    return path


def _config_there(path: Path, data: Path, source: str) -> Config:
    """Read the existing config with the name of the table. Raises UsageError if it is for other data."""
    elsewhere = f"write the config for {data} to another file with: {command('init', data, '-o', 'FILE.yaml')}"
    try:
        config = read_config(path)
    except ConfigError as error:
        raise UsageError(f"{path}: is there, and is no config that can be read; {elsewhere} ({error})") from None
    if config.stated_data is None or config.data.source != source:
        found = config.data.source if config.stated_data is not None else "code of your own"
        raise UsageError(f"{path}: is the config for {visible_line(found)}, not for {data}; {elsewhere}")
    return config


def _as_written(
    description: Description, source: str, limit: float | None, reading: StatedReading
) -> tuple[bytes, ...]:
    """What `init` writes, plain or not, and `run` for a search of so many seconds."""
    plain = starter_config(description, source, plain=True, csv=reading.csv)
    return plain.encode(), starter_config(description, source, seconds=limit, csv=reading.csv).encode()


def _on_config(arguments: Sequence[str], data: Path, config: Path) -> str:
    """Return the command with these arguments, with the config in place of the table.

    >>> _on_config(["run", "a.csv", "--target", "b", "--time", "30"], Path("a.csv"), Path("a.yaml"))
    'hpsearch run a.yaml --time 30'
    """
    words = iter(arguments or ("run", str(data)))
    kept: list[str | Path] = []
    for word in words:
        if word == "--target":
            next(words, None)
        elif not word.startswith("--target="):
            kept.append(config if word == str(data) else word)
    return command(*kept)


def is_bundled(data: Path) -> bool:
    """Whether this is the name of a bundled set, and not of a file."""
    return str(data) in BUNDLED and not data.exists()
