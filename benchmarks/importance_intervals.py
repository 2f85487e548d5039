"""Whether the intervals of importance hold the truth: `python -m benchmarks.importance_intervals [--seeds N]`.

Functions of six axes, random trials, and normal noise, stated in deviations of the function. The truth is what the same
functional ANOVA says of the function itself, with values as the process sees them: linear in the better half of the
trials, logarithmic above. Printed is the share of the axes whose interval of 90 %, with 0.02 more at both ends, has it.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from benchmarks.importance import AXES, FUNCTIONS, RANKING, Floats, Function
from hpsearch.diagnosis.importance import Effects, effects_of, effects_of_values
from hpsearch.diagnosis.surface import Surface
from hpsearch.samplers.coarse_to_fine.costs import FAR, WORST
from hpsearch.space import Range, Space
from hpsearch.trials.outcomes import Outcome, Status, Trial

DESIGNS = ((24, 0.2), (40, 0.02), (40, 0.5), (64, 0.5))
"""Number of trials, and the noise."""

ALLOWED = 0.02
NAMES = [f"x{axis}" for axis in range(AXES)]
SPACE = Space.of({name: Range(0.0, 1.0) for name in NAMES})


def one(u: Floats) -> Floats:
    """A single axis explains all."""
    return np.sin(3 * u[:, 0])


def interaction(u: Floats) -> Floats:
    """Two axes that explain nothing alone, and one that does."""
    return 3 * (u[:, 0] - 0.5) * (u[:, 1] - 0.5) + 0.3 * u[:, 2]


@dataclass(frozen=True)
class Searched:
    """The surface of some random trials, and their costs."""

    surface: Surface
    costs: Floats

    @classmethod
    def of(cls, function: Function, trials: int, noise: float, seed: int) -> "Searched":
        """Draw the trials and their noise."""
        draw = np.random.default_rng(seed)
        deviation = function(draw.random((2_000, AXES))).std()
        u = draw.random((trials, AXES))
        costs = function(u) + noise * deviation * draw.standard_normal(trials)
        told = [
            Outcome(Trial(n, 1, dict(zip(NAMES, map(float, row), strict=True))), Status.COMPLETE, {"cost": float(cost)})
            for n, (row, cost) in enumerate(zip(u, costs, strict=True))
        ]
        surface = Surface.of(SPACE, RANKING.best_first(told), RANKING, 10)
        if surface is None:
            raise ValueError("too few trials")
        return cls(surface, costs)

    def truth(self, function: Function) -> Effects:
        """The effects of the function without its noise, transformed as the trials' costs are."""
        u, _ = self.surface.spread()
        tenth, median = np.quantile(self.costs, [0.1, 0.5], method="lower")
        steps = np.clip((function(u) - median) / (median - tenth), -FAR, np.expm1(WORST))
        values = np.where(steps > 0, np.log1p(np.maximum(steps, 0.0)), steps)
        return effects_of_values(self.surface.axes, u, values[None])


def held(found: Effects, true: Effects) -> list[bool]:
    """Whether the interval of each axis holds the true share: alone, and with its pairs."""
    shares = {kind: {each.axes: each.share for each in getattr(true, kind)} for kind in ("main", "total")}
    return [
        each.low - ALLOWED <= min(shares[kind][each.axes], 1.0) <= each.high + ALLOWED
        for kind in ("main", "total")
        for each in getattr(found, kind)
    ]


def main() -> None:
    """Print a line for each function and design, and one for results that are noise alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    seeds = range(parser.parse_args().seeds)
    every: list[bool] = []
    for function in (one, interaction, *FUNCTIONS):
        for trials, noise in DESIGNS:
            runs = [Searched.of(function, trials, noise, seed) for seed in seeds]
            within = [each for run in runs for each in held(effects_of(run.surface), run.truth(function))]
            every += within
            print(
                f"{function.__name__}, {trials} trials, noise {noise}: {np.mean(within):.0%} hold the truth", flush=True
            )
    print(f"all: {np.mean(every):.0%}")
    surfaces = [Searched.of(lambda u: u[:, 0], 40, 1e6, seed).surface for seed in seeds]
    lows = np.array([each.low for surface in surfaces for each in effects_of(surface).main])
    print(f"noise alone: {(lows > ALLOWED).sum()} of {len(lows)} lower ends are above {ALLOWED}")


if __name__ == "__main__":
    main()
