"""Writes, syncs and renames that fail, one after the other: a file is the old one or the new one, never a third."""

import errno
import io
import os
from collections import defaultdict
from pathlib import Path

import pytest

from hpsearch import run
from hpsearch.config import config_from
from hpsearch.errors import StorageError
from hpsearch.panda import checkpoints
from hpsearch.panda.mode import Panda
from hpsearch.runs.folder.contents import DERIVED
from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.store.disk import atomic
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with

CONFIG = config_with(
    search={"trials": 4, "finalists": {"count": 2, "repeats": 2}},
    hyperparameters={"optimizer": "adam", "epochs": 2},
)
BABYSAT = config_with(
    search={"mode": "panda", "trials": 1, "rounds": 1},
    hyperparameters={"optimizer": "adam", "learning_rate": 0.01, "epochs": 6},
)
REFUSALS = (errno.ENOSPC, errno.EIO, errno.EROFS)
UNSTEADY = {DATABASE, ".lock", "timings.csv"}
"""The database, what holds something of the clock, and the lock."""


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
        """Stand between hpsearch and the system: `runs/store/disk/atomic.py` alone opens files to write to them."""
        disk, sync, rename = self, os.fsync, Path.replace

        class File(io.FileIO):
            def write(self, content):
                disk.step()
                return super().write(content)

        def opened(path, mode, opener):
            return io.BufferedWriter(File(path, mode, opener=opener))

        monkeypatch.setattr(atomic, "open", opened, raising=False)
        monkeypatch.setattr(os, "fsync", lambda descriptor: (disk.step(), sync(descriptor)))
        monkeypatch.setattr(Path, "replace", lambda path, target: (disk.step(), rename(path, target)))


def a_search(folder: Path, *, resume: bool = False) -> None:
    run(CONFIG, out=folder, jobs=1, resume=resume)


def a_babysat_training(folder: Path, *, resume: bool = False) -> None:
    """With a checkpoint after every epoch, as if these cost nothing."""
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr(checkpoints, "SHARE", 1e9)
        existing = Existing.of(resume=resume, overwrite=False, force=False)
        list(search(prepare(config_from(BABYSAT)), folder, start_workers(1), mode=Panda(), existing=existing))


@pytest.mark.parametrize(
    ("made", "names"),
    [
        (a_search, {DATABASE, *DERIVED} - {"test.csv", "ensemble.safetensors"}),
        (
            a_babysat_training,
            {DATABASE, *DERIVED} - {"finalists.csv", "test.csv", "ensemble.safetensors"}
            | {f"0000-000-000000{n}.safetensors" for n in (1, 6)},
        ),
    ],
)
def test_whatever_write_fails_files_are_old_or_new(tmp_path, made, names):
    """Whatever write sync or rename fails files are old or new and the run goes on."""
    versions: dict[str, set[bytes | None]] = defaultdict(lambda: {None})
    with pytest.MonkeyPatch.context() as patching:
        disk = Disk(fails=None)
        disk.intervene(patching)
        renamed = Path.replace

        def noted(path, target):
            versions[target.name].add(path.read_bytes())
            return renamed(path, target)

        patching.setattr(Path, "replace", noted)
        made(tmp_path / "whole")
    whole = contents(tmp_path / "whole")
    assert names <= set(versions)
    assert disk.calls > 40

    for fails in range(1, disk.calls + 1):
        folder = tmp_path / f"{fails}"
        with pytest.MonkeyPatch.context() as patching:
            Disk(fails).intervene(patching)
            with pytest.raises(StorageError, match=rf"{folder}/[\w./-]+: .*; make room") as refusal:
                made(folder)
        assert refusal.value.exit_code == 4
        assert all(found in versions[name] for name, found in contents(folder).items())
        if (folder / DATABASE).exists():
            with Database.open(folder) as database:
                database.check()
        made(folder, resume=True)
        after = contents(folder)
        assert all(found in versions[name] for name, found in after.items())
        missing = whole.items() - after.items()
        assert all(name.startswith("0000-") for name, _ in missing), "checkpoints alone may be others than before"


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a run but the database, what holds the clock, and the lock."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files if path.name not in UNSTEADY}
