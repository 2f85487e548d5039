"""One process at a time writes to a run folder."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple, Self

from filelock import BaseFileLock, FileLock, Timeout

from hpsearch.errors import InUseError, StorageError

LOCK = ".lock"
OWNER = ".owner"
"""Who holds the lock: for people, and for a refusal before anything else is loaded. The lock itself is the system's."""

PATIENCE = 0.5
"""Seconds in which whoever has got the lock has written its name."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to `folder`. Raises InUseError where one does already, and StorageError.

    The system lets go of the lock when its process ends, however it does, so a dead one's is there to be taken.
    """
    lock, owner = _locked(folder), folder / OWNER
    try:
        with _storage_errors(folder):
            owner.write_text(Owner.this().to_json(), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            owner.unlink()
        lock.release()


def check_free(folder: Path) -> None:
    """Raise InUseError where a living process of this machine has written its name into `folder`.

    This takes a moment and no lock, so it can come before what takes longer; `held` has the last word.
    """
    if owner := _living_owner(folder, patience=0):
        raise _in_use(folder, owner)


class Owner(NamedTuple):
    """A process, told from a later one of the same number by when it `started`, in the clock of its `host`."""

    process: int
    started: int | None
    host: str

    @classmethod
    def this(cls) -> Self:
        """This process."""
        return cls(os.getpid(), _start_of(os.getpid()), socket.gethostname())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote. Raises ValueError, TypeError or KeyError for anything else."""
        stated = json.loads(text)
        return cls(*(stated[name] for name in cls._fields))

    def to_json(self) -> str:
        """As a line of text."""
        return json.dumps(self._asdict()) + "\n"

    @property
    def lives(self) -> bool:
        """Whether it is known to run; another machine's process is not."""
        return self.host == socket.gethostname() and self.started == _start_of(self.process) is not None


def _start_of(process: int) -> int | None:
    """When a process started, in ticks since the system did; None where there is none, or the system does not say."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(told.rpartition(")")[2].split()[19])  # the program's name, in parentheses, may hold anything


def _locked(folder: Path) -> BaseFileLock:
    try:
        with _storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / LOCK, timeout=0)
            lock.acquire()
    except Timeout:
        raise _in_use(folder, _living_owner(folder, PATIENCE)) from None
    return lock


def _living_owner(folder: Path, patience: float) -> Owner | None:
    """Who has the folder, if it is found within `patience` seconds."""
    until = monotonic() + patience
    while True:
        with suppress(OSError, ValueError, TypeError, KeyError):
            owner = Owner.from_json((folder / OWNER).read_text(encoding="utf-8"))
            if owner.lives:
                return owner
        if monotonic() >= until:
            return None
        sleep(0.02)


def _in_use(folder: Path, owner: Owner | None) -> InUseError:
    who = f"process {owner.process}" if owner else "another process"
    return InUseError(f"{folder}: {who} is writing to this run; wait for it, or choose --out")


@contextmanager
def _storage_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # which is an OSError, and none of storage
        raise
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror or error}; choose another folder with --out") from error
