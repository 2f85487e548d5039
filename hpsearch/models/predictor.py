"""The interface of all trained models: from a table's rows to predictions, probabilities and a score."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data import Preprocessing
from hpsearch.data.columns import consumed
from hpsearch.data.new_rows.known_target import Agreement, KnownTarget
from hpsearch.data.new_rows.unseen import Unseen
from hpsearch.data.target.task import as_typed
from hpsearch.engine.binned import dense_pieces
from hpsearch.engine.heads import Head
from hpsearch.errors import DataError, UsageError
from hpsearch.metrics.predictions import SMALLEST
from hpsearch.models.in_chunks import PREDICTED_AT_ONCE, InChunks
from hpsearch.system.threads import one_thread
from hpsearch.text.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hpsearch.data.new_rows.conversion import NewRows
    from hpsearch.data.reading.given import Columns
    from hpsearch.engine.arrays import Array
    from hpsearch.engine.binned import StoredInputs

    Rows = pd.DataFrame | NDArray[Any] | str | Path | Columns


class Predictor:
    """A preprocessing, `classes` (empty for regression), and networks that compute Z from the inputs."""

    __slots__ = ()

    preprocessing: Preprocessing
    classes: tuple[str, ...]

    @property
    def beside(self) -> tuple[Preprocessing, ...]:
        """Other preprocessings of the same columns; their inputs follow those of the first."""
        return ()

    @property
    def head(self) -> Head:
        """The head, which turns Z into predictions."""
        raise NotImplementedError

    @property
    def size(self) -> int:
        """Number of networks that predict together."""
        raise NotImplementedError

    @property
    def units(self) -> int:
        """Smallest number of units of a network's first layer."""
        raise NotImplementedError

    @property
    def dtype(self) -> DTypeLike:
        """The data type of the networks' inputs."""
        raise NotImplementedError

    def networks(self) -> "Callable[[Array], NDArray[np.floating[Any]]]":
        """Return a function from preprocessed inputs, (n_x, m), to Z, (outputs, m)."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        columns = ", ".join(self.preprocessing.columns[:20]) + (", …" if len(self.preprocessing.columns) > 20 else "")
        told = (repr(self), f"predicts {self.preprocessing.target} from {columns}")
        return "".join(f"<p>{escape(visible(sentence))}</p>" for sentence in told)

    def predict(self, rows: "Rows") -> NDArray[Any]:
        """Predict classes, of the target's own type, or values in its own units, (m,).

        Rows are a path, a frame, an array, a list with a dict for each row, or a dict of columns. Several
        targets are (m, targets), in the order of `data.target`.

        Warns of words and missing values that training has not seen. Raises DataError if a column that training used is
        missing, or has values that cannot be read as in training.
        """
        unseen = Unseen()
        pieces = [self.decided(z) for z, _ in self.forward(rows, unseen)]
        _warn(unseen)
        return np.concatenate(pieces) if pieces else self.decided(self.no_rows())

    def predict_proba(self, rows: "Rows") -> NDArray[np.float64]:
        """Predict probabilities, (m, classes), in the order of `classes_`. Raises UsageError for regression."""
        if not self.classes:
            raise UsageError("this model predicts a number; it has no class probabilities")
        unseen = Unseen()
        pieces = [z for z, _ in self.forward(rows, unseen)]
        _warn(unseen)
        values = np.empty((sum(z.shape[1] for z in pieces), len(self.classes)))
        start = 0
        for z in consumed(pieces):  # frees each piece after use
            values[start : start + z.shape[1]] = self.probabilities(z)
            start += z.shape[1]
        return values

    def score(self, rows: "Rows", y: Any = None) -> float:
        """Return the accuracy, or R² for regression (the mean over several targets), as in scikit-learn.

        `y` are the true values, by default those of the target's column in `rows`; rows without a value are ignored.
        Raises DataError if no true value is one of the model's classes, or one is no number for a regression.
        """
        unseen, targets, task = Unseen(), self.preprocessing.targets, self.preprocessing.task
        truth = KnownTarget(self.preprocessing, unseen)
        if y is not None:
            return truth.compare_values(self.predict(rows), y).score(task)
        agreement = Agreement()
        for z, others in self.forward(rows, unseen, targets):
            agreement += truth.compare(self.decided(z), others)
        if why := truth.why_none(agreement):
            raise DataError(why)
        unseen.remarks += agreement.remarks
        _warn(unseen)
        return agreement.score(task)

    @property
    def classes_(self) -> NDArray[Any]:
        """The classes in the order of the probabilities, with the type of the target: bools, numbers or words."""
        return as_typed(self.classes, self.preprocessing.kind)

    def forward(
        self, rows: "Rows", unseen: Unseen, others: Sequence[str] = (), optional: Sequence[str] = ()
    ) -> Iterator[tuple[NDArray[np.floating[Any]], "NewRows"]]:
        """Yield Z, (outputs, m), for some rows at a time, in order, with the columns `others` of these rows.

        The columns `optional` are included if the rows have them. Values that training has not seen are counted in
        `unseen`.

        The bits of a row's Z do not depend on the rows beside it: each goes through the networks in a chunk of the same
        size and the same order in memory, away from its ends.
        """
        width = sum(len(each.features) for each in (self.preprocessing, *self.beside))
        in_chunks = InChunks(self.networks, width, self.units, self.dtype)

        def z_of(inputs: "tuple[StoredInputs, ...]") -> NDArray[np.floating[Any]]:
            return np.concatenate([self.no_rows(), *in_chunks.z(inputs)], axis=1)

        with one_thread():  # in each of ours: more threads sum in another order
            yield from self.preprocessing.pieces(rows, unseen, z_of, others, optional, self.beside)

    def outputs_of(self, inputs: "StoredInputs") -> NDArray[np.float64]:
        """Probabilities, (m, classes), or values in the target's units, (m,) or (m, targets), of inputs (n_x, m)."""
        forward = self.networks()
        with one_thread(), np.errstate(all="ignore"):  # more threads sum in another order
            pieces = [forward(x.astype(self.dtype, copy=False)) for x in dense_pieces(inputs, PREDICTED_AT_ONCE)]
        z = np.concatenate(pieces, axis=1).astype(np.float64)
        return self.likelihoods(z) if self.classes else self.decided(z)

    def decided(self, z: NDArray[np.floating[Any]]) -> NDArray[Any]:
        """The predictions, (m,) or of several targets (m, targets), that Z, (outputs, m), stands for."""
        if self.classes:
            classes: NDArray[Any] = self.classes_[self.head.decide(z[None])[0]]
            return classes
        mean, deviation = np.float64(self.preprocessing.target_mean), np.float64(self.preprocessing.target_std)
        target: NDArray[np.float64] = (z[0] if mean.ndim == 0 else z.T) * deviation + mean
        return target

    def probabilities(self, z: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The probabilities, (m, classes), that Z, (outputs, m), stands for."""
        values: NDArray[np.float64] = self.head.predict(z[None].astype(np.float64))[0].T
        return values

    @property
    def least(self) -> float:
        """The smallest probability in a logarithm."""
        return SMALLEST

    def likelihoods(self, z: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The probabilities, (m, classes), by which the model is judged: none below `least` is told from 0."""
        return self.probabilities(z)

    def no_rows(self) -> NDArray[np.floating[Any]]:
        """The Z of an input without rows, (outputs, 0)."""
        return np.empty((self.head.outputs(len(self.classes), len(self.preprocessing.targets)), 0), self.dtype)


def _warn(unseen: Unseen) -> None:
    for sentence in unseen.sentences:
        warnings.warn(sentence, stacklevel=3)
