"""Start a child process by subprocess, which imports less than loky; on systems where it cannot pass pipes, by loky."""

import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from subprocess import DEVNULL, Popen, TimeoutExpired
from threading import Thread
from typing import Protocol

_BEGIN = """\
import sys
handed, sys.path[:] = map(int, sys.argv[1:3]), sys.argv[3:]
from hpsearch.workers.child import begin_with
begin_with(*handed)
"""
"""The code that a child process runs first; it gets the parent's import path, and its ends of two pipes."""


_QUIET = "ignore:resource_tracker"
"""Ignores warnings about locks that a process leaves, such as those of tqdm in the user's own code."""


class StartedProcess(Protocol):
    """A process that has been started."""

    def exit_code(self, seconds: float) -> int | None:
        """Wait at most `seconds` for its end; return its exit code, −n for signal n, or None if it still runs."""

    def kill(self) -> None:
        """Kill the process, and wait for its end."""


def started(connection: Connection, lifeline: Connection, environment: Mapping[str, str]) -> StartedProcess:
    """Start a process that calls `begin` with its ends of two pipes. Raises OSError if that fails."""
    return (_OfLoky if os.name == "nt" else _OfSubprocess)(connection, lifeline, environment)


class _OfSubprocess:
    def __init__(self, connection: Connection, lifeline: Connection, environment: Mapping[str, str]) -> None:
        handed = (connection.fileno(), lifeline.fileno())
        command = [sys.executable, "-c", _BEGIN, *map(str, handed), *map(str, sys.path)]
        warnings = ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), _QUIET)))
        variables = {**os.environ, "PYTHONWARNINGS": warnings, **environment}
        self._process = Popen(command, env=variables, pass_fds=handed, stdin=DEVNULL)  # noqa: S603
        Thread(target=self._process.wait, daemon=True).start()  # so that no zombie remains

    def exit_code(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except TimeoutExpired:
            return None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class _OfLoky:
    def __init__(self, connection: Connection, lifeline: Connection, environment: Mapping[str, str]) -> None:
        from loky.backend import get_context  # noqa: PLC0415 (on Windows alone)

        from hpsearch.workers.child import begin  # noqa: PLC0415 (which imports this module)

        context = get_context("loky")
        self._process = context.Process(target=begin, args=(connection, lifeline), env=dict(environment), daemon=True)
        self._process.start()

    def exit_code(self, seconds: float) -> int | None:
        self._process.join(seconds)
        code: int | None = self._process.exitcode
        return code

    def kill(self) -> None:
        if self._process.is_alive():
            os.kill(self._process.pid, signal.SIGTERM)
        self._process.join()
