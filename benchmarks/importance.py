"""Which importance agrees with the truth: `python -m benchmarks.importance [--seeds N]`.

Functions whose main effects are known, six axes each, 64 trials, random and as coarse_to_fine draws them, with noise of
2 % of the standard deviation. Kendall's τ between the true order of the axes and that of the functional ANOVA of
`hpsearch report`, of the kernel's lengths alone, and of Optuna's PED-ANOVA (Watanabe et al. 2023).
"""

import argparse
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import optuna
from numpy.typing import NDArray
from scipy.stats import kendalltau

from hpsearch.diagnosis.importance import effects_of
from hpsearch.diagnosis.surface import Surface
from hpsearch.samplers import CoarseToFineSampler
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.space import Range, Space
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]

AXES, TRIALS, ROUND = 6, 64, 16
WEIGHTS = np.array([1.0, 0.7, 0.5, 0.35, 0.2, 0.1])
RANKING = Ranking("cost", maximize=False)


def linear(u: Floats) -> Floats:
    """A weighted sum: the share of an axis is its weight squared."""
    return u @ WEIGHTS


def bowls(u: Floats) -> Floats:
    """Parabolas with their lowest points a third from the end."""
    return ((u - 1 / 3) ** 2) @ WEIGHTS


def cliff(u: Floats) -> Floats:
    """One axis has a cliff, as a learning rate that diverges has it; the others are parabolas."""
    return 2.0 * np.tanh(8 * (u[:, 0] - 0.8)) + ((u[:, 1:] - 0.5) ** 2) @ (4 * WEIGHTS[1:])


def product(u: Floats) -> Floats:
    """Sobol's g function: the main effects are (1/3)/(1 + a)², and all axes interact."""
    a = 1 / WEIGHTS - 1
    return np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1)


def crossing(u: Floats) -> Floats:
    """A valley that runs across two axes."""
    return 2 * (u[:, 0] - u[:, 1]) ** 2 + 0.6 * u[:, 0] + ((u[:, 2:] - 0.4) ** 2) @ WEIGHTS[2:]


FUNCTIONS = (linear, bowls, cliff, product, crossing)


def truth(function: Function) -> Floats:
    """The variance of the mean at each value of each axis, with the constant that the function needs not."""
    draw = np.random.default_rng(1)
    u = draw.random((4_000, AXES))
    levels = (np.arange(40) + 0.5) / 40
    effects = []
    for axis in range(AXES):
        means = []
        for level in levels:
            at = u.copy()
            at[:, axis] = level
            means.append(function(at).mean())
        effects.append(np.var(means))
    return np.array(effects)


def outcomes_of(function: Function, space: Space, design: str, seed: int) -> list[Outcome]:
    """The trials of a search of the function."""
    draw = np.random.default_rng(seed)
    scale = 0.02 * function(draw.random((2_000, AXES))).std()
    sampler = CoarseToFineSampler(coarse=ROUND if design == "coarse_to_fine" else TRIALS, seed=seed)
    conversation = Conversation(space, sampler, RANKING)
    told = []
    for round_ in range(1, TRIALS // ROUND + 1):
        asked = conversation.ask(round_, ROUND)
        new = [_outcome(each, function, scale, draw) for each in asked]
        conversation.tell(new)
        told += new
    return RANKING.best_first(told)


def _outcome(trial: Trial, function: Function, scale: float, draw: np.random.Generator) -> Outcome:
    u = np.array([[trial.settings[f"x{axis}"] for axis in range(AXES)]])
    return Outcome(trial, Status.COMPLETE, {"cost": float(function(u)[0] + scale * draw.standard_normal())})


def ours(surface: Surface, _outcomes: list[Outcome]) -> list[float]:
    """The main effects of the functional ANOVA."""
    effects = effects_of(surface)
    shares = {effect.axes: effect.share for effect in effects.main}
    return [shares[f"x{axis}",] for axis in range(AXES)]


def lengths(surface: Surface, _outcomes: list[Outcome]) -> list[float]:
    """1/ℓ² of the kernel."""
    return list(surface.process.hyperparameters.lengths**-2.0)


def ped_anova(_surface: Surface, outcomes: list[Outcome]) -> list[float]:
    """Optuna's PED-ANOVA, of the best tenth against all."""
    study = optuna.create_study()
    distribution = optuna.distributions.FloatDistribution(0.0, 1.0)
    distributions = {f"x{axis}": distribution for axis in range(AXES)}
    for each in outcomes:
        study.add_trial(
            optuna.trial.create_trial(params=each.settings, distributions=distributions, value=each.metrics["cost"])
        )
    found = optuna.importance.get_param_importances(study, evaluator=optuna.importance.PedAnovaImportanceEvaluator())
    return [found[f"x{axis}"] for axis in range(AXES)]


def main() -> None:
    """Print the median of τ for each function and design, and over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore")
    space = Space.of({f"x{axis}": Range(0.0, 1.0) for axis in range(AXES)})
    ways = {"functional ANOVA": ours, "kernel lengths": lengths, "PED-ANOVA": ped_anova}
    for design in ("random", "coarse_to_fine"):
        every = {way: [] for way in ways}
        for function in FUNCTIONS:
            true = truth(function)
            run = partial(outcomes_of, function, space, design)
            taus = {way: [] for way in ways}
            for seed in range(options.seeds):
                outcomes = run(seed)
                surface = Surface.of(space, outcomes, RANKING, 10)
                for way, measure in ways.items():
                    taus[way].append(kendalltau(true, measure(surface, outcomes)).statistic)
            for way, values in taus.items():
                every[way] += values
            print(design, function.__name__, _medians(taus), flush=True)
        print(design, "all", _medians(every), flush=True)


def _medians(taus: dict[str, list[float]]) -> dict[str, float]:
    return {way: round(float(np.median(values)), 2) for way, values in taus.items()}


if __name__ == "__main__":
    main()
