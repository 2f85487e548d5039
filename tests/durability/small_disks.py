"""Searches on disks too small for them, for `test_disks.py`: to be run in a mount namespace of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hpsearch import run
from hpsearch.errors import HpsearchError
from hpsearch.runs.folder.contents import DERIVED
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE
from tests.conftest import config_with

ROOM = "64m"
STEADY = [name for name in DERIVED if name not in ("timings.csv", "test.csv")]


def main(disk: Path, trials: int, sizes: range) -> None:
    """For each size, in KiB, a line of JSON: how the search ended, and how it stood once there was room."""
    config = config_with(
        search={"trials": trials, "rounds": 3, "finalists": {"count": 2, "repeats": 3}},
        hyperparameters={"units": {"choices": [[4], [8], [4, 4]]}, "epochs": 4},
    )
    run(config, out=disk.parent / "whole", jobs=1)
    whole = contents(disk.parent / "whole")
    for size in sizes:
        mount(disk, f"size={size}k")
        folder = disk / "run"
        ended = search(config, folder, resume=False)
        readable = opens(folder)
        mount(disk, f"remount,size={ROOM}")
        again = search(config, folder, resume=True)
        same = contents(folder) == whole
        subprocess.run(["umount", disk], check=True)
        line = {"size": size, "ended": ended, "readable": readable, "again": again, "same": same}
        print(json.dumps(line))  # noqa: T201 (to the test that started this)


def mount(disk: Path, options: str) -> None:
    """Mount, or change, a disk in memory."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", disk], check=True)


def search(config: dict[str, Any], folder: Path, *, resume: bool) -> str:
    """The sentence that a search ends with; nothing where it is complete."""
    try:
        run(config, out=folder, jobs=1, resume=resume)
    except HpsearchError as error:
        return f"{error.exit_code}: {error}"
    return ""


def opens(folder: Path) -> str:
    """What is wrong with a file on the full disk; nothing where all can be read."""
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if unknown := names - {".lock", DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", *DERIVED}:
        return f"left behind: {unknown}"
    if DATABASE in names:
        try:
            finished = Run(folder).trials  # which looks through the whole file
        except HpsearchError as error:
            return str(error)
        rows = (folder / "trials.csv").read_text().splitlines() if "trials.csv" in names else []
        if len(rows) > len(finished) + 1:
            return f"{len(rows) - 1} trials in trials.csv, {len(finished)} in {DATABASE}"
    return ""


def contents(folder: Path) -> list[bytes]:
    """The files that hold nothing of the clock."""
    return [(folder / name).read_bytes() if (folder / name).exists() else b"" for name in STEADY]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), range(*map(int, sys.argv[3:])))
