"""Coarse to fine: sample at random, then more densely in the smaller region that did well (notes §XXII)."""

from typing import Any, ClassVar

from optuna.samplers import BaseSampler

from hpsearch.samplers.coarse_to_fine.sampler import CoarseToFineSampler
from hpsearch.trials.regions import AxisRegion, RoundRegion

__all__ = ["AxisRegion", "CoarseToFine", "CoarseToFineSampler", "RoundRegion"]


class CoarseToFine:
    """The default sampler: round 1 over the whole space, later rounds where it expects the best trials."""

    name = "coarse_to_fine"
    options: ClassVar[dict[str, Any]] = {"model": "gaussian_process", "keep": 0.25, "explore": 0.0625}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:
        """The sampler, coarse for one round."""
        return CoarseToFineSampler(seed, coarse=trials_per_round, **options)
