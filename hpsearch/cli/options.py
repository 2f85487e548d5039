"""Options that several commands share."""

from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(path_type=Path, readable=False)
"""A run's folder; whether it can be read is seen, and told, when it is."""


class OutputPath(click.Path):
    """A file to write, `-` for stdout; whether it may be written is seen where it is."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        return super().convert("/dev/stdout" if value == "-" else value, param, ctx)


OUTPUT = OutputPath()

config_argument = click.argument("config", type=click.Path(path_type=Path, readable=False))

set_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a key of the config, such as search.trials=8; may be repeated.",
)


def with_shorthands(overrides: tuple[str, ...], **shorthands: Any) -> tuple[str, ...]:
    """The overrides and those that options such as `--trials 8` stand for.

    >>> with_shorthands(("data.task=auto",), trials=8, mode=None)
    ('data.task=auto', 'search.trials=8')
    """
    given = (f"search.{key}={value}" for key, value in shorthands.items() if value is not None)
    return (*overrides, *given)
