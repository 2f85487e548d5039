"""The metrics of a whole stack of networks, measured on the examples of a part."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from hpsearch.engine.arrays import Array, Labels, Mask
from hpsearch.engine.binned import at_once
from hpsearch.engine.heads import HEADS, Head, Losses
from hpsearch.engine.network import CHUNK, Network
from hpsearch.engine.target_range import limited
from hpsearch.metrics import metric_named
from hpsearch.metrics.actual import Actual
from hpsearch.metrics.predictions import prediction_errors
from hpsearch.metrics.reading import Reading
from hpsearch.records import Record
from hpsearch.training.examples.batches import batch_sizes
from hpsearch.training.examples.sets import Examples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpsearch.engine.target_range import TargetRange

NUMBERS_AT_ONCE = 1 << 22
"""Numbers of Z in memory at a time, unless a chunk of the network has more."""


def measured(
    network: Network,
    examples: Examples,
    names: Sequence[str],
    scale: float,
    target_range: "TargetRange | None" = None,
) -> dict[str, Losses]:
    """Return each metric of the networks on `examples`, (models,); Z is computed for some examples at a time.

    `scale` converts standardised targets to their own units. If there is a `target_range`, predictions are limited to
    it; the loss is always that of Z, as in training.
    """
    m = len(examples.y)
    metrics = {name: metric_named(name) for name in names}
    outputs = OfZ(HEADS[examples.head], scale, target_range)
    values: dict[str, NDArray[Any]] = {}
    for start, end in pairwise(accumulate(_sizes(network, examples), initial=0)):
        some = examples.part(slice(start, end))
        z = network.predict(some.x)
        for name, metric in metrics.items():
            each = metric.of_each(outputs, z, some.actual)
            kept = values.setdefault(name, np.empty((*each.shape[:-1], m), each.dtype))
            kept[..., start:end] = each
    return {name: metric.overall(outputs, values[name], examples.actual) for name, metric in metrics.items()}


def _sizes(network: Network, examples: Examples) -> list[int]:
    """Return how many examples are predicted at a time: whole chunks of the network, and never a single example.

    A sum over the classes of a single example would be rounded in another order.
    """
    chunks = NUMBERS_AT_ONCE // (network.models * network.architecture.outputs * CHUNK)
    most = min(max(chunks, 1) * CHUNK, at_once(examples.inputs, CHUNK))
    return batch_sizes(len(examples.y), most, least=2) or [0]


class OfZ(Reading, Record):
    """Outputs as Z of the last layer, (models, outputs, m); standardised numbers in units of `unit`.

    If there is a `target_range`, predictions are limited to it.
    """

    head: Head
    unit: float = 1.0
    target_range: "TargetRange | None" = None

    def losses(self, z: Array, actual: Actual) -> Array:
        """Return the head's loss of each example."""
        return self.head.example_losses(z, self.head.targets(actual.y, actual.classes, z.dtype))

    def decided(self, z: Array) -> Labels:
        """Return the predicted class of each example; −1 if Z is not finite."""
        return np.where(np.isfinite(z).all(axis=1), self.head.decide(z), -1)

    def wrong(self, z: Array, actual: Actual) -> Mask:
        """Return whether the predicted class of each example is wrong."""
        wrong: Mask = self.head.decide(z) != actual.y
        return wrong

    def probabilities(self, z: Array) -> Losses:
        """Return the probabilities of all classes, in float64."""
        return self.head.predict(z.astype(np.float64)).astype(np.float64, copy=False)

    def scores(self, z: Array, actual: Actual) -> Iterator[tuple[int, Array]]:
        """Yield Z of the positive class of two; for more classes, the probabilities of each class in turn."""
        if z.shape[1] == 1:
            yield actual.positive, z[:, 0] if actual.positive else -z[:, 0]
        else:
            yield from enumerate(_probabilities(z))

    def differences(self, z: Array, actual: Actual) -> Array:
        """Return standardised prediction minus standardised value."""
        z = limited(z, self.target_range).astype(z.dtype, copy=False)
        return prediction_errors(z, actual.y.astype(z.dtype, copy=False))


def _probabilities(z: Array) -> Iterator[Array]:
    """Yield the probabilities of each class in turn, (models, m), in float64: float32 has ties near 0 and 1."""
    top, total = z.max(axis=1).astype(np.float64), np.empty((len(z), z.shape[2]))
    step = max(NUMBERS_AT_ONCE // (len(z) * z.shape[1]), 2)
    for start, end in pairwise(accumulate(batch_sizes(z.shape[2], step, least=2), initial=0)):
        total[:, start:end] = np.exp(z[..., start:end] - top[:, None, start:end]).sum(axis=1)
    for label in range(z.shape[1]):
        yield np.exp(z[:, label] - top) / total
