"""How the predictions of an exported model's networks are averaged: the weight of each network, and the temperature."""

from collections.abc import Sequence
from typing import Self

from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model
from hpsearch.records import Record


class Averaging(Record):
    """A weighted mean of predictions; the weights sum to 1. A temperature is then applied to probabilities."""

    shares: tuple[float, ...]
    temperature: float = 1.0

    @classmethod
    def equal(cls, count: int) -> Self:
        """Return the unweighted mean of `count` networks."""
        return cls((1 / count,) * count)


def networks_of(model: Model | Ensemble) -> tuple[Sequence[Model], Averaging]:
    """Return the networks of a model, each with its own preprocessing, and how to average them."""
    if isinstance(model, Model):
        return [model], Averaging.equal(1)
    return model.models, Averaging(tuple(member.weight for member in model.members), model.temperature)
