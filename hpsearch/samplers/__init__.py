"""The samplers by name: how the next settings are chosen. One file each.

A sampler's class has a `name`, the `options` that a config may give it with their defaults, and `create`, which
makes an Optuna sampler. Samplers see results only between rounds, so any number of workers gives the same trials.
"""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from optuna.samplers import BaseSampler

from hpsearch.registry import discover


class SamplerKind(Protocol):
    """What the search asks of a sampler."""

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Any]]

    def create(self, seed: int, trials_per_round: int, **options: Any) -> BaseSampler:
        """An Optuna sampler whose draws depend on `seed` and on the results it was told."""


SAMPLERS: dict[str, SamplerKind] = discover(sys.modules[__name__])
