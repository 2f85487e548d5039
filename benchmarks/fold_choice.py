"""Do five folds choose better settings than one split? On six small tables whose truth is known.

A search by each, on the same rows; then both winners' settings are trained on the same rows, all that are not test,
and judged without noise on 10,000 new ones. Once both try as many settings, once one split may train as much as folds.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from hpsearch.config import config_from
from hpsearch.runs.run import Run
from hpsearch.search.prepare import networks, prepare
from hpsearch.search.search import search
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.workers.backends import start_workers

Rows = NDArray[np.float64]
TRIALS, FOLDS, NEW = 8, 5, 10_000


@dataclass(frozen=True)
class Problem:
    """Inputs are standard normal; `truth` makes the target of them, to which `noise` is added, or flips so many."""

    name: str
    rows: int
    inputs: int
    truth: Callable[[Rows], Rows]
    noise: float
    classes: bool = False

    def table(self, seed: int) -> tuple[Rows, Rows]:
        """Rows with noise."""
        draw = np.random.default_rng([seed, self.rows])
        x = draw.normal(size=(self.rows, self.inputs))
        y = self.truth(x)
        if not self.classes:
            return x, y + self.noise * draw.normal(size=len(y))
        return x, np.where(draw.random(len(y)) < self.noise, draw.integers(0, int(y.max()) + 1, len(y)), y)


def friedman(x: Rows) -> Rows:
    """Friedman's first function, of the quantiles that standard normal inputs have, about."""
    u = 1 / (1 + np.exp(-1.7 * x))
    value: Rows = 10 * np.sin(np.pi * u[:, 0] * u[:, 1]) + 20 * (u[:, 2] - 0.5) ** 2 + 10 * u[:, 3] + 5 * u[:, 4]
    return value


PROBLEMS = (
    Problem("Friedman's function", 200, 10, friedman, 2.0),
    Problem("Friedman's function", 600, 10, friedman, 2.0),
    Problem("a sum of sines", 400, 5, lambda x: np.sin(2 * x).sum(axis=1), 0.7),
    Problem("a ring, two classes", 200, 5, lambda x: (np.hypot(x[:, 0], x[:, 1]) > 1.18).astype(float), 0.2, True),
    Problem("signs, two classes", 600, 8, lambda x: (x[:, 0] * x[:, 1] + x[:, 2] > 0).astype(float), 0.2, True),
    Problem("sectors, three classes", 300, 6, lambda x: np.argmax(x[:, :3] ** 2, axis=1).astype(float), 0.2, True),
)


def config_of(source: str, split: object, trials: int, seed: int, problem: Problem) -> dict[str, object]:
    """A config with the space that `hpsearch init` writes."""
    return {
        "data": {
            "source": source,
            "split": split,
            "task": "classification" if problem.classes else "regression",
        },
        "hyperparameters": {
            "layers": {"low": 1, "high": 3},
            "units": {"low": 16, "high": 128, "step": 16},
            "optimizer": {"choices": ["momentum", "adam"]},
            "learning_rate": {"low": 1e-4, "high": 1e-1, "scale": "log"},
            "beta1": {"low": 0.9, "high": 0.999, "scale": "reverse_log", "when": {"optimizer": "momentum"}},
            "l2": {"low": 1e-2, "high": 1e2, "scale": "log", "or_zero": True},
            "epochs": 30,
        },
        "search": {"sampler": "random", "trials": trials, "rounds": 1, "seed": seed, "finalists": None},
    }


def compared(problem: Problem, seed: int, folder: Path) -> tuple[float, float, float]:
    """The noise-free error of what folds choose, of what one split chooses, and of that of five times the trials."""
    x, y = problem.table(seed)
    np.savez(folder / "rows.npz", X=x, y=y)
    by_folds = {"folds": FOLDS, "test": 0.2}
    whole = networks(prepare(config_from(config_of("rows.npz", by_folds, TRIALS, seed, problem), folder)))
    new = np.random.default_rng([seed, 1]).normal(size=(NEW, problem.inputs))
    truth, errors = problem.truth(new), []
    for place, (split, trials) in enumerate([(by_folds, TRIALS), ("auto", TRIALS), ("auto", FOLDS * TRIALS)]):
        prepared = prepare(config_from(config_of("rows.npz", split, trials, seed, problem), folder))
        with start_workers(1) as workers:
            for _ in search(prepared, folder / f"run{place}", workers):
                pass
        best = Run(folder / f"run{place}").best
        model = whole.model(Outcome(best.trial, Status.COMPLETE))
        predicted = model.predict(new).astype(float)
        wrong = np.mean(predicted != truth) if problem.classes else np.sqrt(np.mean((predicted - truth) ** 2))
        errors.append(float(wrong))
    return errors[0], errors[1], errors[2]


def main(first: int = 0, last: int = len(PROBLEMS), seeds: int = 20) -> None:
    """Print a row for each table: means, and how often folds choose better, as well and worse."""
    for problem in PROBLEMS[first:last]:
        errors = []
        for seed in range(seeds):
            with TemporaryDirectory() as folder:
                errors.append(compared(problem, seed, Path(folder)))
        table = np.array(errors)
        cells = [f"{problem.name}, {problem.rows:,} rows", *(f"{mean:.4f}" for mean in table.mean(axis=0))]
        for other in (1, 2):
            gain = table[:, other] - table[:, 0]
            error = gain.std(ddof=1) / np.sqrt(seeds)
            cells.append(
                f"{(gain > 0).sum()} : {(gain == 0).sum()} : {(gain < 0).sum()} ({gain.mean():+.4f} ± {error:.4f})"
            )
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
