"""CMA-ES: a normal distribution that moves and stretches to where the better trials are (Hansen 2016)."""

from typing import Any, ClassVar

from optuna.samplers import BaseSampler, CmaEsSampler

from hpsearch.samplers._optuna import borrowed, chosen, need

FEWEST = 4
"""A smaller generation has one parent, from which no covariance is learned."""


class CmaEs:
    """Optuna's, one generation a round. Choices have no place in a normal distribution; they are drawn at random."""

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
        """A sampler that draws the first round at random. Raises ModuleNotFoundError."""
        need(self.name, "cmaes")
        with_options = chosen(self.options, {key: value for key, value in options.items() if value is not None})
        popsize = with_options["popsize"] or max(FEWEST, trials_per_round)  # else a round's rest would go to waste
        if popsize < FEWEST:
            raise ValueError(f"popsize is {popsize}; expected at least {FEWEST}")
        return borrowed(CmaEsSampler, seed, {**with_options, "popsize": popsize, "warn_independent_sampling": False})
