"""The samplers by name: how the next settings are chosen. One file each, named as its sampler is.

A sampler's class has a `name`, the `options` that a config may give it with their defaults, and `create`, which
makes an Optuna sampler. Samplers see results only between rounds, so any number of workers gives the same trials.
One that knows nothing of conditions has `every_axis = True`: its trials draw what they leave unused, too. One that
takes no notice of results has `learns = False`.
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
    """What the search asks of a sampler."""

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]]

    def create(self, seed: int, trials_per_round: int, **options: Any) -> "BaseSampler":
        """An Optuna sampler whose draws depend on `seed` and on the results it was told.

        Raises ValueError for options that it cannot take, ModuleNotFoundError where a package is missing.
        """


@runtime_checkable
class LaysOut(Protocol):
    """A sampler that knows settings beforehand; they are tried first."""

    def lay_out(self, space: "Space", trials: int, seed: int, **options: Any) -> "list[Settings]":
        """The settings, for a search that is planned with so many `trials`. Raises ValueError."""


@runtime_checkable
class Explains(Protocol):
    """An Optuna sampler that says where it draws; the search stores that round by round."""

    def region(self, study: "Study") -> RoundRegion | None:
        """Region that the next trial is drawn from, in Optuna's parameters; None if that is the whole space."""


@runtime_checkable
class LooksOutside(Protocol):
    """An Optuna sampler that learns from results of an earlier search with other ranges."""

    def learn(self, trials: "Sequence[FrozenTrial]") -> None:
        """Take completed trials into account that belong to no study; values may lie outside of their distributions."""


SAMPLERS: Mapping[str, SamplerKind] = on_demand(sys.modules[__name__])


def learns(name: str) -> bool:
    """Whether the sampler of that name proposes settings by the results that it is told.

    >>> learns("tpe"), learns("random")
    (True, False)
    """
    return bool(getattr(SAMPLERS[name], "learns", True))


def __getattr__(name: str) -> Any:
    """`CoarseToFineSampler`, imported when it is asked for, since it imports Optuna."""
    if name == "CoarseToFineSampler":
        return import_module("hpsearch.samplers.coarse_to_fine").CoarseToFineSampler
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
