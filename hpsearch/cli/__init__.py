"""The command line. Nothing else in hpsearch prints."""

import os
import signal
from typing import NoReturn

__all__ = ["main"]

_STDERR, _INTERRUPTED = 2, 130


def main() -> None:
    """Run the command that this process was started with. A signal during the imports ends it without a traceback."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _leave)
    from hpsearch.cli.entry import run_command  # noqa: PLC0415 (these imports take as long as Python's own start)

    run_command()


def _leave(*_signal: object) -> NoReturn:
    try:
        os.write(_STDERR, b"interrupted\n")
    finally:
        os._exit(_INTERRUPTED)
