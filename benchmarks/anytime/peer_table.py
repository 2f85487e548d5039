"""A table as arrays of numbers, the same for both peers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.table_parts import Parts

PARTS = ("train", "dev", "test")


@dataclass(frozen=True)
class PeerTable:
    """Inputs and targets of the three parts: places among the `classes`, or standardised numbers where that is 0."""

    x: tuple[NDArray[np.float32], ...]
    y: tuple[NDArray[Any], ...]
    classes: int

    @classmethod
    def read(cls, path: Path, target: str, task: str) -> "PeerTable":
        """Of a CSV file whose column `part` says train, dev or test."""
        frame = pd.read_csv(path)
        train, dev, test = (frame[frame["part"] == part].drop(columns="part") for part in PARTS)
        parts = Parts.of(train, dev, test, target)
        if task == "regression":
            middle, spread = parts.y[0].mean(), parts.y[0].std()
            return cls(parts.x, tuple(((y - middle) / spread).astype(np.float32) for y in parts.y), 0)
        names = np.unique(parts.y[0])
        return cls(parts.x, tuple(pd.Index(names).get_indexer(y) for y in parts.y), len(names))

    def error(self, predicted: NDArray[Any], part: int, rows: slice = slice(None)) -> float:
        """The share of wrong classes, or the RMSE over the deviation that the target has in the training part."""
        return error(self.y[part][rows], predicted[rows], regression=not self.classes)


def error(y: NDArray[Any], predicted: NDArray[Any], *, regression: bool) -> float:
    """As PeerTable has it, of targets that are prepared."""
    if regression:
        return float(np.sqrt(np.mean((np.asarray(predicted, np.float64) - y) ** 2)))
    return float(np.mean(predicted != y))
