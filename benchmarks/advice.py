"""What three rounds of automatic advice bring: `python -m benchmarks.advice [--seeds N] [--folder DIR]`.

Six searches start from a config that is poor in its own way. After each, `export --to next` writes the config that the
diagnosis advises, which is run with as many trials. The error is that of the winner on 20,000 rows that no search has
seen. Beside it stands the error after as many trials of the poor config. Problems and seeds are measured in processes
of their own, the first seed of all problems first.
"""

import argparse
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from threadpoolctl import threadpool_limits

import hpsearch
from hpsearch.cli.starter import starter_config
from hpsearch.data import describe
from hpsearch.errors import UsageError
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.report.notebook import NotebookRun
from hpsearch.trials.intervals import t_quantile

Floats = NDArray[np.float64]

ROUNDS, TRIALS, FRESH = 3, 12, 20_000

SOUND = {
    "units": [32],
    "learning_rate": {"low": 1e-4, "high": 1e-1, "scale": "log"},
    "l2": {"low": 0.01, "high": 10.0, "scale": "log", "or_zero": True},
    "epochs": 30,
}
"""A config without a flaw; each problem has one of its own."""

PROBLEMS = {
    "rate range too small": {"learning_rate": {"low": 1e-6, "high": 1e-4, "scale": "log"}},
    "too few epochs": {"epochs": 2, "learning_rate": {"low": 1e-4, "high": 3e-3, "scale": "log"}},
    "network too small": {"units": [2]},
    "overfitting": {"units": [64, 64], "l2": 0.0, "epochs": 40},
    "batches too large": {"batch_size": "full", "learning_rate": {"low": 1e-4, "high": 1e-2, "scale": "log"}},
    "not normalised": {},
}


OTHERS = {"poor": "poor, as many trials", "plain": "init --plain, as many seconds", "init": "init, as many seconds"}
"""Searches that ask for no advice, and have the budget of the poor config and all rounds of advice together."""


def rows(problem: str, count: int, draw: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """Inputs and classes: a wave, a product and a line; in one problem with many idle inputs, in one of odd scales."""
    width = 40 if problem == "overfitting" else 6
    x = draw.standard_normal((count, width))
    height = np.sin(2.5 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.5 * x[:, 3]
    noise = 0.2
    if problem == "overfitting":
        height, noise = x[:, :4].sum(axis=1) / 2, 1.0
    y = (height + noise * draw.standard_normal(count) > 0).astype(np.int64)
    if problem == "not normalised":
        x = x * np.logspace(-2, 2, width)
    return x, y


def config_of(problem: str, folder: Path, seed: int) -> dict[str, Any]:
    """The poor config of a problem, whose data lie in `folder`."""
    x, y = rows(problem, 500 if problem == "overfitting" else 2_000, np.random.default_rng(seed))
    np.savez(folder / "rows.npz", X=x, y=y)
    return {
        "data": {
            "source": str(folder / "rows.npz"),
            "normalize": "none" if problem == "not normalised" else "standard",
        },
        "hyperparameters": {**SOUND, **PROBLEMS[problem]},
        "search": {
            "trials": TRIALS,
            "rounds": 2,
            "seed": seed,
            "finalists": {"count": 2, "repeats": 2},
            "bayes_error": 0.25 if problem == "overfitting" else 0.0,  # arccos √½ / π, as the noise has it
        },
    }


def wide_config(folder: Path, seed: int, seconds: float, *, plain: bool) -> dict[str, Any]:
    """What `hpsearch init` writes for the table in `folder` and so many seconds, or with `--plain`."""
    source = str(folder / "rows.npz")
    description = describe(source, target=None, folder=folder)
    config: dict[str, Any] = YAML(typ="safe").load(starter_config(description, source, plain=plain, seconds=seconds))
    config["data"].pop("target")
    config["search"] |= {"trials": "auto", "time_limit": seconds, "seed": seed}
    return config


def searched(
    config: dict[str, Any] | Path, out: Path, problem: str, seed: int, *changes: str
) -> tuple[NotebookRun, float]:
    """The run of a config with changes of it, and the error of its winner on rows that it has not seen."""
    run = hpsearch.run(config, overrides=changes, out=out, jobs=1, backend="in_process")
    x, y = rows(problem, FRESH, np.random.default_rng(10_000 + seed))
    return run, float(np.mean(run.model().predict(x) != y))


def _of_size(trials: int) -> tuple[str, ...]:
    """The changes that give a search so many trials."""
    return (f"search.trials={trials}",)


def advised(problem: str, folder: Path, seed: int) -> tuple[list[float], list[str]]:
    """The errors of the poor config and after each round of advice, and what was advised."""
    run, error = searched(config_of(problem, folder, seed), folder / "0", problem, seed, *_of_size(TRIALS))
    errors, told = [error], []
    for round_ in range(1, ROUNDS + 1):
        told.append(", ".join(finding.name for finding in run.advice))
        try:
            text = EXPORTS["next"].content(run, ExportRequest())
        except UsageError:
            break
        (folder / f"{round_}.yaml").write_text(text)
        run, error = searched(folder / f"{round_}.yaml", folder / str(round_), problem, seed, *_of_size(TRIALS))
        errors.append(error)
    return errors, told


@dataclass(frozen=True)
class Measured:
    """The errors of one problem and seed: of the poor config, after each round of advice, and of OTHERS.

    `seconds` is how long the poor config and all rounds of advice took together.
    """

    problem: str
    seed: int
    errors: list[float]
    others: dict[str, float]
    seconds: float
    told: list[str]


def measured(problem: str, seed: int) -> Measured:
    """Run one problem with one seed, in this process, with one thread."""
    with tempfile.TemporaryDirectory() as name, threadpool_limits(1):
        folder, started = Path(name), perf_counter()
        errors, told = advised(problem, folder, seed)
        seconds = perf_counter() - started
        poor, size = config_of(problem, folder, seed), _of_size(TRIALS * (ROUNDS + 1))
        others = {"poor": searched(poor, folder / "poor", problem, seed, *size)[1]}
        for kind in ("plain", "init"):
            wide = wide_config(folder, seed, seconds, plain=kind == "plain")
            others[kind] = searched(wide, folder / kind, problem, seed)[1]
    return Measured(problem, seed, errors, others, seconds, told)


def rows_of(problem: str, found: list[Measured]) -> Iterator[str]:
    """The lines of a problem: means, and how much better advice is, with the 95 % interval over the seeds."""
    before, after = (np.array([each.errors[place] for each in found]) for place in (0, -1))
    yield (
        f"{problem:22} {len(found):3} seeds  poor {before.mean():.4f}  advised {after.mean():.4f}  "
        f"better by {_mean(before - after)}  worse in {(after > before).sum()}  "
        f"{np.mean([each.seconds for each in found]):.1f} s"
    )
    for name, called in OTHERS.items():
        other = np.array([each.others[name] for each in found])
        yield (
            f"    {called:30} {other.mean():.4f}  advice is better by {_mean(other - after)}  "
            f"worse in {(after > other).sum()}"
        )


def _mean(differences: Floats) -> str:
    count = len(differences)
    half = t_quantile(count - 1) * differences.std(ddof=1) / np.sqrt(count) if count > 1 else np.nan
    return f"{differences.mean():.4f} ± {half:.4f}"


def main() -> None:
    """Print a line for each problem and seed as it is measured, then one for each problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--problem", choices=PROBLEMS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--told", action="store_true", help="print what was advised")
    options = parser.parse_args()
    problems = [options.problem] if options.problem else list(PROBLEMS)
    found: dict[str, list[Measured]] = {problem: [] for problem in problems}
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        seeds = range(options.first, options.first + options.seeds)
        waiting = [pool.submit(measured, problem, seed) for seed in seeds for problem in problems]
        for each in (future.result() for future in as_completed(waiting)):
            found[each.problem].append(each)
            told = f"  {each.told}" if options.told else ""
            errors = " ".join(f"{error:.4f}" for error in each.errors)
            others = "  ".join(f"{name} {error:.4f}" for name, error in each.others.items())
            print(f"{each.problem:22} seed {each.seed}: {errors}  {others}{told}", flush=True)
    for problem, of_problem in found.items():
        print("\n".join(rows_of(problem, of_problem)), flush=True)


if __name__ == "__main__":
    main()
