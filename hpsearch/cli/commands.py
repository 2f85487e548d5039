"""`hpsearch`: its commands, each imported when it is used, and the handling of errors."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from hpsearch.cli.terminal.interruption import INTERRUPTED
from hpsearch.cli.terminal.printing import say
from hpsearch.cli.terminal.streams import NOBODY_READS
from hpsearch.cli.terminal.width import within_width
from hpsearch.cli.unknown_options import option_meant
from hpsearch.errors import HpsearchError, UsageError
from hpsearch.system.imports import lasting
from hpsearch.text.visible import shortened, visible

COMMANDS = {
    "init": "Look at data and write a config to start from.",
    "check": "Show the data, the search space and the cost of a config.",
    "run": "Run a search; print the leaderboard at the end.",
    "loop": "Search, change the config as advised, and search again.",
    "report": "Print or export the results of one or several runs.",
    "watch": "Show the model that --mode panda is training.",
    "tell": "Change that model while it trains.",
    "replay": "Train it again with the same changes and compare the bits.",
    "evaluate": "Judge the winner on the test part, once.",
    "predict": "Predict the target of new rows by the best model.",
    "export": "Write a trial as a model, a program or a config.",
}
"""Each command with its line in the help page, in order. The module `hpsearch.cli.NAME` defines NAME."""


class Commands(click.Group):
    """Imports a command when it is used; an error prints its sentence and ends with its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Name the commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Import a command; None for a name that is not in the table."""
        if cmd_name not in COMMANDS:
            return None
        module = f"hpsearch.cli.{cmd_name}"
        lasting(module)
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (as above)
        """Write the table into the help page, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Read the command line and run the command, or show the help."""
        try:
            return super().main(*arguments, **options)
        except HpsearchError as error:
            say(str(error), err=True)
            sys.exit(error.exit_code)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Parse the arguments; a parsing error quotes them with control characters escaped."""
        with _quoted_safely():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and turn each known error into a sentence and an exit code."""
        try:
            with _quoted_safely():
                return super().invoke(ctx)
        except FileNotFoundError:
            if _working_folder_exists():
                raise
            raise UsageError("the working folder was deleted; change to one that exists, and try again") from None
        except BrokenPipeError:
            ctx.exit(NOBODY_READS)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)  # `Interruption` prints the sentence


def _working_folder_exists() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _quoted_safely() -> Iterator[None]:
    """Escape control characters in click's own error messages, which quote what the user typed, and break lines."""
    try:
        yield
    except click.ClickException as error:
        if isinstance(error, click.NoSuchOption) and (meant := option_meant(error)):
            error.possibilities = [meant]  # type: ignore[misc]  # the one that fits
        error.message = visible(shortened(error.message))  # type: ignore[misc]  # each kind of error has a form of its own
        told = within_width(error.format_message(), sys.stderr, "Error: ")
        error.format_message = lambda: told  # type: ignore[method-assign]  # as above
        raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="hpsearch")
def commands() -> None:
    """Search the hyperparameters of a neural network for your own table or array.

    \b
    A first search:
      hpsearch init data.csv
      hpsearch run data.yaml
      hpsearch report runs/data
    """  # noqa: D301 (\b is click's mark for lines to be left as they are)
