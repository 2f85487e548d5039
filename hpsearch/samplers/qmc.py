"""A quasi-random sequence, which covers the space more evenly than random draws (Sobol 1967, Halton 1960)."""

from typing import Any, ClassVar

from optuna.samplers import BaseSampler, QMCSampler

from hpsearch.samplers._optuna import borrowed, chosen, need


class Qmc:
    """Optuna's quasi-random sampler, scrambled by the seed."""

    name = "qmc"
    learns = False
    every_axis = True
    options: ClassVar[dict[str, Any]] = {"qmc_type": "sobol", "scramble": True}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:  # noqa: ARG002 (all rounds are alike)
        """Return a sampler that ignores results. Raises ModuleNotFoundError."""
        need(self.name, "scipy")
        with_options = chosen(self.options, options)
        if with_options["qmc_type"] not in ("sobol", "halton"):
            raise ValueError(f"qmc_type is {with_options['qmc_type']!r}; expected sobol or halton")
        return borrowed(QMCSampler, seed, {**with_options, "warn_independent_sampling": False})
