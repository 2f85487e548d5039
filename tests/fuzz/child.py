"""A command of hpsearch in a forked process: as real as one that is started, without the second that imports take."""

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from hpsearch.cli.entry import run_command

MEMORY = 2 * 2**30
"""How much more than this process a command may map, in bytes."""

SECONDS = 30.0
"""How long a command may take, on a busy machine."""

HUNG = -9


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    def __str__(self) -> str:
        command = " ".join(map(ascii, self.words))
        return f"{command}\n  exit code {self.code}\n  stdout {self.out[-1500:]!r}\n  stderr {self.err[-3000:]!r}"


@dataclass(slots=True)
class Child:
    """A process that does `work` in the folder `here`; `ended` waits for it."""

    work: Callable[[], object]
    here: Path
    words: tuple[str, ...]
    seconds: float = SECONDS
    pid: int = field(init=False)
    start: float = field(init=False)

    def __post_init__(self) -> None:
        self.start = monotonic()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _become(self.work, self.here, self._streams())

    def _streams(self) -> list[Path]:
        folder = self.here.parent / "streams"
        return [folder / f"{os.getpid()}.{name}" for name in ("out", "err")]

    def ended(self) -> Ended:
        code = None
        try:
            while code is None and monotonic() < self.start + self.seconds:
                code = self._code()
                if code is None:
                    sleep(0.002)
        except BaseException:  # this process is to end
            self.kill()
            raise
        if code is None:
            self.kill()
            code = HUNG
        out, err = (
            (self.here.parent / "streams" / f"{self.pid}.{name}").read_bytes().decode(errors="replace")
            for name in ("out", "err")
        )
        return Ended(self.words, code, out, err)

    def kill(self) -> None:
        """End it and all that it started."""
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _code(self) -> int | None:
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None


def start(here: Path, *words: object, seconds: float = SECONDS) -> Child:
    """Start `hpsearch` with these arguments in a folder."""
    stated = tuple(map(str, words))

    def work() -> None:
        sys.argv = ["hpsearch", *stated]
        run_command()

    return Child(work, here, ("hpsearch", *stated), seconds)


def hpsearch(here: Path, *words: object, seconds: float = SECONDS) -> Ended:
    """The same, to its end."""
    return start(here, *words, seconds=seconds).ended()


def _become(work: Callable[[], object], here: Path, streams: list[Path]) -> None:
    """Do `work` as a process of its own would, and never return."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for number, path in enumerate([Path(os.devnull), *streams]):
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.dup2(file, number)
            os.close(file)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
            for number, mode, errors in ((0, "r", "strict"), (1, "w", "strict"), (2, "w", "backslashreplace"))
        )
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
        os.chdir(here)
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        work()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 (this is what the attacks look for)
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                code = code or 1
        os._exit(code)
