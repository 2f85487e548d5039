"""The samplers, which propose the next settings. One file each, named like its sampler.

A sampler's class has a `name`, its `options` with their defaults, and `create`, which makes an Optuna sampler. Samplers
see results only between rounds, so any number of workers gives the same trials. A sampler that does not know conditions
has `every_axis = True`: its trials also draw values that they do not use. A sampler that ignores results has `learns =
False`.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from hpsearch.registry import on_demand
from hpsearch.trials.regions import RoundRegion

if TYPE_CHECKING:  # Optuna takes 0.2 s to import; a config needs the samplers' names alone
    from optuna.samplers import BaseSampler
    from optuna.study import Study
    from optuna.trial import FrozenTrial

    from hpsearch.samplers.coarse_to_fine import CoarseToFineSampler
    from hpsearch.space import Space
    from hpsearch.trials.outcomes import Settings

__all__ = ["SAMPLERS", "CoarseToFineSampler", "Explains", "LaysOut", "LooksOutside", "SamplerKind", "learns"]


class SamplerKind(Protocol):
    """What the search needs of a sampler."""

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]]

    def create(self, seed: int, trials_per_round: int, **options: Any) -> "BaseSampler":
        """Return an Optuna sampler whose draws depend only on `seed` and on the results it was told.

        Raises ValueError for invalid options, ModuleNotFoundError if a package is missing.
        """


@runtime_checkable
class LaysOut(Protocol):
    """A sampler that lists settings in advance; they are tried first."""

    def lay_out(self, space: "Space", trials: int, seed: int, **options: Any) -> "list[Settings]":
        """Return the settings for a search of `trials` trials. Raises ValueError."""


@runtime_checkable
class Explains(Protocol):
    """An Optuna sampler that knows the region from which it draws; the search stores it for each round."""

    def region(self, study: "Study") -> RoundRegion | None:
        """Return the region of the next trial, in Optuna's parameters; None if it is the whole space."""


@runtime_checkable
class LooksOutside(Protocol):
    """An Optuna sampler that can learn from results of an earlier search with other ranges."""

    def learn(self, trials: "Sequence[FrozenTrial]", taken: int = 0) -> None:
        """Learn from completed trials of no study, whose values may be outside of their distributions.

        The first `taken` trials of the study are of the same earlier search.
        """


SAMPLERS: Mapping[str, SamplerKind] = on_demand(sys.modules[__name__])


def learns(name: str) -> bool:
    """Whether the sampler of that name uses the results that it is told.

    >>> learns("tpe"), learns("random")
    (True, False)
    """
    return bool(getattr(SAMPLERS[name], "learns", True))


def __getattr__(name: str) -> Any:
    """Import `CoarseToFineSampler` only when it is used, since it imports Optuna."""
    if name == "CoarseToFineSampler":
        return import_module("hpsearch.samplers.coarse_to_fine").CoarseToFineSampler
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
