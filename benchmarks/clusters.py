"""What a cluster costs: one search by two workers of loky, of Dask and, where it is installed, of Ray.

`python -m benchmarks.clusters [TRIALS]`: whole processes in turn, start-up included, on clusters of this machine that
run already; medians of three.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import in_turn
from tests.workers.cluster.dask_cluster import DaskCluster
from tests.workers.cluster.ray_cluster import RayCluster

REPEATS = 3

CONFIG = """\
data: {source: digits}
hyperparameters:
  units: [64, 32]
  learning_rate: {low: 1e-4, high: 1, scale: log}
  l2: {low: 1e-2, high: 1e+2, scale: log}
  batch_size: 64
  epochs: 30
search: {trials: %d, rounds: 4, finalists: null}
"""


def main(trials: int = 2048) -> None:
    """Print a row a backend."""
    with TemporaryDirectory() as name, DaskCluster(_folder(name, "dask"), 2) as dask:
        backends = {"loky": [], "dask": ["--backend", "dask", "--address", dask.address]}
        if find_spec("ray") is None:
            _print_table(backends, Path(name), trials)
            return
        with RayCluster(_folder(name, "ray"), 1) as ray:
            backends["ray"] = ["--backend", "ray", "--address", ray.address]
            _print_table(backends, Path(name), trials)


def _folder(parent: str, name: str) -> Path:
    folder = Path(parent, name)
    folder.mkdir()
    return folder


def _print_table(backends: dict[str, list[str]], folder: Path, trials: int) -> None:
    config = folder / "digits.yaml"
    config.write_text(CONFIG % trials, encoding="utf-8")
    run = [str(Path(sys.executable).with_name("hpsearch")), "run", str(config), "--jobs", "2", "--overwrite", "--yes"]
    commands = {each: [*run, "--out", str(folder / "run"), *options] for each, options in backends.items()}
    medians = in_turn(commands, REPEATS)
    print(f"| digits, {trials} trials × 30 epochs, two workers | median of {REPEATS} | against loky |\n|---|---|---|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds:.1f} s | {seconds / medians['loky']:.2f} × |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
