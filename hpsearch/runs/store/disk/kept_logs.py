"""Keep a second hard link to each of SQLite's logs, so that logs deleted during a search can be restored."""

import os
from contextlib import suppress
from pathlib import Path

from hpsearch.runs.store.disk.ours import KEPT_LOGS, check_ours, is_ours


class KeptLogs:
    """The second links to the logs of an open run.db in `folder`.

    Results that were reported may exist only in a log. SQLite continues to write to a deleted log, but the next process
    that opens run.db finds none, or a new one. With a second link to the same file, the first name can be restored, and
    all processes then use the same file. This needs a file system with hard links.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, tuple[int, int]] = {}
        self._keep()

    def look_after(self) -> list[str]:
        """Restore logs that were deleted or replaced; return remarks. Raises StorageError for files of others."""
        self._keep()
        gone = [name for name, file in self._files.items() if _file(self._folder / name) != file]
        return [self._put_back(name) for name in gone]

    def let_go(self) -> None:
        """Remove the second links, before run.db is closed and SQLite removes the logs."""
        clear_kept(self._folder)

    def _keep(self) -> None:
        for name, kept in KEPT_LOGS.items():
            if name not in self._files:
                with suppress(OSError):
                    _link(self._folder / name, self._folder / kept)
                if (file := _file(self._folder / kept)) is not None and file == _file(self._folder / name):
                    self._files[name] = file

    def _put_back(self, name: str) -> str:
        path, kept = self._folder / name, self._folder / KEPT_LOGS[name]
        check_ours(self._folder, [name])
        if _file(kept) != self._files[name]:
            del self._files[name]
            return f"{path}: was deleted, with {kept.name}; nothing is lost if the search comes to its end undisturbed"
        beside = kept.with_name(f"{kept.name}.{os.getpid()}")
        os.link(kept, beside)
        beside.replace(path)
        return f"{path}: was deleted or replaced while the search was writing to it; it is put back, nothing is lost"


def clear_kept(folder: Path) -> None:
    """Remove the second links that a killed process may have left."""
    for name in KEPT_LOGS.values():
        if is_ours(folder / name):
            (folder / name).unlink(missing_ok=True)


def _link(path: Path, to: Path) -> None:
    if not to.exists():
        os.link(path, to, follow_symlinks=False)


def _file(path: Path) -> tuple[int, int] | None:
    """Return the identity of the file at a path; None if there is none."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return about.st_dev, about.st_ino
