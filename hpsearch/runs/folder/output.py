"""Write a file that the user names: a page, a config, rescued tables."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hpsearch.errors import StorageError, UsageError
from hpsearch.records import Record
from hpsearch.runs.folder.contents import BESIDE
from hpsearch.runs.store.database import DATABASE, LOGS
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.ours import CHECKPOINTS

OF_A_RUN = {DATABASE, *LOGS, *BESIDE}
"""Names of the files of a run; hidden files belong to it, too."""

_BEGINNING = 1_024
"""Number of first bytes among which a file that we wrote has its mark."""


class Output(Record):
    """An output path given by the user; writing to it never destroys a file that is not hpsearch's.

    A device, a pipe or a stream of this process is written to. A file is replaced atomically; for a link, its target is
    replaced. An existing file must have hpsearch's `mark` near its beginning, unless `overwrite` is set. Raises
    UsageError for any other file, for a folder and for a file of a run.
    """

    path: Path
    overwrite: bool = False
    mark: bytes | None = None

    def __post_init__(self) -> None:
        self._check()

    @property
    def streams(self) -> bool:
        """Whether the path is a device, a pipe, stdout or stderr, and so is written to, not replaced."""
        about = self._about()
        return about is not None and _streams(about)

    @contextmanager
    def writing(self) -> Iterator[BinaryIO]:
        """Open the file for a `with` block. Raises UsageError as the class does, or StorageError."""
        about = self._check()
        if about is not None and _streams(about):
            with _errors(self.path), _into(self.path, about) as stream:
                yield stream
        else:
            with replacing(self._target()) as file:
                yield file

    def write(self, content: bytes) -> None:
        """Write `content` as the whole file. Raises the errors of `writing`."""
        with self.writing() as file:
            file.write(content)

    def _check(self) -> os.stat_result | None:
        """Return the status of the file at the path, if it may be written to."""
        about = self._about()
        if about is not None and stat.S_ISDIR(about.st_mode):
            raise UsageError(f"{self.path}: is a folder; expected the name of a file")
        if about is not None and stat.S_ISBLK(about.st_mode):
            raise UsageError(f"{self.path}: is a disk, which holds other files; choose another name")
        if about is not None and _streams(about):
            return about
        target = self._target()
        if run := _run_of(target):
            raise UsageError(f"{self.path}: is a file of the run in {run}; choose another name")
        if about is None and not target.parent.is_dir():
            raise UsageError(f"{self.path}: there is no folder {target.parent}; make it and try again")
        if about is not None and not self.overwrite and not self._is_ours(about):
            raise UsageError(f"{self.path}: exists already; choose another name, or replace it with --overwrite")
        return about

    def _about(self) -> os.stat_result | None:
        """Return the status of the file behind all links; None if the file does not exist."""
        with _errors(self.path):
            try:
                return self.path.stat()
            except FileNotFoundError:
                return None
            except ValueError as error:
                raise UsageError(f"{self.path!r}: cannot be the name of a file ({error}); choose another") from error

    def _target(self) -> Path:
        """Return the path of the file behind all links."""
        with _errors(self.path):
            return Path(os.path.realpath(self.path))

    def _is_ours(self, about: os.stat_result) -> bool:
        if self.mark is None or not stat.S_ISREG(about.st_mode):
            return False
        try:
            with self.path.open("rb") as file:
                return self.mark in file.read(_BEGINNING)
        except OSError:  # a file that cannot be read may not be hpsearch's
            return False


def check_folder(folder: Path) -> None:
    """Raise UsageError if `folder` is a file or holds a run. It may be missing."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder; choose another name")
    if os.path.lexists(folder / DATABASE) or _run_of(Path(os.path.realpath(folder)) / "a file"):
        raise UsageError(f"{folder}: holds a run; choose another folder")


def _run_of(path: Path) -> Path | None:
    """Return the run folder to which a file, without links in its path, belongs by its name; else None."""
    parent = path.parent
    if (path.name in OF_A_RUN or path.name.startswith(".")) and os.path.lexists(parent / DATABASE):
        return parent
    if parent.name == CHECKPOINTS and os.path.lexists(parent.parent / DATABASE):
        return parent.parent
    return None


def _streams(about: os.stat_result) -> bool:
    """Whether the file is written to without being replaced."""
    return not stat.S_ISREG(about.st_mode) or _descriptor(about) is not None


def _descriptor(about: os.stat_result) -> int | None:
    """Return the descriptor of stdout or stderr that leads to this file, if one does."""
    for descriptor in (1, 2):
        try:
            if os.path.samestat(about, os.fstat(descriptor)):
                return descriptor
        except OSError:  # the stream is closed
            continue
    return None


def _into(path: Path, about: os.stat_result) -> BinaryIO:
    """Open the file to write to it; a stream of this process is written to at its present position."""
    descriptor = _descriptor(about)
    return path.open("wb") if descriptor is None else os.fdopen(os.dup(descriptor), "wb")


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of our stream has gone; the command line handles that
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); choose another path") from error
