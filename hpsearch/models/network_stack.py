"""Networks of one shape that predict together, for an ensemble."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.target.names import TargetStatistic
from hpsearch.engine.network import Network
from hpsearch.engine.target_range import TargetRange, limited
from hpsearch.models.in_chunks import PREDICTED_AT_ONCE
from hpsearch.records import Record

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array


class NetworkStack(Record, eq=False):
    """Networks of one view, with their weights, (models,); numbers are converted to the first view's scale."""

    network: Network
    weights: NDArray[np.float64]
    view: int
    target_range: TargetRange | None
    scale: TargetStatistic = 1.0
    shift: TargetStatistic = 0.0

    def mean(self, x: "Array") -> NDArray[np.float64]:
        """Return the contribution of these networks to the weighted mean, (outputs, m), for inputs (n_x, m)."""
        values = self.network.head.predict(_exact(self.network.predict(x, PREDICTED_AT_ONCE)))
        mean = _weighted(limited(values, self.target_range), self.weights)
        if np.all(self.scale == 1) and not np.any(self.shift):
            return mean
        mean *= np.reshape(self.scale, (-1, 1))
        mean += np.reshape(self.shift, (-1, 1))
        return mean


def _exact(z: "Array") -> NDArray[np.float64]:
    exact: NDArray[np.float64] = z.astype(np.float64)
    return exact


def _weighted(values: "Array", weights: "Array") -> NDArray[np.float64]:
    """Return the weighted sum of values, (models, outputs, m), over the models."""
    total: NDArray[np.float64] = (values * weights[:, None, None]).sum(axis=0)
    return total
