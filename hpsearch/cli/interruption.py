"""Ctrl-C and a batch system's SIGTERM: the first lets the command end in good order, another ends it at once."""

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
"""How long a command may take to end in good order."""

SECONDS_AFTER_ANOTHER = 0.5
"""The same once a second signal came. Not at once: `timeout` sends two for one."""

SECONDS_UNTIL_AGAIN = 0.01

SECONDS_TO_TELL = 0.2
"""How long stderr may be full: where nobody reads it, a pipe stays so."""

SHOW_CURSOR = "\x1b[?25h"


class Interruption:
    """While entered, the first signal raises KeyboardInterrupt; where that has led to nothing, the process is left.

    Either way the cursor is shown and stderr ends with the `sentence`, in which a command says how to go on. To be
    left at any moment is safe: a run is what is stored, and workers end with the process that started them.
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
        """Raise again, in a moment, what was raised where it could not be: in a callback, while an object went."""
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
        """Say it past Python's buffers, which may be in use right now, if anyone is there to take it."""
        screen = sys.__stderr__
        with suppress(OSError, ValueError):  # it is closed
            if screen is not None and _takes_more(screen):
                shown = SHOW_CURSOR if screen.isatty() else ""
                os.write(screen.fileno(), f"{shown}{self.sentence}\n".encode(errors="backslashreplace"))


def _takes_more(screen: TextIO) -> bool:
    """Whether there is room, now or in a moment, for what is written to it."""
    try:
        return bool(select([], [screen], [], SECONDS_TO_TELL)[1])
    except OSError:  # Windows knows it of sockets alone
        return True


def to_go_on(arguments: Sequence[str]) -> str:
    """The command that continues the run that these arguments of `hpsearch` began.

    >>> to_go_on(["run", "my data.yaml", "--trials", "8", "--overwrite"])
    "hpsearch run 'my data.yaml' --trials 8 --resume"

    A trainer's own `--announce` is none of the user's:

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
    """Have `leave` called in so many seconds; with none, no more."""
    if hasattr(signal, "setitimer"):  # Windows has no such clock; there one more Ctrl-C has to do
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, seconds)
