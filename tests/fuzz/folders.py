"""Attacks on run folders: what is damaged is refused, or does no harm; nothing outside is touched."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.fuzz.child import Ended, hpsearch
from tests.fuzz.mutations import bytes_mutated
from tests.fuzz.oracle import complaints

CONFIG = """\
data: {source: iris}
hyperparameters: {units: [4], learning_rate: {low: 1e-3, high: 0.1, scale: log}, epochs: 2}
search: {trials: 4, rounds: 2, finalists: FINALISTS, mode: MODE}
"""
FILES = (
    "run.db", "run.db", "run.db-wal", "run.db-shm", "run.db-journal", "trials.csv", "history.csv", "finalists.csv",
    "timings.csv", "config.yaml", "best.safetensors", ".lock", ".owner", "checkpoints", "hpsearch.log", "mine.txt",
)  # fmt: skip


def prepare(seeds: Path) -> None:
    """A run of each mode, and what each says and becomes."""
    for mode, finalists in (("caviar", "{count: 2, repeats: 2}"), ("panda", "null")):
        (seeds / f"{mode}.yaml").write_text(CONFIG.replace("MODE", mode).replace("FINALISTS", finalists))
        shutil.copy(seeds / f"{mode}.yaml", seeds / "c.yaml")
        made = hpsearch(seeds, "run", "c.yaml", "--out", mode, "--jobs", 1)
        if made.code:
            raise RuntimeError(str(made))
        (seeds / f"{mode}.csv").write_text(_reported(seeds, mode).out)
        shutil.copytree(seeds / mode, seeds / f"{mode}-extended")
        _resumed(seeds, f"{mode}-extended")
        (seeds / f"{mode}-extended.csv").write_text(_reported(seeds, f"{mode}-extended").out)


def attack(random: Random, here: Path, seeds: Path) -> Iterator[str]:
    """A run folder with one to three files that are not as they were."""
    mode = random.choice(("caviar", "panda"))
    shutil.copy(seeds / f"{mode}.yaml", here / "c.yaml")
    shutil.copytree(seeds / mode, here / "r")
    done = [_damaged(random, here / "r", here.parent / "outside") for _ in range(random.choice((1, 1, 2, 3)))]
    told = f"{mode}, {', '.join(done)}"
    for words in (
        ("report", "r"),
        ("report", "r", "--html", "p.html"),
        ("report", "r", "--trial", 1),
        ("export", "r", "--to", "config"),
        ("watch", "r"),
        ("tell", "r", "pause", "--timeout", 0),
        ("report", "r", "--rescue", "saved"),
    ):
        if random.random() < 0.4:
            ended = hpsearch(here, *words)
            yield from (f"{complaint}, {told}: {ended}" for complaint in complaints(ended))
    yield from _compared(_reported(here, "r"), seeds / f"{mode}.csv", told)
    if random.random() < 0.5:
        resumed = _resumed(here, "r")
        yield from (f"{complaint}, {told}: {resumed}" for complaint in complaints(resumed))
        if resumed.code == 0:
            yield from _compared(_reported(here, "r"), seeds / f"{mode}-extended.csv", told)


def _reported(here: Path, run: str) -> Ended:
    return hpsearch(here, "report", run, "--format", "csv")


def _resumed(here: Path, run: str) -> Ended:
    return hpsearch(here, "run", "c.yaml", "--out", run, "--resume", "--trials", 6, "--jobs", 1)


def _compared(reported: Ended, expected: Path, told: str) -> Iterator[str]:
    yield from (f"{complaint}, {told}: {reported}" for complaint in complaints(reported))
    if reported.code == 0 and reported.out != expected.read_text():
        yield f"shows other numbers, {told}: {reported}"


def _damaged(random: Random, run: Path, outside: Path) -> str:
    path = run / random.choice(FILES)
    if path.is_dir() and not path.is_symlink() and any(path.iterdir()) and random.random() < 0.7:
        path = random.choice(sorted(each for each in path.rglob("*") if each.is_file()) or [path])
    content = path.read_bytes() if path.is_file() else b""
    action = random.choice(
        ("mutate", "mutate", "mutate", "cut", "remove", "text", "link", "loop", "dangling", "folder", "pipe")
    )
    if path.name == "run.db" and action == "remove":
        action = "cut"  # without it this is no run, and another may begin
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    {
        "mutate": lambda: path.write_bytes(bytes_mutated(random, content)),
        "cut": lambda: path.write_bytes(content[: random.randrange(len(content) + 1)]),
        "remove": lambda: None,
        "text": lambda: path.write_text("my own words\n"),
        "link": lambda: path.symlink_to(outside / "precious.txt"),
        "loop": lambda: path.symlink_to(path.name),
        "dangling": lambda: path.symlink_to(outside / "nothing"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
    }[action]()
    return f"{action} {path.relative_to(run)}"
