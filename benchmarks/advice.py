"""What three rounds of automatic advice bring: `python -m benchmarks.advice [--seeds N] [--folder DIR]`.

Six searches start from a config that is poor in its own way. After each, `export --to next` writes the config that the
diagnosis advises, which is run with as many trials. The error is that of the winner on 20,000 rows that no search has
seen. Beside it stands the error after as many trials of the poor config. Problems and seeds are measured in processes
of their own, the first seed of all problems first.
"""

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

import hpsearch
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


def searched(
    config: dict[str, Any] | Path, out: Path, problem: str, seed: int, trials: int = TRIALS
) -> tuple[NotebookRun, float]:
    """The run of a config, and the error of its winner on rows that it has not seen."""
    overrides = [f"search.trials={trials}", "search.finalists={count: 2, repeats: 2}", "data.split=auto"]
    run = hpsearch.run(config, overrides=overrides, out=out, jobs=1, backend="in_process")
    x, y = rows(problem, FRESH, np.random.default_rng(10_000 + seed))
    return run, float(np.mean(run.model().predict(x) != y))


def advised(problem: str, folder: Path, seed: int) -> tuple[list[float], list[str]]:
    """The errors of the poor config and after each round of advice, and what was advised."""
    run, error = searched(config_of(problem, folder, seed), folder / "0", problem, seed)
    errors, told = [error], []
    for round_ in range(1, ROUNDS + 1):
        told.append(", ".join(finding.name for finding in run.advice))
        try:
            text = EXPORTS["next"].content(run, ExportRequest())
        except UsageError:
            break
        (folder / f"{round_}.yaml").write_text(text)
        run, error = searched(folder / f"{round_}.yaml", folder / str(round_), problem, seed)
        errors.append(error)
    return errors, told


@dataclass(frozen=True)
class Measured:
    """The errors of one problem and seed: of the poor config, after each round of advice, and of as many trials."""

    problem: str
    seed: int
    errors: list[float]
    same: float
    told: list[str]


def measured(problem: str, seed: int) -> Measured:
    """Run one problem with one seed, in this process, with one thread."""
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        errors, told = advised(problem, Path(folder), seed)
        poor = config_of(problem, Path(folder), seed)
        _, same = searched(poor, Path(folder) / "poor", problem, seed, TRIALS * (ROUNDS + 1))
    return Measured(problem, seed, errors, same, told)


def row(problem: str, found: list[Measured]) -> str:
    """The line of a problem: means, and how much better advice is, with the 95 % interval over the seeds."""
    before, after, same = (
        np.array(column)
        for column in zip(*((each.errors[0], each.errors[-1], each.same) for each in found), strict=True)
    )
    return (
        f"{problem:22} {len(found):3} seeds  poor {before.mean():.4f}  advised {after.mean():.4f}  "
        f"poor with as many trials {same.mean():.4f}  better by {_mean(before - after)}  "
        f"than as many {_mean(same - after)}  worse in {(after > before).sum()}"
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
            print(f"{each.problem:22} seed {each.seed}: {errors}  as many {each.same:.4f}{told}", flush=True)
    for problem, of_problem in found.items():
        print(row(problem, of_problem), flush=True)


if __name__ == "__main__":
    main()
