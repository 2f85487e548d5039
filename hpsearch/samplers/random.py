"""Random search: each draw is independent of all results (notes §XXII)."""

from typing import Any, ClassVar

from optuna.samplers import BaseSampler, RandomSampler


class Random:
    """Draws each setting at random, with Optuna's random sampler."""

    name = "random"
    learns = False
    options: ClassVar[dict[str, Any]] = {}

    def create(self, seed: int, trials_per_round: int) -> BaseSampler:  # noqa: ARG002 (all rounds are alike)
        """Return a sampler of independent draws from the whole space."""
        return RandomSampler(seed=seed)
