"""A Gaussian process over the whole space, with expected improvement (Jones et al. 1998)."""

import warnings
from typing import Any, ClassVar

from optuna.samplers import BaseSampler, GPSampler

from hpsearch.samplers._optuna import borrowed, chosen, need


class QuietGPSampler(GPSampler):
    """Optuna's Gaussian process without its warning for each non-finite result that it clips."""

    def sample_relative(self, *args: Any, **keywords: Any) -> dict[str, Any]:
        """Return values of all axes that every trial has."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return super().sample_relative(*args, **keywords)


class Gp:
    """Optuna's Gaussian process. It is the slowest sampler: about half a second per trial."""

    name = "gp"
    every_axis = True
    options: ClassVar[dict[str, Any]] = {"n_startup_trials": 10, "deterministic_objective": False}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:
        """Return a sampler that draws the first round at random, at most 10 trials. Raises ModuleNotFoundError."""
        need(self.name, "torch", "scipy")
        few = {"n_startup_trials": min(10, trials_per_round)}
        with_options = chosen({**self.options, **few}, options)
        return borrowed(QuietGPSampler, seed, {**with_options, "warn_independent_sampling": False})
