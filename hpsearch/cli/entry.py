"""The process of the command line: streams that may fail, and signals that end it with a sentence."""

from hpsearch.cli.terminal.interruption import Interruption
from hpsearch.cli.terminal.streams import guard_streams
from hpsearch.system.freed_memory import share_one_heap


def run_command() -> None:
    """Run the command that this process was started with."""
    guard_streams()
    share_one_heap()
    with Interruption() as interruption:
        from hpsearch.cli.commands import commands  # noqa: PLC0415 (Ctrl-C during this import ends with a sentence too)

        commands(obj=interruption, prog_name="hpsearch")
