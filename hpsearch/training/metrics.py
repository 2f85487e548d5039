"""The metrics by which models are judged, each of a whole stack at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.engine.arrays import Array, Labels, Mask
from hpsearch.engine.heads import HEADS, Losses, mean_losses
from hpsearch.engine.network import CHUNK, Network
from hpsearch.training.batches import batch_sizes
from hpsearch.training.examples import Examples
from hpsearch.training.ranks import area_under_curve

NUMBERS_AT_ONCE = 1 << 22
"""How many numbers of Z to keep in memory at a time; one chunk of the network may have more."""

ExampleValues = NDArray[Any]
"""What a metric keeps of each model and example, (models, m), or Z itself, (models, outputs, m)."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a model from its Z, (models, outputs, m), on some examples; regression's in original units.

    `of_each` is what counts of each example, which can be taken of some examples at a time, and `overall` the number
    that follows from all of it and the scale of the target. `every_class` says that it has no value on examples among
    which a class is missing.
    """

    name: str
    tasks: tuple[str, ...]
    maximize: bool
    of_each: Callable[[Array, Examples], ExampleValues]
    overall: Callable[[ExampleValues, Examples, float], Losses]
    every_class: bool = False

    def measure(self, z: Array, examples: Examples, scale: float) -> Losses:
        """Its value for each model, (models,), where Z of all examples is there."""
        return self.overall(self.of_each(z, examples), examples, scale)


def measured(network: Network, examples: Examples, names: Sequence[str], scale: float) -> dict[str, Losses]:
    """Each metric of the networks on `examples`, (models,); Z is there for some of them at a time."""
    m = len(examples.y)
    values: dict[str, ExampleValues] = {}
    for start, end in pairwise(accumulate(_sizes(network, m), initial=0)):
        some = examples.part(slice(start, end))
        z = network.predict(some.x)
        for name in names:
            each = METRICS[name].of_each(z, some)
            kept = values.setdefault(name, np.empty((*each.shape[:-1], m), each.dtype))
            kept[..., start:end] = each
    return {name: METRICS[name].overall(values[name], examples, scale) for name in names}


def _sizes(network: Network, examples: int) -> list[int]:
    """How many examples are predicted at a time: whole chunks of the network, and never one alone.

    A sum over the classes of a single example would be rounded in another order.
    """
    chunks = NUMBERS_AT_ONCE // (network.models * network.architecture.outputs * CHUNK)
    return batch_sizes(examples, max(chunks, 1) * CHUNK, least=2) or [0]


def _losses(z: Array, examples: Examples) -> ExampleValues:
    return HEADS[examples.head].example_losses(z, examples.targets)


def _squares(z: Array, examples: Examples) -> ExampleValues:
    squares: Array = np.square(z - examples.targets, dtype=np.float64).sum(axis=-2)
    return squares


def _loss(losses: ExampleValues, _examples: Examples, _scale: float) -> Losses:
    return mean_losses(losses)


def _wrong(z: Array, examples: Examples) -> ExampleValues:
    wrong: Mask = HEADS[examples.head].decide(z) != examples.y
    return wrong


def _error(wrong: ExampleValues, _examples: Examples, _scale: float) -> Losses:
    error: Losses = np.mean(wrong, axis=1)
    return error


def _accuracy(wrong: ExampleValues, examples: Examples, scale: float) -> Losses:
    return 1 - _error(wrong, examples, scale)


def _decided(z: Array, examples: Examples) -> ExampleValues:
    """The class of each example, (models, examples); -1 where Z is not finite."""
    return np.where(np.isfinite(z).all(axis=1), HEADS[examples.head].decide(z), -1)


def _f1(decided: ExampleValues, examples: Examples, _scale: float) -> Losses:
    """F1, (models,): 2 hits / (predicted + present), of the positive class of two, else the mean over all.

    A class that is neither predicted nor present counts 0 (scikit-learn's zero_division=0).
    """
    models, classes = len(decided), examples.classes
    own = np.maximum(decided, 0) + classes * np.arange(models)[:, None]  # each model's classes, numbered apart

    def count(chosen: Labels) -> Labels:
        return np.bincount(chosen, minlength=models * classes).reshape(models, classes)

    hits, predicted = count(own[decided == examples.y]), count(own.ravel())
    present = np.bincount(examples.y.astype(np.int64), minlength=classes)
    f1 = 2 * hits / np.maximum(predicted + present, 1)
    return np.where((decided >= 0).all(axis=1), f1[:, examples.positive] if classes == 2 else f1.mean(axis=1), np.nan)


def _z(z: Array, _examples: Examples) -> ExampleValues:
    return z


def _auc(z: ExampleValues, examples: Examples, _scale: float) -> Losses:
    """The area under the ROC curve, (models,); for more than two classes, the mean over each against the rest."""
    finite = np.isfinite(z.max(axis=(1, 2))) & np.isfinite(z.min(axis=(1, 2)))
    if z.shape[1] == 1:
        return np.where(finite, area_under_curve(z[:, 0], examples.y == 1), np.nan)
    if not np.bincount(examples.y.astype(np.int64), minlength=examples.classes).all():
        return np.full(len(z), np.nan)
    areas = [area_under_curve(a, examples.y == label) for label, a in enumerate(_probabilities(z))]
    return np.where(finite, np.stack(areas, axis=1).mean(axis=1), np.nan)


def _probabilities(z: ExampleValues) -> Iterator[Array]:
    """Those of one class after the other, (models, m), in float64: float32 would make ties near 0 and 1."""
    top, total = z.max(axis=1).astype(np.float64), np.empty((len(z), z.shape[2]))
    step = max(NUMBERS_AT_ONCE // (len(z) * z.shape[1]), 2)
    for start, end in pairwise(accumulate(batch_sizes(z.shape[2], step, least=2), initial=0)):
        total[:, start:end] = np.exp(z[..., start:end] - top[:, None, start:end]).sum(axis=1)
    for label in range(z.shape[1]):
        yield np.exp(z[:, label] - top) / total


def _rmse(squares: ExampleValues, _examples: Examples, scale: float) -> Losses:
    rmse: Losses = scale * np.sqrt(mean_losses(squares))
    return rmse


def _distances(z: Array, examples: Examples) -> ExampleValues:
    distances: Array = np.abs(z[:, 0] - examples.targets[0], dtype=np.float64)
    return distances


def _mae(distances: ExampleValues, _examples: Examples, scale: float) -> Losses:
    mae: Losses = scale * np.mean(distances, axis=1)
    return mae


def _r2(squares: ExampleValues, examples: Examples, _scale: float) -> Losses:
    return 1 - mean_losses(squares) / np.var(examples.targets, dtype=np.float64)


BOTH = ("classification", "regression")
METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("loss", BOTH, maximize=False, of_each=_losses, overall=_loss),
        Metric("error", BOTH[:1], maximize=False, of_each=_wrong, overall=_error),
        Metric("accuracy", BOTH[:1], maximize=True, of_each=_wrong, overall=_accuracy),
        Metric("f1", BOTH[:1], maximize=True, of_each=_decided, overall=_f1),
        Metric("auc", BOTH[:1], maximize=True, of_each=_z, overall=_auc, every_class=True),
        Metric("rmse", BOTH[1:], maximize=False, of_each=_squares, overall=_rmse),
        Metric("mae", BOTH[1:], maximize=False, of_each=_distances, overall=_mae),
        Metric("r2", BOTH[1:], maximize=True, of_each=_squares, overall=_r2),
    )
}


def default_metric(task: str) -> str:
    """Return the default metric of a task: error or rmse."""
    return "error" if task == "classification" else "rmse"
