"""The name of the process that writes to a run folder, for error messages; the lock itself is in `lock.py`."""

import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple, Self

from hpsearch.errors import InUseError
from hpsearch.runs.folder.folder_lock import is_folder_locked
from hpsearch.runs.store.disk.ours import OWNER, contents_of

_MOST = 4096
"""The largest number of bytes of a name."""

_ENDED = "ZX"
"""The states of a process that has ended (proc_pid_stat(5))."""


def check_free(folder: Path) -> None:
    """Raise InUseError if a running process of this machine has written its name into `folder`.

    This check is fast and takes no lock; `held` decides later.
    """
    if owner := living_owner(folder, patience=0):
        raise in_use(folder, owner)


def is_held(folder: Path) -> bool | None:
    """Whether a process holds the folder; None if it is a process of another machine. Does not take the lock."""
    try:
        owner = Owner.from_json(contents_of(folder / OWNER, _MOST).decode())
    except (OSError, ValueError, TypeError, KeyError):
        return is_folder_locked(folder)
    if owner.host != socket.gethostname():
        return None
    return _exists(owner.process) if owner.started is None else owner.lives


class Owner(NamedTuple):
    """A process; its start time `started` distinguishes it from a later process with the same number on its `host`."""

    process: int
    started: int | None
    host: str

    @classmethod
    def this(cls) -> Self:
        """Return the process that calls this."""
        return cls(os.getpid(), _start_of(os.getpid()), socket.gethostname())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the owner that `to_json` wrote. Raises ValueError, TypeError or KeyError for any other text."""
        stated = json.loads(text)
        return cls(*(stated[name] for name in cls._fields))

    def to_json(self) -> str:
        """Return the process as a line of JSON, which `from_json` reads."""
        return json.dumps(self._asdict()) + "\n"

    @property
    def lives(self) -> bool:
        """Whether the process is known to run; a process of another machine is not."""
        return self.host == socket.gethostname() and self.started == _start_of(self.process) is not None


def _start_of(process: int) -> int | None:
    """Return when a process started, in ticks since the system started; None if it does not run or this is not known.

    A zombie, which has ended but whose parent has not waited for it, does not run.
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()  # the program's name, in parentheses, may contain anything
    return None if state in _ENDED else int(fields[18])


def _exists(process: int) -> bool:
    """Whether a process with this number exists, on a system that does not say when it started."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # a process of another user
        return True
    return True


def living_owner(folder: Path, patience: float) -> Owner | None:
    """Return the running process that has the folder, None if none is found within `patience` seconds."""
    until = monotonic() + patience
    while True:
        with suppress(OSError, ValueError, TypeError, KeyError):
            owner = Owner.from_json(contents_of(folder / OWNER, _MOST).decode())
            if owner.lives:
                return owner
        if monotonic() >= until:
            return None
        sleep(0.02)


def in_use(folder: Path, owner: Owner | None) -> InUseError:
    """Return the error that says who writes to `folder`: the process `owner`, or one that is not known."""
    who = f"process {owner.process}" if owner else "another process"
    return InUseError(f"{folder}: {who} is writing to this run; wait for it, or choose --out")
