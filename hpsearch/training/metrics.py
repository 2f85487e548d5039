"""The metrics by which models are judged, each of a whole stack at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import HEADS, Losses
from hpsearch.training.examples import Examples


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a model from its Z, (models, outputs, m), on some examples; regression's in original units."""

    name: str
    tasks: tuple[str, ...]
    maximize: bool
    measure: Callable[[str, Array, Examples, float], Losses]  # head, Z, examples, scale of the target


def _loss(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    return HEADS[head].losses(z, examples.targets)


def _error(head: str, z: Array, examples: Examples, _scale: float) -> Losses:
    wrong: Losses = np.mean(HEADS[head].decide(z) != examples.y, axis=1)
    return wrong


def _accuracy(head: str, z: Array, examples: Examples, scale: float) -> Losses:
    return 1 - _error(head, z, examples, scale)


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
        Metric("rmse", BOTH[1:], maximize=False, measure=_rmse),
        Metric("mae", BOTH[1:], maximize=False, measure=_mae),
        Metric("r2", BOTH[1:], maximize=True, measure=_r2),
    )
}


def headline(task: str) -> str:
    """The metric that a task is judged by unless the config says otherwise: error or rmse."""
    return "error" if task == "classification" else "rmse"
