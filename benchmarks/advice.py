"""What three rounds of automatic advice bring: `python -m benchmarks.advice [--seeds N] [--folder DIR]`.

Six searches start from a config that is poor in its own way. After each, `export --to next` writes the config that the
diagnosis advises, which is run with as many trials. The error is that of the winner on 20,000 rows that no search has
seen. Beside it stands the error after as many trials of the poor config.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.report.notebook import NotebookRun

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


def main() -> None:
    """Print a line for each problem and seed, and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--problem", choices=PROBLEMS)
    parser.add_argument("--told", action="store_true", help="print what was advised")
    options = parser.parse_args()
    for problem in [options.problem] if options.problem else PROBLEMS:
        before, after, more = [], [], []
        for seed in range(options.seeds):
            with tempfile.TemporaryDirectory() as folder:
                errors, told = advised(problem, Path(folder), seed)
                poor = config_of(problem, Path(folder), seed)
                _, same = searched(poor, Path(folder) / "poor", problem, seed, TRIALS * (ROUNDS + 1))
            before.append(errors[0])
            after.append(errors[-1])
            more.append(same)
            if options.told:
                print("  ", [round(error, 4) for error in errors], told)
        gained = np.array(before) - np.array(after)
        interval = 1.96 * gained.std(ddof=1) / np.sqrt(len(gained)) if len(gained) > 1 else np.nan
        print(
            f"{problem:22} poor {np.mean(before):.4f}  advised {np.mean(after):.4f}  "
            f"poor with as many trials {np.mean(more):.4f}  better by {gained.mean():.4f} ± {interval:.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
