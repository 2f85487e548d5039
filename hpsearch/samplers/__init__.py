"""The samplers by name: how the next settings are chosen. One file each, named as its sampler is.

A sampler's class has a `name`, the `options` that a config may give it with their defaults, and `create`, which
makes an Optuna sampler. Samplers see results only between rounds, so any number of workers gives the same trials.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from hpsearch.registry import OnDemand

if TYPE_CHECKING:  # Optuna takes 0.2 s to import; a config needs the samplers' names alone
    from optuna.samplers import BaseSampler


class SamplerKind(Protocol):
    """What the search asks of a sampler."""

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]]

    def create(self, seed: int, trials_per_round: int, **options: Any) -> "BaseSampler":
        """An Optuna sampler whose draws depend on `seed` and on the results it was told."""


SAMPLERS: Mapping[str, SamplerKind] = OnDemand(sys.modules[__name__])
