"""Coarse to fine: sample the whole space, then more densely in the regions with good results (notes §XXII)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from hpsearch.trials.regions import AxisRegion, RoundRegion

if TYPE_CHECKING:  # Optuna takes 0.1 s to import; a diagnosis needs the Gaussian process alone
    from optuna.samplers import BaseSampler

    from hpsearch.samplers.coarse_to_fine.sampler import CoarseToFineSampler

__all__ = ["AxisRegion", "CoarseToFine", "CoarseToFineSampler", "RoundRegion"]


class CoarseToFine:
    """The default sampler: round 1 covers the whole space, later rounds the regions with the best expected costs."""

    name = "coarse_to_fine"
    options: ClassVar[dict[str, Any]] = {"model": "gaussian_process", "keep": 0.25, "explore": 0.0625}

    def create(self, seed: int, trials_per_round: int, **options: Any) -> "BaseSampler":
        """Return the sampler; its first round is coarse."""
        from hpsearch.samplers.coarse_to_fine.sampler import CoarseToFineSampler  # noqa: PLC0415 (as above)

        return CoarseToFineSampler(seed, coarse=trials_per_round, **options)


def __getattr__(name: str) -> Any:
    """Import `CoarseToFineSampler` only when it is used, since it imports Optuna."""
    if name == "CoarseToFineSampler":
        return import_module(f"{__name__}.sampler").CoarseToFineSampler
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
