"""The metrics by which models are judged, each of a whole stack at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.heads import HEADS, Losses
from hpsearch.training.examples import Examples
from hpsearch.training.ranking import area_under_curve


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a model from its Z, (models, outputs, m), on some examples; regression's in original units.

    `every_class` says that it has no value on examples among which a class is missing.
    """

    name: str
    tasks: tuple[str, ...]
    maximize: bool
    measure: Callable[[str, Array, Examples, float], Losses]  # head, Z, examples, scale of the target
    every_class: bool = False


def _loss(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    return HEADS[head].losses(z, examples.targets)


def _error(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    wrong: Losses = np.mean(HEADS[head].decide(z) != examples.y, axis=1)
    return wrong


def _accuracy(head: str, z: Array, examples: Examples, scale: float) -> Losses:
    return 1 - _error(head, z, examples, scale)


def _f1(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    """2 hits / (predicted + present): of the second class of two, else the mean over the classes.

    A class that is neither predicted nor present counts 0 (scikit-learn's zero_division=0).
    """
    decided = HEADS[head].decide(z)
    models, classes = len(z), max(z.shape[1], 2)
    own = decided + classes * np.arange(models)[:, None]  # each model's classes, numbered apart

    def count(chosen: Labels) -> Labels:
        return np.bincount(chosen, minlength=models * classes).reshape(models, classes)

    hits, predicted = count(own[decided == examples.y]), count(own.ravel())
    present = np.bincount(examples.y.astype(np.int64), minlength=classes)
    f1 = 2 * hits / np.maximum(predicted + present, 1)
    return _where_finite(z, f1[:, 1] if classes == 2 else f1.mean(axis=1))


def _auc(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    """The area under the ROC curve; for more than two classes, the mean over each against the rest."""
    if z.shape[1] == 1:
        return _where_finite(z, area_under_curve(z[:, 0], examples.y == 1))
    probabilities = HEADS[head].predict(z.astype(np.float64))  # float32 would make ties near 0 and 1
    areas = [area_under_curve(a, examples.y == label) for label, a in enumerate(probabilities.swapaxes(0, 1))]
    return _where_finite(z, np.stack(areas, axis=1).mean(axis=1))


def _where_finite(z: Array, values: Losses) -> Losses:
    """`values`, but none for a model whose Z left the finite numbers."""
    return np.where(np.isfinite(z).all(axis=(1, 2)), values, np.nan)


def _rmse(head: str, z: Array, examples: Examples, scale: float) -> Losses:
    rmse: Losses = scale * np.sqrt(HEADS[head].losses(z, examples.targets))
    return rmse


def _mae(_head: str, z: Array, examples: Examples, scale: float) -> Losses:
    mae: Losses = scale * np.mean(np.abs(z[:, 0] - examples.targets[0], dtype=np.float64), axis=1)
    return mae


def _r2(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    return 1 - HEADS[head].losses(z, examples.targets) / np.var(examples.targets, dtype=np.float64)


BOTH = ("classification", "regression")
METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("loss", BOTH, maximize=False, measure=_loss),
        Metric("error", BOTH[:1], maximize=False, measure=_error),
        Metric("accuracy", BOTH[:1], maximize=True, measure=_accuracy),
        Metric("f1", BOTH[:1], maximize=True, measure=_f1),
        Metric("auc", BOTH[:1], maximize=True, measure=_auc, every_class=True),
        Metric("rmse", BOTH[1:], maximize=False, measure=_rmse),
        Metric("mae", BOTH[1:], maximize=False, measure=_mae),
        Metric("r2", BOTH[1:], maximize=True, measure=_r2),
    )
}


def headline(task: str) -> str:
    """The metric that a task is judged by unless the config says otherwise: error or rmse."""
    return "error" if task == "classification" else "rmse"
