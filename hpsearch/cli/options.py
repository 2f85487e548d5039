"""Options that several commands share."""

from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from hpsearch.workers.backends import Cluster


class NamedPath(click.Path):
    """A path that is not empty, as an unset shell variable would give. The file is read later."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return `value` as a Path."""
        if value == "":
            self.fail("the name is empty; expected a path, such as . for the working folder", param, ctx)
        return super().convert(value, param, ctx)


class OutputPath(NamedPath):
    """A file to write, `-` for stdout."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return `value` as a Path."""
        return super().convert("/dev/stdout" if value == "-" else value, param, ctx)


class WholeNumber(click.IntRange):
    """A whole number, from `min` to `max`; an error says which are allowed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return `value` as an int."""
        try:
            number: int = super().convert(value, param, ctx)
        except click.BadParameter:
            allowed = f"from {self.min:,} to {self.max:,}" if self.max is not None else f"that is {self.min} or more"
            self.fail(f"{value!r}; give a whole number {allowed}", param, ctx)
        return number


class Seconds(click.FloatRange):
    """A finite number of seconds, which click's own type lets be infinite, or none at all."""

    name = "number of seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return `value` as a number."""
        seconds: float = super().convert(value, param, ctx)
        if not isfinite(seconds):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return seconds


class BackendName(click.ParamType[str]):
    """The name of a backend; help lists all names in the registry, including those of other packages."""

    name = "backend"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 (click's signature)
        """Return the names of all backends, for the help page."""
        from hpsearch.workers.backends import BACKENDS  # noqa: PLC0415 (other commands do not need the backends)

        return f"[{'|'.join(BACKENDS)}]"


FOLDER, OUTPUT = NamedPath(), OutputPath()

config_argument = click.argument("config", type=NamedPath())

jobs_option = click.option(
    "--jobs", type=WholeNumber(min=1), help="Number of processes that train.  [default: one for each core]"
)

backend_option = click.option(
    "--backend",
    type=BackendName(),
    default="loky",
    help="Where trials train: in worker processes, in this process, or in a cluster of Dask or Ray.",
)

address_option = click.option(
    "--address",
    metavar="URL",
    help="With --backend dask: the address of its scheduler, such as tcp://127.0.0.1:8786. With --backend ray: "
    "auto, for the cluster of this machine, or its address, such as 10.0.0.1:6379.",
)

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="The output format.",
)

target_option = click.option(
    "--target",
    multiple=True,
    metavar="COL",
    help="With DATA: the column to predict; repeat it for several numeric columns.  [default: the last column]",
)

seed_option = click.option("--seed", type=WholeNumber(min=0), help="Seed of all random numbers.")

set_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a key of the config, such as search.trials=8; may be repeated.",
)


def cluster_at(address: str | None, *, force: bool) -> "Cluster | None":
    """Return the cluster at `--address`; remarks on its workers go to stderr."""
    from hpsearch.cli.terminal.printing import say  # noqa: PLC0415 (only a cluster needs it)
    from hpsearch.workers.backends import Cluster  # noqa: PLC0415 (other commands do not need the backends)

    return None if address is None else Cluster(address, partial(say, err=True), force)


def with_shorthands(overrides: tuple[str, ...], **shorthands: Any) -> tuple[str, ...]:
    """Return the overrides, and those that options such as `--trials 8` are short for.

    >>> with_shorthands(("data.task=auto",), trials=8, mode=None)
    ('data.task=auto', 'search.trials=8')
    """
    given = (f"search.{key}={value}" for key, value in shorthands.items() if value is not None)
    return (*overrides, *given)
