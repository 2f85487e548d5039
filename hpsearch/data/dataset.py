"""What networks are trained, chosen and judged on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.balance import Balance
from hpsearch.data.preprocessing import Preprocessing
from hpsearch.engine.binned import BinnedInputs, StoredInputs, written_out


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Examples: inputs (n_x, m) float32, a column each; y (m,), or (m, targets) for several.

    y holds class indices (int64), or for regression the target in its own units (float64). `group`, (m,), says which
    rows belong together, where the config does. `weights`, (m,), all above 0, say how much each example counts, if not
    all count the same. Where only some examples have inputs, (n_x, k), `drawn`, (k,), are the places of these.
    """

    inputs: StoredInputs
    y: NDArray[np.int64] | NDArray[np.float64]
    group: NDArray[np.intp] | None = None
    weights: NDArray[np.float32] | None = None
    drawn: NDArray[np.intp] | None = None

    @property
    def with_inputs(self) -> "Part":
        """The examples that have inputs: all of them, unless some were drawn."""
        if self.drawn is None:
            return self
        group = None if self.group is None else self.group[self.drawn]
        weights = None if self.weights is None else self.weights[self.drawn]
        return Part(self.inputs, self.y[self.drawn], group, weights)

    @property
    def size(self) -> int:
        """Bytes of the inputs, where all examples have them."""
        size: int = self.inputs.nbytes * len(self.y) // max(self.inputs.shape[1], 1)
        return size

    @property
    def x(self) -> NDArray[np.float32]:
        """The inputs written out, (n_x, m), an example's side by side in memory; of binned numbers made anew."""
        x: NDArray[np.float32] = written_out(self.inputs)
        return x

    def rows(self, places: NDArray[np.intp] | slice) -> NDArray[np.float32]:
        """The inputs of some examples written out, (examples, n_x)."""
        if isinstance(self.inputs, BinnedInputs):
            x: NDArray[np.float32] = written_out(self.inputs.at(places))
            return x.T
        some: NDArray[np.float32] = self.inputs.T[places]
        return some

    def take(self, places: NDArray[np.intp]) -> "Part":
        """Some of the examples, in the order of `places`, (examples,)."""
        group = None if self.group is None else self.group[places]
        weights = None if self.weights is None else self.weights[places]
        return Part(self.rows(places).T, self.y[places], group, weights)

    @property
    def is_empty(self) -> bool:
        """Whether it has no example: with folds, the dev part of the network that is kept."""
        return not self.y.size

    @property
    def count(self) -> float:
        """What all its examples count together."""
        return float(len(self.y)) if self.weights is None else float(self.weights.sum(dtype=np.float64))

    @property
    def effective_count(self) -> float:
        """How many examples of equal weight would say as much (Kish 1965, §11.7): (Σw)² / Σw²."""
        if self.weights is None:
            return float(len(self.y))
        weights = self.weights.astype(np.float64)
        return float(weights.sum() ** 2 / np.square(weights).sum())

    def absent(self, classes: tuple[str, ...]) -> list[str]:
        """Those of `classes` that no example has."""
        present = set(np.unique(self.y).tolist()) if classes else set()
        return [name for index, name in enumerate(classes) if index not in present]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """What networks are trained, chosen and judged on. `remarks` are sentences that the user should read.

    `image` is the (height, width, channels) of examples that are images, whose inputs are its values in that order;
    `positive` the place of the class, of two, that F1 and the like judge. `test_places`, (m,), says which rows of the
    source the test part has, from 0. `fingerprint` is empty if only some examples have inputs.
    """

    name: str
    task: str
    classes: tuple[str, ...]
    targets: tuple[str, ...]
    features: tuple[str, ...]
    train: Part
    dev: Part
    test: Part | None
    preprocessing: Preprocessing
    remarks: tuple[str, ...]
    fingerprint: str
    image: tuple[int, int, int] | None = None
    positive: int = 1
    test_places: NDArray[np.intp] | None = None

    @property
    def target(self) -> str:
        """The name of the target, or the names of several, for a sentence."""
        return ", ".join(self.targets)

    @property
    def balance(self) -> Balance:
        """How all rows are shared out among the classes."""
        labels = np.concatenate([part.y for part in (self.train, self.dev, self.test) if part is not None])
        counts = np.bincount(labels, minlength=len(self.classes)).tolist() if self.classes else []
        dev = len(self.train.y) if self.dev.is_empty else len(self.dev.y)  # in folds each row is held out once
        return Balance(self.classes, counts, dev, self.classes[self.positive] if len(self.classes) == 2 else None)
