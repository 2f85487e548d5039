"""Labelled rows with what a model makes of them: all that a metric needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import nan
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.metric import Metric

if TYPE_CHECKING:
    from hpsearch.data import Preprocessing
    from hpsearch.engine.architecture import Architecture
    from hpsearch.engine.arrays import Array

Outputs = NDArray[np.float64]
"""Probabilities, (rows, classes), or numbers in the target's own units, (rows,), of several (rows, targets)."""


class Figures(Protocol):
    """Has the value of a metric on some rows; NaN where it has none."""

    def value(self, metric: Metric) -> float:
        """Return the value of a metric on these rows."""


@dataclass(frozen=True, slots=True)
class RecordedFigures:
    """The dev figures that a run recorded, by name, such as dev_error."""

    values: Mapping[str, float]

    def value(self, metric: Metric) -> float:
        """The metric's value; NaN where it is not recorded."""
        return self.values.get(f"dev_{metric.full_name}", nan)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedRows:
    """Rows with a label each, class indices or numbers, `y`, and a model's `outputs`.

    `positive` is the class, of two, that F1 and the like judge. `weights` say how much each row counts, `groups`, from
    0, which rows belong together: they are drawn together when rows are resampled. Several targets, which y then has a
    column for each of, are divided by their `deviations`, (targets,), before they are judged together.
    """

    outputs: Outputs
    y: NDArray[Any]
    positive: int = 1
    weights: NDArray[np.float64] | None = None
    groups: NDArray[np.intp] | None = None
    deviations: NDArray[np.float64] | None = None

    def judge(self, metric: Metric) -> Callable[..., float]:
        """A function of the weights of the rows that gives the metric's value; of several targets that of all."""
        if self.deviations is None:
            return metric.over(self.outputs, self.y, self.positive)
        return metric.over(self.outputs / self.deviations, self.y / self.deviations)

    def of_target(self, place: int) -> "JudgedRows":
        """These rows with one of several targets, in its own units."""
        return replace(self, outputs=self.outputs[:, place], y=self.y[:, place], deviations=None)

    def value(self, metric: Metric) -> float:
        """The metric's value; NaN where it has none on these rows."""
        return self.judge(metric)(self.weights)

    @property
    def decided(self) -> NDArray[np.int64]:
        """The most probable class of each row, the first among equals."""
        decided: NDArray[np.int64] = self.outputs.argmax(axis=1)
        return decided

    @property
    def units(self) -> NDArray[np.intp]:
        """What is resampled: the group of each row, or the row itself, (rows,)."""
        return np.arange(len(self.y)) if self.groups is None else self.groups

    @property
    def equal(self) -> bool:
        """Whether every row counts as much as any other, and for itself."""
        return self.weights is None and self.groups is None


def network_outputs(
    architecture: "Architecture", parameters: "Array", preprocessing: "Preprocessing", x: "Array"
) -> Outputs:
    """What a network makes of inputs x, (n_x, rows)."""
    from hpsearch.models.model import Model  # noqa: PLC0415 (a report judges no network)

    return Model(architecture, parameters, preprocessing, preprocessing.classes).outputs_of(x)
