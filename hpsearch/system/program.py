"""Run a program: yield its output lines, limit its time, and end it with all its child processes.

The program has its own process group, which ends with this process, for whatever reason.
"""

import os
import selectors
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Self

from hpsearch.system.shell import shell, write_last_word
from hpsearch.system.workplace import Workplace

WAIT_FOR_WORD = 'read -r word && exec "$@" < /dev/null'
"""A shell command that waits until the group is watched, and then becomes the program."""

LONGEST_OUTPUT_LINE = 1_000_000
"""Largest number of bytes of a line; longer lines are cut."""

_LOOK_EVERY = 0.1
"""Seconds between two checks of a program whose children may still hold its output open."""

SECONDS_TO_END = 2.0
"""Seconds between SIGTERM and SIGKILL."""


class Program:
    """A running program; as a context manager it leaves no processes behind."""

    def __init__(self, words: Sequence[str], folder: Path, environment: Mapping[str, str], place: Workplace) -> None:
        """Start it in `folder`; `place` ends it even if this process is killed. Raises OSError."""
        self._process = shell(WAIT_FOR_WORD, words, cwd=folder, env=environment, output=subprocess.PIPE)
        self.group = self._process.pid
        self._end = inf
        self._place = place
        place.watch(self.group)
        write_last_word(self._process.stdin, "start\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop(0.0)
        self._place.forget()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def lines(self, seconds: float | None = None) -> Iterator[tuple[str, bool]]:
        """Yield each line, with whether it is from stdout, until the end. Raises TimeoutError after `seconds`."""
        self._end = inf if seconds is None else monotonic() + seconds
        readers = [_Lines(stream) for stream in (self._process.stdout, self._process.stderr) if stream is not None]
        with selectors.DefaultSelector() as selector:
            for reader in readers:
                selector.register(reader.stream, selectors.EVENT_READ, reader)
            while selector.get_map():
                over = self.has_ended
                if not over and monotonic() >= self._end:
                    raise TimeoutError
                ready = selector.select(0 if over else max(0.0, min(_LOOK_EVERY, self._end - monotonic())))
                if over and not ready:
                    break  # another process still holds its output open
                for key, _ in ready:
                    for line in key.data.read():
                        yield line, key.data is readers[0]
                    if key.data.closed:
                        selector.unregister(key.fileobj)
        for reader in readers:
            for line in reader.rest():
                yield line, reader is readers[0]
        self._wait(self._end)

    def hurry(self, seconds: float) -> None:
        """Let `lines` end with TimeoutError in `seconds` from now, unless it ends earlier."""
        self._end = min(self._end, monotonic() + seconds)

    @property
    def has_ended(self) -> bool:
        """Whether the program itself has ended; its process stays in the group until `stop`."""
        if self._process.returncode is not None:
            return True
        if not hasattr(os, "waitid"):  # macOS before Python 3.13
            return self._process.poll() is not None
        return os.waitid(os.P_PID, self.group, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask_to_end(self) -> None:
        """Send SIGTERM to the program and its children."""
        self._end_group(signal.SIGTERM)

    def stop(self, seconds: float = SECONDS_TO_END) -> int:
        """End the program and its children; return its exit code, negative for a signal."""
        if not self.has_ended and seconds:
            self.ask_to_end()
            with suppress(TimeoutError):
                self._wait(monotonic() + seconds)
        self._end_group(signal.SIGKILL)  # also remaining children; the group's number is not reused before `wait`
        return self._process.wait()

    def _wait(self, end: float) -> None:
        """Wait until it has ended. Raises TimeoutError after the moment `end`."""
        pause = 0.001
        while not self.has_ended:
            if monotonic() >= end:
                raise TimeoutError
            sleep(pause)
            pause = min(2 * pause, _LOOK_EVERY)

    def _end_group(self, number: int) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.group, number)


class _Lines:
    """Splits the data from a pipe into lines; cuts very long ones."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.closed, self._begun = stream, False, b""

    def read(self) -> Iterator[str]:
        """Read once, without waiting if data is available; yield the complete lines."""
        content = os.read(self.stream.fileno(), 65536)
        self.closed = not content
        *whole, self._begun = (self._begun + content).split(b"\n")
        if len(self._begun) > LONGEST_OUTPUT_LINE:
            whole, self._begun = [*whole, self._begun], b""
        for line in whole:
            yield line.decode(errors="replace")

    def rest(self) -> Iterator[str]:
        """Yield the last line, if it has no newline."""
        if self._begun:
            yield self._begun.decode(errors="replace")
