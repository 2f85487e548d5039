"""The metric of a search, over new rows whose target is known."""

from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.new_rows.known_target import KnownTarget
from hpsearch.errors import DataError
from hpsearch.metrics import metric_named
from hpsearch.metrics.predictions import SMALLEST
from hpsearch.trials.table import short

if TYPE_CHECKING:
    from hpsearch.data.new_rows.conversion import NewRows
    from hpsearch.models.predictor import Predictor

_TOLD_ANYWAY = ("error", "rmse", "loss")
"""Metrics that every prediction is told with; the loss is that of training."""


@dataclass(slots=True)
class SearchMetric:
    """Gathers the outputs and labels of the rows for a metric such as dev_auc; `positive` is the class, of two."""

    name: str
    positive: int = 1
    _outputs: list[NDArray[Any]] = field(default_factory=list)
    _labels: list[NDArray[Any]] = field(default_factory=list)
    _is_known: bool = True
    _least: float = SMALLEST

    def take(self, model: "Predictor", z: NDArray[Any], truth: KnownTarget, rows: "NewRows") -> None:
        """Add rows with the model's outputs `z`, unless some are of a class that the model does not have."""
        if not self.is_needed(model) or not self._is_known:
            return
        try:
            labels, known = truth.labels(rows)
        except DataError:
            self._is_known = False
            return
        made = model.likelihoods(z) if model.classes else model.decided(z)
        self._least = model.least
        self._outputs.append(made[known])
        self._labels.append(labels[known])

    def is_needed(self, model: "Predictor") -> bool:
        """Whether the metric is another than the error or RMSE, and one of a single target."""
        return self._bare not in _TOLD_ANYWAY and len(model.preprocessing.targets) == 1

    @property
    def sentence(self) -> str:
        """The value of the metric in words; empty if there is none to tell."""
        if not self._labels or not self._is_known:
            return ""
        value = metric_named(self._bare).over(
            np.concatenate(self._outputs), np.concatenate(self._labels), self.positive, self._least
        )()
        return (
            "" if isnan(value) else f"{self._bare} {short(float(value))}, the metric of the search, over the same rows"
        )

    @property
    def _bare(self) -> str:
        return self.name.removeprefix("dev_")
