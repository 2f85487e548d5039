"""`hpsearch` as a process: from here on a signal ends it in a sentence."""

from hpsearch.cli.interruption import Interruption
from hpsearch.cli.streams import guard_streams


def main() -> None:
    """Run the command that the process was started with."""
    guard_streams()
    with Interruption() as interruption:
        from hpsearch.cli.commands import commands  # noqa: PLC0415 (an interruption here is one too)

        commands(obj=interruption)
