"""Ctrl-C and SIGTERM: the first signal lets the command clean up and end, the second ends it at once."""

import atexit
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from select import select
from types import FrameType, TracebackType
from typing import NoReturn, Self, TextIO

from hpsearch.cli.terminal.width import within_width
from hpsearch.text.command_line import command

INTERRUPTED = 130

_SECONDS_TO_END = 4.0
"""Seconds that a command has to clean up."""

SECONDS_AFTER_ANOTHER = 0.5
"""Seconds that it has after a second signal; not 0, because `timeout` sends each signal twice."""

SECONDS_UNTIL_AGAIN = 0.01

SECONDS_TO_TELL = 0.2
"""Seconds to wait while stderr is full, as a pipe without a reader stays full."""

SHOW_CURSOR = "\x1b[?25h"


class Interruption:
    """In this context the first signal raises KeyboardInterrupt; if the command does not end, the process is ended.

    In both cases the cursor is shown, and the last line on stderr is `sentence`, which says how to continue. The
    process may end at any time, because a run is what is stored, and workers end with their parent process.
    """

    def __init__(self) -> None:
        self.sentence = "interrupted"
        self._came = False

    def __enter__(self) -> Self:
        _on_signals(self._first)
        atexit.register(_on_signals, signal.SIG_IGN)  # runs last: after that, Python would let signals end the process
        sys.unraisablehook = self._lost
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: TracebackType | None) -> None:
        code = error.code if isinstance(error, SystemExit) else error and 1
        interrupted = code == INTERRUPTED or (self._came and code == 1)
        if interrupted:
            for stream in (sys.stdout, sys.stderr):
                _flush(stream)  # interrupted output comes before the sentence
        _on_signals(lambda *_: os._exit(INTERRUPTED if interrupted else int(code or 0)))  # nothing else is left to end
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
        """Write the sentence without Python's buffers, which may be in use, unless stderr is full or closed."""
        screen = sys.__stderr__
        with suppress(OSError, ValueError):  # it is closed
            if screen is not None and _takes_more(screen):
                shown = SHOW_CURSOR if screen.isatty() else ""
                told = f"{shown}{within_width(self.sentence, screen)}\n"
                os.write(screen.fileno(), told.encode(errors="backslashreplace"))


def _flush(stream: TextIO | None) -> None:
    with suppress(OSError, ValueError):  # it is closed
        if stream is not None and _takes_more(stream):
            stream.flush()


def _takes_more(screen: TextIO) -> bool:
    """Whether a stream can be written to, now or shortly."""
    try:
        return bool(select([], [screen], [], SECONDS_TO_TELL)[1])
    except OSError:  # Windows supports this only for sockets
        return True


def to_go_on(arguments: Sequence[str]) -> str:
    """Return the command that continues a run, from the arguments of `hpsearch` that started it.

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
    """Call `leave` after `seconds`; 0 cancels that."""
    if hasattr(signal, "setitimer"):  # Windows has no such timer; there the user must press Ctrl-C again
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, seconds)
