"""Say that a config was made for a search of another time than it gets."""

from pathlib import Path

from hpsearch.cli.terminal.printing import say
from hpsearch.config import read_config
from hpsearch.errors import ConfigError


def say_other_time(config: Path, seconds: float | None) -> None:
    """Say on stderr that the widths and epochs of a config suit another time than the `seconds` stated beside it.

    A mistake in the config is left to the search, which reports it.
    """
    try:
        limit = None if seconds is None else read_config(config).search.time_limit
    except ConfigError:
        return
    if limit is not None and limit != seconds:
        say(f"{config}: was made for a search of {limit:g} s; it is searched for {seconds:g} s", err=True)
