"""The tool as real processes that are killed: searches of a second, what they leave, and who is still there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("hpsearch"))
TABLES = ("trials.csv", "history.csv", "finalists.csv")

SEARCH = """\
data: {source: iris}
hyperparameters:
  units: {low: 4, high: 12}
  optimizer: {choices: [momentum, adam]}
  learning_rate: {low: 1e-3, high: 1, scale: log}
  epochs: 8
"""

KINDS = {
    "coarse_to_fine": "search: {trials: 12, rounds: 4, finalists: null}\n",
    "tpe": "search: {sampler: tpe, trials: 12, rounds: 4, finalists: null}\n",
    "halving": "search: {trials: 12, rounds: 2, repeats: 2, halving: {min_epochs: 2, factor: 2}, finalists: null}\n",
    "thawing": "search: {trials: 12, rounds: 3, halving: {min_epochs: 2, factor: 2, among: search}, finalists: null}\n",
    "overlapping rounds": "search: {trials: 12, rounds: 6, lag: 3, finalists: null}\n",
    "finalists": "search: {trials: 6, rounds: 2, finalists: {count: 3, repeats: 4}}\n",
}
"""Searches that take every path: rungs, trials that go on later or repeat, rounds that overlap, the best again."""


def write_config(folder: Path, kind: str) -> Path:
    """A config of this kind in `folder`."""
    config = folder / f"{kind}.yaml"
    config.write_text(SEARCH + KINDS[kind])
    return config


def start(*arguments: object, folder: Path, output: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """The tool, started in `folder` as the first of a process group; its scratch files stay there too."""
    return subprocess.Popen(
        [COMMAND, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **scratch(folder)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        text=True,
        start_new_session=True,
    )


def scratch(folder: Path) -> dict[str, str]:
    """The variable that keeps scratch files in a folder beside `folder`."""
    place = folder.parent / f"{folder.name}-scratch"
    place.mkdir(exist_ok=True)
    return {"TMPDIR": str(place)}


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for the end of a search, which has to be a good one; what it said on stderr."""
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return told


def contents(folder: Path) -> dict[str, bytes]:
    """The tables of a run and its models, those that it has."""
    names = (*TABLES, "best.safetensors", "ensemble.safetensors")
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


def alive(group: int) -> list[str]:
    """The processes of a group that run; one that is dead and not yet reaped does not."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,pid=,args="], capture_output=True, text=True, check=True)
    fields = (line.split(maxsplit=3) for line in listed.stdout.splitlines())
    return [" ".join(rest) for pgid, stat, *rest in fields if pgid == str(group) and "Z" not in stat]


def wait_until(holds, seconds: float = 10) -> bool:
    """Whether `holds()` becomes true within `seconds`."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def left_behind(folders: Iterable[Path]) -> list[str]:
    """Hidden files that a search keeps only while it runs."""
    return [path.name for folder in folders for path in folder.iterdir() if path.name.startswith(".")]


def started_here() -> set[int]:
    """The processes that this one has started, and that still run."""
    return {int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _is_ours(stat)}


def _is_ours(stat: Path) -> bool:
    with suppress(OSError):  # it has ended
        state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        return int(parent) == os.getpid() and state != "Z"
    return False
