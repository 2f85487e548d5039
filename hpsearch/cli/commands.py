"""`hpsearch`: its commands, and how they end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from hpsearch.cli.check import check
from hpsearch.cli.export import export
from hpsearch.cli.init import init
from hpsearch.cli.interruption import INTERRUPTED
from hpsearch.cli.printing import say
from hpsearch.cli.replay import replay
from hpsearch.cli.report import report
from hpsearch.cli.run import run
from hpsearch.cli.tell import tell
from hpsearch.cli.watch import watch
from hpsearch.errors import HpsearchError, UsageError
from hpsearch.text.visible import shortened, visible


class Commands(click.Group):
    """Commands in the order in which one meets them; an error is its sentence and its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """The order of the help page."""
        return list(self.commands)

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Read the command line and run the command, or show the help."""
        try:
            return super().main(*arguments, **options)
        except HpsearchError as error:
            say(str(error), err=True)
            sys.exit(error.exit_code)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the arguments."""
        with _told_safely():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            with _told_safely():
                return super().invoke(ctx)
        except FileNotFoundError:
            if _working_folder_exists():
                raise
            raise UsageError("the working folder was deleted; change to one that exists, and try again") from None
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)  # in whose words, the one who raised it knows


def _working_folder_exists() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _told_safely() -> Iterator[None]:
    """Make what click itself prints of a mistake visible; it quotes what was given."""
    try:
        yield
    except click.ClickException as error:
        error.message = visible(shortened(error.message))  # type: ignore[misc]  # each kind of error has a form of its own
        raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="hpsearch")
def commands() -> None:
    """Search the hyperparameters of a neural network for your own table or array.

    \b
    hpsearch init data.csv          look at the data, write a config to start from
    hpsearch check data.yaml        see the data, the space and the cost before you run
    hpsearch run data.yaml          search; the leaderboard comes at the end
    hpsearch report runs/data       see it again, or as CSV, JSON, Markdown
    hpsearch watch runs/data        see the one model that --mode panda trains
    hpsearch tell runs/data pause   steer it while it trains
    hpsearch replay runs/data       train it again with all that was changed, to the same bits
    hpsearch export runs/data       hand the winner on
    """  # noqa: D301 (\b is click's mark for lines to be left as they are)


for command in (init, check, run, report, watch, tell, replay, export):
    commands.add_command(command)
