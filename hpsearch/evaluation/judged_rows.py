"""Labelled rows with a model's outputs: all that a metric needs."""

from collections.abc import Callable, Mapping
from math import nan
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.metric import Metric
from hpsearch.metrics.predictions import SMALLEST
from hpsearch.records import Record, replace

if TYPE_CHECKING:
    from hpsearch.data import Preprocessing
    from hpsearch.engine.architecture import Architecture
    from hpsearch.engine.arrays import Array
    from hpsearch.engine.binned import StoredInputs

Outputs = NDArray[np.float64]
"""Probabilities, (rows, classes), or numbers in the target's units, (rows,), with several targets (rows, targets)."""


class Figures(Protocol):
    """Gives the value of a metric on some rows; NaN if undefined."""

    def value(self, metric: Metric) -> float:
        """Return the value of a metric on these rows."""


class RecordedFigures(Record):
    """The dev metrics that a run recorded, by name, such as dev_error."""

    values: Mapping[str, float]

    def value(self, metric: Metric) -> float:
        """Return the metric's value; NaN if it is not recorded."""
        return self.values.get(f"dev_{metric.full_name}", nan)


class JudgedRows(Record, eq=False):
    """Rows with their labels `y`, class indices or numbers, and a model's `outputs`.

    `positive` is the class, of two, for F1 and similar metrics. `weights` are the weights of the rows. `groups`, from
    0, say which rows belong together; they are resampled together. Several targets, one column of y each, are divided
    by their `deviations`, (targets,), before they are judged together. `least` is the smallest probability in a
    logarithm. For numbers `loss` is that of training, which stands in place of the metric of this name.
    """

    outputs: Outputs
    y: NDArray[Any]
    positive: int = 1
    weights: NDArray[np.float64] | None = None
    groups: NDArray[np.intp] | None = None
    deviations: NDArray[np.float64] | None = None
    least: float = SMALLEST
    loss: Metric | None = None

    def fitting(self, metric: Metric) -> Metric:
        """Return the metric by which these rows are judged: the loss of training in place of the metric `loss`."""
        return self.loss if self.loss is not None and self.loss.name == metric.name else metric

    def judge(self, metric: Metric) -> Callable[..., float]:
        """Return a function from row weights to the metric's value; with several targets the value over all of them."""
        metric = self.fitting(metric)
        if self.deviations is None:
            return metric.over(self.outputs, self.y, self.positive, self.least)
        return metric.over(self.outputs / self.deviations, self.y / self.deviations)

    def of_target(self, place: int) -> "JudgedRows":
        """Return these rows with one of several targets, in its own units."""
        return replace(self, outputs=self.outputs[:, place], y=self.y[:, place], deviations=None)

    def value(self, metric: Metric) -> float:
        """Return the metric's value; NaN if it is undefined on these rows."""
        return self.judge(metric)(self.weights)

    @property
    def decided(self) -> NDArray[np.int64]:
        """The most probable class of each row, the first among equals."""
        decided: NDArray[np.int64] = self.outputs.argmax(axis=1)
        return decided

    @property
    def units(self) -> NDArray[np.intp]:
        """The unit of resampling of each row, (rows,): its group, or the row itself."""
        return np.arange(len(self.y)) if self.groups is None else self.groups

    @property
    def equal(self) -> bool:
        """Whether all rows have the same weight, and none are grouped."""
        return self.weights is None and self.groups is None


def network_outputs(
    architecture: "Architecture", parameters: "Array", preprocessing: "Preprocessing", inputs: "StoredInputs"
) -> Outputs:
    """Return a network's outputs for inputs (n_x, rows)."""
    from hpsearch.models.model import Model  # noqa: PLC0415 (not needed for reports)

    return Model(architecture, parameters, preprocessing, preprocessing.classes).outputs_of(inputs)
