"""The range of the target in the training part, within which numbers are predicted where a config asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Bound = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TargetRange:
    """The least and the largest standardised value, of several targets (targets,) each."""

    low: Bound
    high: Bound

    @classmethod
    def of(cls, y: NDArray[Any], mean: Bound, deviation: Bound) -> Self:
        """That of the training part's targets y, (m,) or (m, targets)."""
        low, high = ((each - mean) / deviation for each in (y.min(axis=0), y.max(axis=0)))
        return cls(low, high) if y.ndim > 1 else cls(float(low), float(high))

    @classmethod
    def of_json(cls, stated: Sequence[Any] | None) -> Self | None:
        """What `as_json` was called on; None for None."""
        if stated is None:
            return None
        return cls(*(np.array(each) if isinstance(each, list) else float(each) for each in stated))

    def as_json(self) -> list[Any]:
        """What JSON can write: two numbers, or two lists."""
        return [np.asarray(each).tolist() for each in (self.low, self.high)]


def limited(z: NDArray[Any], target_range: TargetRange | None) -> NDArray[Any]:
    """Standardised predictions, (…, targets, m), in float64 within a range; as they are without one."""
    if target_range is None:
        return z
    low, high = (np.reshape(each, (-1, 1)) for each in (target_range.low, target_range.high))
    within: NDArray[np.float64] = np.clip(z.astype(np.float64), low, high)
    return within
