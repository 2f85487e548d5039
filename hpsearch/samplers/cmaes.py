"""CMA-ES: a normal distribution whose mean and covariance adapt to the better trials (Hansen 2016)."""

from typing import Any, ClassVar

from optuna.samplers import BaseSampler, CmaEsSampler

from hpsearch.samplers._optuna import borrowed, chosen, need

_FEWEST = 4
"""Smallest generation: a smaller one has a single parent, from which no covariance can be learned."""


class CmaEs:
    """Optuna's CMA-ES, with one generation per round. Choices are drawn at random, as CMA-ES needs numbers."""

    name = "cmaes"
    every_axis = True
    options: ClassVar[dict[str, Any]] = {
        "popsize": None,
        "n_startup_trials": 1,
        "use_separable_cma": False,
        "with_margin": False,
        "lr_adapt": False,
    }

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:
        """Return a sampler that draws the first round at random. Raises ModuleNotFoundError."""
        need(self.name, "cmaes")
        with_options = chosen(self.options, {key: value for key, value in options.items() if value is not None})
        popsize = with_options["popsize"] or max(_FEWEST, trials_per_round)  # so that no part of a round is wasted
        if popsize < _FEWEST:
            raise ValueError(f"popsize is {popsize}; expected at least {_FEWEST}")
        return borrowed(CmaEsSampler, seed, {**with_options, "popsize": popsize, "warn_independent_sampling": False})
