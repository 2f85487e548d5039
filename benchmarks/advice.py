"""What three rounds of automatic advice bring: `python -m benchmarks.advice [--seeds N] [--first N]`.

Six searches start from a config that is poor in its own way. After each, `export --to next` writes the config that the
diagnosis advises, which is run with as many trials more, and takes over those that fit (`--from`). The error is that of
the model that the run hands over, mostly an ensemble, and that of the winner's network alone, on 20,000 rows that no
search has seen. Beside it stands the error after as many trials of the poor config, and of wide spaces in as many
seconds. These are of processor time, so that other programs take nothing from a search. Problems and seeds are measured
in processes of their own, the first seed of all problems first.
"""

import argparse
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from threadpoolctl import threadpool_limits

import hpsearch
from hpsearch.cli.from_table.starter import starter_config
from hpsearch.data import describe
from hpsearch.errors import NothingToTakeOverError, UsageError
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.report.notebook import NotebookRun
from hpsearch.search import search
from hpsearch.search.after_rounds import judging
from hpsearch.training.networks import training as network_training
from hpsearch.trials.intervals import t_quantile
from hpsearch.workers import time_limit

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


CLOCKS = (
    (time_limit, "monotonic"),
    (network_training, "perf_counter"),
    (search, "perf_counter"),
    (judging, "perf_counter"),
)
"""Where a search of networks looks at the clock."""


@contextmanager
def processor_time() -> Iterator[None]:
    """Let searches count the processor time of this process as their time."""
    with ExitStack() as stack:
        for module, clock in CLOCKS:
            stack.enter_context(patch.object(module, clock, process_time))
        yield


class Errors(NamedTuple):
    """The error on new rows of a run's model, and of its winner's network alone."""

    model: float
    alone: float


def searched(config: dict[str, Any] | Path, out: Path, trials: int | None = None) -> NotebookRun:
    """The run of a config with so many trials more than those of the run in the folder before, if there is one."""
    options: dict[str, Any] = {"out": out, "jobs": 1, "backend": "in_process"}
    if trials is not None:
        options["overrides"] = (f"search.trials={trials}",)
    before = out.with_name(str(int(out.name) - 1)) if out.name.isdigit() else None
    if before is None or not before.exists():
        return hpsearch.run(config, **options)
    try:
        return hpsearch.run(config, from_run=before, **options)
    except NothingToTakeOverError:  # as `hpsearch loop` does, after advice of another split or metric
        return hpsearch.run(config, **options)


def judged(run: NotebookRun, problem: str, seed: int) -> Errors:
    """The errors of a run on rows that it has not seen."""
    x, y = rows(problem, FRESH, np.random.default_rng(10_000 + seed))
    return Errors(*(float(np.mean(model.predict(x) != y)) for model in (run.model(), run.network())))


def advised(problem: str, folder: Path, seed: int) -> tuple[list[Errors], list[str], float]:
    """The errors of the poor config and after each round of advice, what was advised, and the seconds of all rounds."""
    config: dict[str, Any] | Path = config_of(problem, folder, seed)
    errors: list[Errors] = []
    told: list[str] = []
    seconds = 0.0
    for round_ in range(ROUNDS + 1):
        started = process_time()
        run = searched(config, folder / str(round_), TRIALS)
        text = _next(run) if round_ < ROUNDS else None
        seconds += process_time() - started
        errors.append(judged(run, problem, seed))
        if text is None:
            break
        told.append(", ".join(finding.name for finding in run.advice))
        config = folder / f"{round_ + 1}.yaml"
        config.write_text(text)
    return errors, told, seconds


def _next(run: NotebookRun) -> str | None:
    """The config that is advised after a run; None where no change is."""
    try:
        return EXPORTS["next"].content(run, ExportRequest())
    except UsageError:
        return None


@dataclass(frozen=True)
class Measured:
    """The errors of one problem and seed: of the poor config, after each round of advice, and of OTHERS.

    `seconds` is the processor time that the poor config and all rounds of advice took together.
    """

    problem: str
    seed: int
    errors: list[Errors]
    others: dict[str, Errors]
    seconds: float
    told: list[str]


def measured(problem: str, seed: int, kinds: tuple[str, ...]) -> Measured:
    """Run one problem with one seed, and those OTHERS that are asked for, in this process, with one thread."""
    with tempfile.TemporaryDirectory() as name, threadpool_limits(1), processor_time():
        folder = Path(name)
        errors, told, seconds = advised(problem, folder, seed)
        others = {}
        for kind in kinds:
            if kind == "poor":
                run = searched(config_of(problem, folder, seed), folder / kind, TRIALS * (ROUNDS + 1))
            else:
                run = searched(wide_config(folder, seed, seconds, plain=kind == "plain"), folder / kind)
            others[kind] = judged(run, problem, seed)
    return Measured(problem, seed, errors, others, seconds, told)


def rows_of(problem: str, found: list[Measured]) -> Iterator[str]:
    """The lines of a problem: means, and how much better advice is, with the 95 % interval over the seeds.

    In brackets stands the error of the winner's network alone.
    """
    before, first, after = (
        np.array([each.errors[min(at, len(each.errors) - 1)] for each in found]) for at in (0, 1, 3)
    )
    yield (
        f"{problem:22} {len(found):3} seeds  poor {_both(before)}  one round {_both(first)}  advised {_both(after)}  "
        f"better by {_mean(before[:, 0] - after[:, 0])}  worse in {(after > before)[:, 0].sum()}  "
        f"{np.mean([each.seconds for each in found]):.1f} s"
    )
    for name in found[0].others:
        other = np.array([each.others[name] for each in found])
        yield (
            f"    {OTHERS[name]:30} {_both(other)}  advice is better by {_mean(other[:, 0] - after[:, 0])}  "
            f"at least as good in {(after <= other)[:, 0].sum()}  alone by {_mean(other[:, 1] - after[:, 1])}"
        )


def _both(errors: Floats) -> str:
    model, alone = errors.mean(axis=0)
    return f"{model:.4f} ({alone:.4f})"


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
    parser.add_argument("--others", default=",".join(OTHERS), help="what to measure beside advice")
    parser.add_argument("--told", action="store_true", help="print what was advised")
    options = parser.parse_args()
    kinds = tuple(kind for kind in options.others.split(",") if kind)
    problems = [options.problem] if options.problem else list(PROBLEMS)
    found: dict[str, list[Measured]] = {problem: [] for problem in problems}
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        seeds = range(options.first, options.first + options.seeds)
        waiting = [pool.submit(measured, problem, seed, kinds) for seed in seeds for problem in problems]
        for each in (future.result() for future in as_completed(waiting)):
            found[each.problem].append(each)
            told = f"  {each.told}" if options.told else ""
            errors = " ".join(f"{error.model:.4f}" for error in each.errors)
            others = "  ".join(f"{name} {error.model:.4f}" for name, error in each.others.items())
            print(f"{each.problem:22} seed {each.seed}: {errors}  {others}  {each.seconds:.1f} s{told}", flush=True)
    for problem, of_problem in found.items():
        print("\n".join(rows_of(problem, of_problem)), flush=True)


if __name__ == "__main__":
    main()
