"""The range of the target in the training part, to which predictions are limited if the config says so."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.records import Record

Bound = float | NDArray[np.float64]


class TargetRange(Record, eq=False):
    """The smallest and the largest standardised value; with several targets (targets,) each."""

    low: Bound
    high: Bound

    @classmethod
    def of(cls, y: NDArray[Any], mean: Bound, deviation: Bound) -> Self:
        """Return the range of the training part's targets y, (m,) or (m, targets)."""
        low, high = ((each - mean) / deviation for each in (y.min(axis=0), y.max(axis=0)))
        return cls(low, high) if y.ndim > 1 else cls(float(low), float(high))

    @classmethod
    def of_json(cls, stated: Sequence[Any] | None) -> Self | None:
        """Return the range from the result of `as_json`; None for None."""
        if stated is None:
            return None
        return cls(*(np.array(each) if isinstance(each, list) else float(each) for each in stated))

    def as_json(self) -> list[Any]:
        """Return the range as JSON values: two numbers, or two lists."""
        return [np.asarray(each).tolist() for each in (self.low, self.high)]


def limited(z: NDArray[Any], target_range: TargetRange | None) -> NDArray[Any]:
    """Limit standardised predictions, (…, targets, m), to a range, in float64; without a range they are unchanged."""
    if target_range is None:
        return z
    low, high = (np.reshape(each, (-1, 1)) for each in (target_range.low, target_range.high))
    within: NDArray[np.float64] = np.clip(z.astype(np.float64), low, high)
    return within
