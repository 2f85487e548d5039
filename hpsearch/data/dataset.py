"""The data on which networks are trained, chosen and judged."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.different import different
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.data.target.balance import Balance
from hpsearch.engine.binned import BinnedInputs, StoredInputs, written_out
from hpsearch.records import Record


class Part(Record, eq=False):
    """Examples: inputs (n_x, m) float32, one column each; y (m,), or (m, targets) for several targets.

    y has class indices (int64), or for regression the target in its own units (float64). `group`, (m,), says which rows
    belong together, if the config has a group. `weights`, (m,), all above 0, are the weights of the examples, None if
    equal. If only a sample has inputs, (n_x, k), `drawn`, (k,), are its indices.
    """

    inputs: StoredInputs
    y: NDArray[np.int64] | NDArray[np.float64]
    group: NDArray[np.intp] | None = None
    weights: NDArray[np.float32] | None = None
    drawn: NDArray[np.intp] | None = None

    @property
    def with_inputs(self) -> "Part":
        """Return the examples that have inputs: all, or the drawn sample."""
        if self.drawn is None:
            return self
        group = None if self.group is None else self.group[self.drawn]
        weights = None if self.weights is None else self.weights[self.drawn]
        return Part(self.inputs, self.y[self.drawn], group, weights)

    @property
    def size(self) -> int:
        """Bytes of the inputs of all examples."""
        size: int = self.inputs.nbytes * len(self.y) // max(self.inputs.shape[1], 1)
        return size

    @property
    def x(self) -> NDArray[np.float32]:
        """The inputs as a dense array, (n_x, m), those of an example adjacent; binned numbers are computed."""
        x: NDArray[np.float32] = written_out(self.inputs)
        return x

    def rows(self, places: NDArray[np.intp] | slice) -> NDArray[np.float32]:
        """Return the dense inputs of some examples, (examples, n_x)."""
        if isinstance(self.inputs, BinnedInputs):
            x: NDArray[np.float32] = written_out(self.inputs.at(places))
            return x.T
        some: NDArray[np.float32] = self.inputs.T[places]
        return some

    def take(self, places: NDArray[np.intp]) -> "Part":
        """Return some of the examples, in the order of `places`, (examples,)."""
        group = None if self.group is None else self.group[places]
        weights = None if self.weights is None else self.weights[places]
        inputs = self.inputs.at(places) if isinstance(self.inputs, BinnedInputs) else self.rows(places).T
        return Part(inputs, self.y[places], group, weights)

    @property
    def is_empty(self) -> bool:
        """Whether it has no examples, as the dev part of the final network with folds."""
        return not self.y.size

    @property
    def count(self) -> float:
        """The sum of the examples' weights."""
        return float(len(self.y)) if self.weights is None else float(self.weights.sum(dtype=np.float64))

    @property
    def effective_count(self) -> float:
        """The effective number of examples of equal weight (Kish 1965, §11.7): (Σw)² / Σw²."""
        if self.weights is None:
            return float(len(self.y))
        weights = self.weights.astype(np.float64)
        return float(weights.sum() ** 2 / np.square(weights).sum())

    def absent(self, classes: tuple[str, ...]) -> list[str]:
        """Return those of `classes` that no example has."""
        present = set(different(self.y).tolist()) if classes else set()
        return [name for index, name in enumerate(classes) if index not in present]


class Dataset(Record, eq=False):
    """The data on which networks are trained, chosen and judged. `remarks` are sentences for the user.

    `image` is the (height, width, channels) of images, whose inputs are the values in that order; `positive` is the
    index of the class, of two, for F1 and similar metrics. `test_places`, (m,), are the positions of the test rows in
    the source, from 0. `fingerprint` is a hash of inputs and targets, and empty if only a sample has inputs;
    `rows_hash` is one of the rows of each part and their targets, whatever the inputs are.
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
    rows_hash: str = ""

    @property
    def target(self) -> str:
        """The name of the target, or the names of several, for a sentence."""
        return self.preprocessing.target

    @property
    def balance(self) -> Balance:
        """The distribution of all rows over the classes."""
        labels = np.concatenate([part.y for part in (self.train, self.dev, self.test) if part is not None])
        counts = np.bincount(labels, minlength=len(self.classes)).tolist() if self.classes else []
        dev = len(self.train.y) if self.dev.is_empty else len(self.dev.y)  # with folds each row is held out once
        return Balance(self.classes, counts, dev, self.classes[self.positive] if len(self.classes) == 2 else None)
