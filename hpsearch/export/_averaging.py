"""How the networks of an exported model become one: in which shares, and at which temperature."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model


@dataclass(frozen=True, slots=True)
class Averaging:
    """The mean of what networks predict, a share each, which sum to 1; of probabilities then at a temperature."""

    shares: tuple[float, ...]
    temperature: float = 1.0

    @classmethod
    def equal(cls, count: int) -> Self:
        """The plain mean of so many networks."""
        return cls((1 / count,) * count)


def networks_of(model: Model | Ensemble) -> tuple[Sequence[Model], Averaging]:
    """The networks of a model, each with its own preprocessing, and how they become one."""
    if isinstance(model, Model):
        return [model], Averaging.equal(1)
    return model.models, Averaging(tuple(member.weight for member in model.members), model.temperature)
