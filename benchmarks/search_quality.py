"""How good a setting each sampler's search chooses: 64 trials in 4 rounds, each asked for before its results are told.

    python -m benchmarks.search_quality --seeds 100 150 --samplers random coarse_to_fine tpe

The regret is that of the setting with the best single result, by its noise-free value: 0 is the best there is, 1 the
median. Every sampler sees the same noise. Seeds below 100 served to choose coarse_to_fine's constants; report others.
"""

import argparse
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import optuna
from numpy.random import default_rng
from optuna.samplers import BaseSampler

from benchmarks.one_thread import settle_on_one_thread
from benchmarks.search_problems import Problem, function, functions, table, tables
from hpsearch.samplers import SAMPLERS

TRIALS, ROUNDS = 64, 4
ROUND = TRIALS // ROUNDS

Make = Callable[[int], BaseSampler]
Figures = np.ndarray[Any, np.dtype[np.float64]]


def sampler(spec: str) -> Make:
    """By the name of ours, or of Optuna's; `coarse_to_fine:explore=0.2` sets an option."""
    name, _, given = spec.partition(":")
    options = {key: _value(text) for key, text in (item.split("=") for item in given.split(",") if item)}
    peers: dict[str, Make] = {
        "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
        "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed, n_startup_trials=ROUND, **options),
        "tpe_joint": lambda seed: optuna.samplers.TPESampler(
            seed=seed, n_startup_trials=ROUND, multivariate=True, constant_liar=True
        ),
        "gp": lambda seed: optuna.samplers.GPSampler(seed=seed, n_startup_trials=ROUND),
        "qmc": lambda seed: optuna.samplers.QMCSampler(seed=seed),
        "cmaes": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
    }
    return peers.get(name, lambda seed: SAMPLERS[name].create(seed, ROUND, **options))


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def regret(problem: Problem, make: Make, seed: int) -> tuple[float, float]:
    """Of the setting that one search chooses; and the seconds that it spent on choosing settings."""
    spent, best = 0.0, (float("inf"), {})
    study = optuna.create_study(sampler=make(seed))
    for _ in range(ROUNDS):
        before = time.perf_counter()
        asked = [study.ask(dict(problem.distributions)) for _ in range(ROUND)]
        spent += time.perf_counter() - before
        for trial in asked:
            value = problem.measure(trial.params, default_rng([seed, trial.number]))
            best = min(best, (value, trial.params), key=lambda pair: pair[0])
            study.tell(trial, value)
    return problem.regret(best[1]), spent


def measured(problem: Problem, make: Make, seeds: range) -> tuple[Figures, float]:
    """The regret with each seed, and the mean milliseconds a trial."""
    runs = [regret(problem, make, seed) for seed in seeds]
    return np.array([run[0] for run in runs]), 1e3 * sum(run[1] for run in runs) / (len(runs) * TRIALS)


def main(arguments: list[str] | None = None) -> None:
    """Print a table of mean regrets, and the geometric mean of their ratios to random's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs=2, type=int, default=(100, 120))
    parser.add_argument("--samplers", nargs="+", default=["random", "coarse_to_fine", "tpe"])
    parser.add_argument("--problems", nargs="+", default=[*functions(), *tables()])
    given = parser.parse_args(arguments)
    settle_on_one_thread()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore")
    problems = [function(name) if name in functions() else table(name) for name in given.problems]
    seeds = range(*given.seeds)
    random = {problem.name: measured(problem, sampler("random"), seeds)[0] for problem in problems}
    print(f"| sampler | {' | '.join(given.problems)} | against random, 95 % interval | ms a trial |")
    print("|---" * (len(problems) + 3) + "|")
    for spec in given.samplers:
        make = sampler(spec)
        runs = {problem.name: measured(problem, make, seeds) for problem in problems}
        regrets = {name: figures for name, (figures, _) in runs.items()}
        low, high = interval(regrets, random)
        means = " | ".join(f"{figures.mean():.3f}" for figures in regrets.values())
        milliseconds = np.mean([spent for _, spent in runs.values()])
        ratio = f"{geometric(regrets, random):.3f} ({low:.3f} … {high:.3f})"
        print(f"| {spec} | {means} | {ratio} | {milliseconds:.1f} |", flush=True)


def geometric(regrets: Mapping[str, Figures], random: Mapping[str, Figures], rows: Figures | None = None) -> float:
    """The geometric mean over problems of the mean regret's ratio to random's; `rows`: with which seeds."""
    chosen = slice(None) if rows is None else rows
    ratios = [regrets[name][chosen].mean() / random[name][chosen].mean() for name in regrets]
    return float(np.exp(np.mean(np.log(np.maximum(ratios, 1e-9)))))


def interval(regrets: Mapping[str, Figures], random: Mapping[str, Figures]) -> tuple[float, float]:
    """Of that mean, by drawing the seeds again (a paired bootstrap: random's are drawn with them)."""
    draw = default_rng(0)
    count = len(next(iter(regrets.values())))
    means = [geometric(regrets, random, draw.integers(count, size=count)) for _ in range(2_000)]
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


if __name__ == "__main__":
    main()
