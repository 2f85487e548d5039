"""Recognise the files of a run folder that hpsearch wrote; others are never written to, followed or deleted."""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from hpsearch.errors import StorageError

MODEL_BEGINNINGS: tuple[bytes, ...] = (b'{"__metadata__":{',)
"""Possible contents of a model file (safetensors) after its first eight bytes."""

OWNER, LOCK = ".owner", ".lock"
TRAINER_LOG = "trainer.log"
CHECKPOINTS = "checkpoints"
MESSAGES = "messages"

LOG_TITLE = b"# what a trainer of hpsearch has to say\n"

KEPT_LOGS = {"run.db-wal": ".run.db-wal.kept", "run.db-shm": ".run.db-shm.kept"}
"""Second links to SQLite's files beside run.db."""

LOG = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""First bytes of a SQLite log (its file format, §4.1)."""

LOG_HEADER, LOG_FRAME = 32, 24 + 4096
"""Bytes of a log before its first frame, and of each frame."""

BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "trials.csv": (b"number,round,status,",),
    "history.csv": (b"number,repeat,branch,epoch", b"number,repeat,fold,branch,epoch,"),
    "finalists.csv": (b"rank,number,",),
    "timings.csv": (b"number,seconds\n",),
    "test.csv": (b"metric,class,value,low,high,", b"metric,class,target,value,low,high,"),
    "config.yaml": (b"data:", b"objective:"),
    "run.db-wal": LOG,
    "run.db-journal": (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", bytes(8)),  # SQLite's, in use or finished (its format, §3)
    KEPT_LOGS["run.db-wal"]: LOG,
    TRAINER_LOG: (LOG_TITLE,),
    OWNER: (b'{"process": ',),
    LOCK: (),
}
"""First bytes of each file. After a power cut a file may be empty or have only a part of them."""

SHARED_MEMORY, _BLOCK, _AT_FIRST = {"run.db-shm", KEPT_LOGS["run.db-shm"]}, 4_096, 3
"""Files in whole blocks, which SQLite lengthens one by one until the disk is full; at first it makes them 3 bytes long.

They are not opened, because closing one would release SQLite's locks on it.
"""

AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags to open a path without following links and without waiting at a pipe."""

_MOST = 64


def check_ours(folder: Path, names: Iterable[str]) -> None:
    """Raise StorageError for the first of `names` in `folder` that exists and is not hpsearch's."""
    for name in names:
        if not is_ours(folder / name):
            raise StorageError(
                f"{folder / name}: is no file of hpsearch; it is left as it is: move it away, or choose another folder"
            )


def is_ours(path: Path) -> bool:
    """Whether there is nothing at `path`, or a file of hpsearch."""
    try:
        about = path.lstat()
    except OSError:  # there is none, or one that cannot be written to
        return True
    if path.name in (CHECKPOINTS, MESSAGES):
        return stat.S_ISDIR(about.st_mode)
    if not stat.S_ISREG(about.st_mode):
        return False
    if not about.st_size:
        return True
    if path.name in SHARED_MEMORY:
        return about.st_size % _BLOCK == 0 or about.st_size == _AT_FIRST
    whole_log = BEGINNINGS.get(path.name) == LOG and (about.st_size - LOG_HEADER) % LOG_FRAME == 0
    return whole_log or _begins_as_ours(path)  # a log whose first bits are damaged is still one


def contents_of(path: Path, most: int = -1) -> bytes:
    """Return the bytes of a regular file, or the first `most` of them. Raises OSError for anything else."""
    with open(path, "rb", opener=opened_as_it_is) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path}: is no regular file")
        return file.read(most)


def opened_as_it_is(path: str, flags: int) -> int:
    """Opener for `open` that follows no link and does not wait at a pipe."""
    return os.open(path, flags | AS_IT_IS, 0o666)


def _begins_as_ours(path: Path) -> bool:
    try:
        content = contents_of(path, _MOST)
    except FileNotFoundError:  # SQLite has deleted its journal since
        return True
    except OSError:
        return False
    if path.suffix == ".safetensors":
        content = content[8:]
    expected = MODEL_BEGINNINGS if path.suffix == ".safetensors" else BEGINNINGS.get(path.name, (content,))
    return any(content.startswith(each) or each.startswith(content) for each in expected)
