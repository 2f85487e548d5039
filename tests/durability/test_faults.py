"""Writes, syncs and renames that fail, one after the other: a file is the old one or the new one, never a third."""

import errno
import io
import os
from collections import defaultdict
from pathlib import Path

import pytest

from hpsearch import run
from hpsearch.errors import StorageError
from hpsearch.store.contents import DERIVED
from hpsearch.store.database import DATABASE, Database
from tests.conftest import config_with

CONFIG = config_with(
    search={"trials": 4, "finalists": {"count": 2, "repeats": 2}},
    hyperparameters={"optimizer": "adam", "epochs": 2},
)
REFUSALS = (errno.ENOSPC, errno.EIO, errno.EROFS)
STEADY = [name for name in DERIVED if name != "timings.csv"]
"""The files that hold nothing of the clock."""


class Disk:
    """Counts the writes, syncs and renames of whole files, and refuses the one that is `fails`."""

    def __init__(self, fails: int | None) -> None:
        self.fails = fails
        self.calls = 0

    def step(self) -> None:
        self.calls += 1
        if self.calls == self.fails:
            refusal = REFUSALS[self.calls % len(REFUSALS)]
            raise OSError(refusal, os.strerror(refusal))

    def intervene(self, monkeypatch) -> None:
        """Stand between hpsearch and the system: `store/atomic.py` alone opens files to write to them."""
        disk, sync, rename = self, os.fsync, Path.replace

        class File(io.FileIO):
            def write(self, content):
                disk.step()
                return super().write(content)

        opened = Path.open
        monkeypatch.setattr(
            Path,
            "open",
            lambda path, mode="r", **rest: (
                io.BufferedWriter(File(path, "wb")) if mode == "wb" else opened(path, mode, **rest)
            ),
        )
        monkeypatch.setattr(os, "fsync", lambda descriptor: (disk.step(), sync(descriptor)))
        monkeypatch.setattr(Path, "replace", lambda path, target: (disk.step(), rename(path, target)))


def test_whatever_write_sync_or_rename_fails_files_are_old_or_new_and_the_run_goes_on(tmp_path):
    versions: dict[str, set[bytes | None]] = defaultdict(lambda: {None})
    with pytest.MonkeyPatch.context() as patching:
        disk = Disk(fails=None)
        disk.intervene(patching)
        renamed = Path.replace

        def noted(path, target):
            versions[target.name].add(path.read_bytes())
            return renamed(path, target)

        patching.setattr(Path, "replace", noted)
        run(CONFIG, out=tmp_path / "whole", jobs=1)
    whole = contents(tmp_path / "whole")
    assert set(versions) == {DATABASE, *DERIVED}
    assert disk.calls > 40

    for fails in range(1, disk.calls + 1):
        folder = tmp_path / f"{fails}"
        with pytest.MonkeyPatch.context() as patching:
            Disk(fails).intervene(patching)
            with pytest.raises(StorageError, match=rf"{folder}/[\w.]+: .*; make room") as refusal:
                run(CONFIG, out=folder, jobs=1)
        assert refusal.value.exit_code == 4
        assert all(found in versions[name] for name, found in contents(folder).items())
        assert {path.name for path in folder.iterdir()} <= {".lock", DATABASE, *DERIVED}
        if (folder / DATABASE).exists():
            with Database.open(folder) as database:
                database.check()
        run(CONFIG, out=folder, jobs=1, resume=True)
        assert contents(folder) == whole


def contents(folder: Path) -> dict[str, bytes | None]:
    return {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in STEADY}
