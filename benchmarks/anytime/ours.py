"""hpsearch as a user has it: one command on the table, for each of the times, because it plans for its time."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from ruamel.yaml import YAML

import hpsearch
from benchmarks.anytime.contest import Errors, Task, Winner
from benchmarks.quality import QualityTable

COMMAND = str(Path(sys.executable).with_name("hpsearch"))


def winners(task: Task, moments: Mapping[float, float]) -> Iterator[tuple[float, Winner]]:
    """A search for each of the times; how long it really takes is its own affair, and noted."""
    for seconds in moments:
        with TemporaryDirectory() as folder:
            yield seconds, _winner(task, seconds, Path(folder))


def _winner(task: Task, seconds: float, folder: Path) -> Winner:
    """What one search ends with. Its config is the one that `init` writes, with the parts that all contestants have."""
    options = ["--time", str(seconds), "--jobs", str(task.jobs), "--seed", str(task.seed), "--out", "run"]
    started = perf_counter()
    _run(folder, "run", str(task.path), "--target", task.table.target, "--set", "data.split=part", *options)
    took = perf_counter() - started
    _run(folder, "export", "run", "--to", "config", "-o", "winner.yaml")
    run: Any = hpsearch.load(folder / "run")
    table = task.table
    return Winner(
        took,
        YAML(typ="safe").load(folder / "winner.yaml")["hyperparameters"],
        table.error(run.network().predict(table.rows("dev")), "dev"),
        table.error(run.model().predict(table.rows("test")), "test"),
        partial(_retrained, folder / "winner.yaml", table),
    )


def _run(folder: Path, *words: str) -> None:
    subprocess.run([COMMAND, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _retrained(config: Path, table: QualityTable, seed: int) -> Errors:
    """Errors of a network of the config that has all values fixed."""
    out = config.with_name(f"retrained-{seed}")
    run = hpsearch.run(config, seed=seed, jobs=1, backend="in_process", out=out, on_progress=lambda _event: None)
    network = run.network()
    dev, test = (table.error(network.predict(table.rows(part)), part) for part in ("dev", "test"))
    return dev, test
