"""What a sampler believes about a search, round by round, axis by axis."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AxisBelief:
    """Where a round was drawn along one axis, and the share of the differences between results that it explains.

    Of a choice, `best` is the option of the best trial, and `low` and `high` are the same. `zero` says that exactly 0
    is drawn too, which lies outside of a range. A sampler without a model knows no `importance`. `edge` is the end of
    the range, lower or upper, that the best trials sit at, if they do. Where the best trial does not use the
    hyperparameter, `best` is None.
    """

    name: str
    low: Any
    high: Any
    best: Any
    importance: float | None
    edge: str = ""
    zero: bool = False

    @property
    def advice(self) -> str:
        """A sentence, where the best trials sit at an end of the range; empty elsewhere."""
        if not self.edge:
            return ""
        end = self.low if self.edge == "lower" else self.high
        return f"{self.name}: the best trials sit at the {self.edge} end of the range, {end:g}; widen it"


@dataclass(frozen=True, slots=True)
class RoundBelief:
    """What was believed before the trials from number `start` on were drawn."""

    start: int
    axes: tuple[AxisBelief, ...]
