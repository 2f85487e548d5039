"""The networks and examples of each row of the table of steps."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

Hidden = tuple[int, ...]
"""The units of each hidden layer."""

Rows = NDArray[np.float32]
Labels = NDArray[np.int64]

LEARNING_RATE = 1e-4
"""So low that no network learns its examples by heart: gradients that vanish are denormal numbers, which are slow."""

KEEP_PROB = 0.8


@dataclass(frozen=True, slots=True)
class Workload:
    """Models of `hidden` layers, to be trained on `batches` batches an epoch; one output means a sigmoid head.

    `regularised` models have batch norm and dropout on every hidden layer. All batches are full.
    """

    label: str
    hidden: tuple[Hidden, ...]  # one a model
    inputs: int
    outputs: int
    batch: int
    batches: int
    regularised: bool = False
    digits: bool = False

    @property
    def examples(self) -> int:
        """How many there are."""
        return self.batch * self.batches

    @property
    def shapes(self) -> dict[Hidden, int]:
        """How many of the models have each shape."""
        return dict(Counter(self.hidden))

    @property
    def one_by_one(self) -> tuple[Hidden, ...]:
        """What to train where models are trained one at a time: of models that are all alike, one tells."""
        return self.hidden if len(self.shapes) > 1 else self.hidden[:1]

    def widths(self, hidden: Hidden) -> tuple[int, ...]:
        """n[0], n[1], … n[L] of a model."""
        return (self.inputs, *hidden, self.outputs)

    def arrays(self) -> tuple[Rows, Labels]:
        """x, (examples, inputs), and labels, (examples,)."""
        if self.digits:
            x, y = load_digits(return_X_y=True)
            return np.asarray(x[: self.examples] / 16, np.float32), y[: self.examples]
        draw = np.random.default_rng(0)
        x = draw.standard_normal((self.examples, self.inputs), np.float32)
        return x, draw.integers(max(2, self.outputs), size=self.examples)


@cache
def searched(trials: int = 64) -> tuple[Hidden, ...]:
    """Layers from 1 to 4 and units from 16 to 256, one number a trial."""
    draw = np.random.default_rng(0)
    layers, units = draw.integers(1, 5, trials), draw.integers(16, 257, trials)
    return tuple((int(width),) * int(depth) for width, depth in zip(units, layers, strict=True))


WORKLOADS = {
    "a": Workload("64-64-32-10, batch 64, 8 models", ((64, 32),) * 8, 64, 10, 64, 16),
    "b": Workload("30-128-128-128-1, batch 256, 8 models", ((128, 128, 128),) * 8, 30, 1, 256, 16),
    "c": Workload("784-256-128-10, batch 128, 1 model", ((256, 128),), 784, 10, 128, 64),
    "d": Workload("a, batch norm and dropout", ((64, 32),) * 8, 64, 10, 64, 16, regularised=True),
    "e": Workload("b, batch norm and dropout", ((128, 128, 128),) * 8, 30, 1, 256, 16, regularised=True),
    "f": Workload("c, batch norm and dropout", ((256, 128),), 784, 10, 128, 64, regularised=True),
    "g": Workload("digits, 64 trials of 1–4 layers of 16–256 units, batch 64", searched(), 64, 10, 64, 16, digits=True),
}
