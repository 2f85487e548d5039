"""Noisy functions: mixed hyperparameters, several valleys, axes that matter unequally or together."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import product

import numpy as np
from numpy.random import Generator, default_rng
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

from benchmarks.search_quality.problem import Problem, Settings, with_noise


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
    return with_noise(
        name,
        distributions,
        lambda settings, seed, number: truth(settings) + noise * float(default_rng([seed, number]).standard_normal()),
        truth,
        best,
        float(np.median(values)),
    )


def _drawn(distributions: Mapping[str, BaseDistribution], draw: Generator) -> Settings:
    """Settings drawn evenly from the whole space."""
    settings: Settings = {}
    for name, distribution in distributions.items():
        match distribution:
            case CategoricalDistribution():
                settings[name] = distribution.choices[int(draw.integers(len(distribution.choices)))]
            case IntDistribution():
                settings[name] = int(draw.integers(distribution.low, distribution.high + 1))
            case FloatDistribution(log=True):
                settings[name] = float(np.exp(draw.uniform(np.log(distribution.low), np.log(distribution.high))))
            case FloatDistribution():
                settings[name] = float(draw.uniform(distribution.low, distribution.high))
    return settings


def _training(settings: Settings) -> float:
    """Like a network's error: a valley in the learning rate that moves with the batch size, and a cliff beyond it."""
    rate, batch = np.log10(settings["learning_rate"]), np.log2(settings["batch_size"])
    valley = -2.5 + 0.15 * (batch - 6) + (0.8 if settings["optimizer"] == "sgd" else 0.0)
    cliff = 2.0 / (1 + np.exp(-8 * (rate - valley - 1)))
    size = 0.15 * (np.log2(settings["units"]) - 8) ** 2 / 4 + 0.02 * (settings["layers"] - 3) ** 2
    decay = 0.05 * (np.log10(settings["l2"]) + 3) ** 2 / 4
    kind = {"sgd": 0.08, "momentum": 0.02, "adam": 0.0}[settings["optimizer"]]
    return float(0.1 * (rate - valley) ** 2 + cliff + size + decay + kind)


def _ellipse(settings: Settings) -> float:
    """One valley whose axes matter a thousandfold unequally, and a choice that shifts it."""
    x = np.array([settings[f"x{i}"] for i in range(5)])
    shift = {"a": 0.0, "b": 0.1, "c": -0.2}[settings["kind"]]
    offset = {"a": 0.0, "b": 0.05, "c": 0.02}[settings["kind"]]
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


def _hartmann(settings: Settings) -> float:
    """Hartmann's function of six numbers: several valleys (Dixon & Szegö 1978)."""
    x = np.array([settings[f"x{i}"] for i in range(6)])
    return float(-np.array([1, 1.2, 3, 3.2]) @ np.exp(-(_HARTMANN_A * (x - _HARTMANN_P) ** 2).sum(axis=1)))


def _interplay(settings: Settings) -> float:
    """Rosenbrock's bent valley in two numbers, beside six that hardly matter."""
    x, y = 4 * settings["x0"] - 2, 4 * settings["x1"] - 1
    idle = sum(0.02 * (settings[f"x{i}"] - 0.5) ** 2 for i in range(2, 8))
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


FUNCTIONS: dict[str, tuple[Callable[[Settings], float], dict[str, BaseDistribution], float]] = {
    "training": (_training, _TRAINING, _best_of_training()),
    "ellipse": (_ellipse, {**_unit(5), "kind": CategoricalDistribution(["a", "b", "c"])}, 0.0),
    "hartmann": (_hartmann, _unit(6), -3.32237),
    "interplay": (_interplay, _unit(8), 0.0),
}
