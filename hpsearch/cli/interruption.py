"""Ctrl-C and SIGTERM: the first lets the command clean up and end, a second one ends it at once."""

import atexit
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from select import select
from types import FrameType, TracebackType
from typing import NoReturn, Self, TextIO

from hpsearch.text.command_line import command

INTERRUPTED = 130

_SECONDS_TO_END = 4.0
"""How long a command may take to clean up."""

SECONDS_AFTER_ANOTHER = 0.5
"""How long it may take after a second signal. Not zero: `timeout` sends two signals for one."""

SECONDS_UNTIL_AGAIN = 0.01

SECONDS_TO_TELL = 0.2
"""How long to wait while stderr is full; a pipe that nobody reads stays full."""

SHOW_CURSOR = "\x1b[?25h"


class Interruption:
    """Inside this context the first signal raises KeyboardInterrupt; if the command goes on, the process ends.

    Either way the cursor is shown and the last line on stderr is `sentence`, in which a command says how to continue.
    The process can end at any moment: a run is what is stored, and workers end with the process that started them.
    """

    def __init__(self) -> None:
        self.sentence = "interrupted"
        self._came = False

    def __enter__(self) -> Self:
        _on_signals(self._first)
        atexit.register(_on_signals, signal.SIG_IGN)  # the last of all: from then on Python would let them end it
        sys.unraisablehook = self._lost
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: TracebackType | None) -> None:
        code = error.code if isinstance(error, SystemExit) else error and 1
        interrupted = code == INTERRUPTED or (self._came and code == 1)
        if interrupted:
            for stream in (sys.stdout, sys.stderr):
                _flush(stream)  # what was being written when the signal came stands above the sentence
        _on_signals(lambda *_: os._exit(INTERRUPTED if interrupted else int(code or 0)))  # there is nothing left to end
        _leave_after(0, signal.SIG_IGN)
        sys.unraisablehook = sys.__unraisablehook__
        if interrupted:
            self._tell()
            raise SystemExit(INTERRUPTED) from None

    def _first(self, *_signal: object) -> NoReturn:
        self._came = True
        _on_signals(self._another)
        _leave_after(_SECONDS_TO_END, self._leave)
        raise KeyboardInterrupt

    def _lost(self, error: "sys.UnraisableHookArgs") -> None:
        """Raise again, in a moment, a KeyboardInterrupt that Python dropped because it came in a destructor."""
        if isinstance(error.exc_value, KeyboardInterrupt):
            _leave_after(SECONDS_UNTIL_AGAIN, self._first)
        else:
            sys.__unraisablehook__(error)

    def _another(self, *_signal: object) -> None:
        _leave_after(SECONDS_AFTER_ANOTHER, self._leave)

    def _leave(self, *_signal: object) -> NoReturn:
        try:
            self._tell()
        finally:
            os._exit(INTERRUPTED)

    def _tell(self) -> None:
        """Write the sentence past Python's buffers, which may be in use, unless stderr is full or closed."""
        screen = sys.__stderr__
        with suppress(OSError, ValueError):  # it is closed
            if screen is not None and _takes_more(screen):
                shown = SHOW_CURSOR if screen.isatty() else ""
                os.write(screen.fileno(), f"{shown}{self.sentence}\n".encode(errors="backslashreplace"))


def _flush(stream: TextIO | None) -> None:
    with suppress(OSError, ValueError):  # it is closed
        if stream is not None and _takes_more(stream):
            stream.flush()


def _takes_more(screen: TextIO) -> bool:
    """Whether a stream can be written to, now or in a moment."""
    try:
        return bool(select([], [screen], [], SECONDS_TO_TELL)[1])
    except OSError:  # Windows knows it of sockets alone
        return True


def to_go_on(arguments: Sequence[str]) -> str:
    """The command that continues a run, from the arguments of `hpsearch` that started it.

    >>> to_go_on(["run", "my data.yaml", "--trials", "8", "--overwrite"])
    "hpsearch run 'my data.yaml' --trials 8 --resume"

    The trainer's internal option `--announce` is left out:

    >>> to_go_on(["run", "data.yaml", "--announce", "5"])
    'hpsearch run data.yaml --resume'
    """
    place = arguments.index("--announce") if "--announce" in arguments else len(arguments)
    stated = [*arguments[:place], *arguments[place + 2 :]]
    kept = [argument for argument in stated if argument not in ("--overwrite", "--yes", "--resume")]
    return command(*kept, "--resume")


def _on_signals(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, handler)


def _leave_after(seconds: float, leave: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    """Call `leave` after so many seconds; with 0, cancel that."""
    if hasattr(signal, "setitimer"):  # Windows has no such clock; there one more Ctrl-C has to do
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, seconds)
