"""SQLite's logs beside run.db, under a second name each: deleted while they are written to, they are put back."""

import os
from contextlib import suppress
from pathlib import Path

from hpsearch.runs.store.ours import KEPT_LOGS, check_ours, is_ours


class KeptLogs:
    """The logs of an open run.db in `folder`.

    What was reported may stand in a log alone. SQLite goes on writing to one that was deleted, and whoever opens
    run.db next finds another, or none. With a second name of the same file the first can be given back to it, in
    which all that have it open agree. Where the file system has no second names there is no such help.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, tuple[int, int]] = {}
        self._keep()

    def look_after(self) -> list[str]:
        """Put back what was deleted or replaced, and say so. Raises StorageError where that is a file of others."""
        self._keep()
        gone = [name for name, file in self._files.items() if _file(self._folder / name) != file]
        return [self._put_back(name) for name in gone]

    def let_go(self) -> None:
        """Take the second names away, before run.db is closed and SQLite the first ones."""
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
    """Remove the second names, which an ended process may have left."""
    for name in KEPT_LOGS.values():
        if is_ours(folder / name):
            (folder / name).unlink(missing_ok=True)


def _link(path: Path, to: Path) -> None:
    if not to.exists():
        os.link(path, to, follow_symlinks=False)


def _file(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; nothing where there is none."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return about.st_dev, about.st_ino
