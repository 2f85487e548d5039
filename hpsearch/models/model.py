"""A trained model as one file: its network and the preprocessing that belongs to it; no pickle anywhere."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data import Preprocessing
from hpsearch.data.columns import consumed
from hpsearch.data.known_target import Agreement, KnownTarget
from hpsearch.data.task import as_typed
from hpsearch.data.unseen import Unseen
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS, OF_LOSS, head_of
from hpsearch.engine.network import CHUNK, Network
from hpsearch.errors import UsageError
from hpsearch.runs.store.atomic import replacing
from hpsearch.system.threads import one_thread
from hpsearch.text.visible import visible

if TYPE_CHECKING:
    import pandas as pd

    from hpsearch.data.reading.table import RowBatch
    from hpsearch.models.model_file import About, PreprocessingForm

    Rows = pd.DataFrame | NDArray[Any] | str | Path


@dataclass(frozen=True, slots=True, repr=False)
class Model:
    """One network with its preprocessing: from a table's rows to predictions.

    `parameters` is (P,); `classes` is empty for regression.
    """

    architecture: Architecture
    parameters: NDArray[np.floating[Any]]
    preprocessing: Preprocessing
    classes: tuple[str, ...]

    def __repr__(self) -> str:
        shape = self.architecture
        widths = "-".join(map(str, (shape.inputs, *shape.hidden, shape.outputs)))
        kind = f"{len(self.classes)} classes" if self.classes else "regression"
        return f"Model({widths}, {shape.activation}, {shape.head}; {kind}, {self.parameters.size:,} parameters)"

    def _repr_html_(self) -> str:
        columns = ", ".join(self.preprocessing.columns[:20]) + (", …" if len(self.preprocessing.columns) > 20 else "")
        told = (repr(self), f"predicts {self.preprocessing.target} from {columns}")
        return "".join(f"<p>{escape(visible(sentence))}</p>" for sentence in told)

    def predict(self, rows: "Rows") -> NDArray[Any]:
        """Classes of the target's own type, or values in its own units, (m,), of a path, a frame or an array.

        Warns of words and missing values that training has not seen. Raises DataError where a column that training
        used is missing, or holds what cannot be read as training read it.
        """
        unseen = Unseen()
        pieces = [self.decided(z) for z, _ in self.forward(rows, unseen)]
        _warn(unseen)
        return np.concatenate(pieces) if pieces else self.decided(self._none())

    def predict_proba(self, rows: "Rows") -> NDArray[np.float64]:
        """Probabilities, (m, classes), in the order of `classes_`. Raises UsageError for a regression model."""
        if not self.classes:
            raise UsageError("this model predicts a number; it has no class probabilities")
        unseen = Unseen()
        pieces = [z for z, _ in self.forward(rows, unseen)]
        _warn(unseen)
        values = np.empty((sum(z.shape[1] for z in pieces), len(self.classes)))
        start = 0
        for z in consumed(pieces):  # as the probabilities grow, what they are made of goes
            values[start : start + z.shape[1]] = self.probabilities(z)
            start += z.shape[1]
        return values

    def score(self, rows: "Rows", y: Any = None) -> float:
        """The accuracy, or R² for a regression, as scikit-learn's models have it.

        `y` are the true values, by default those of the target's column in `rows`; rows without one do not count.
        """
        unseen, target, task = Unseen(), self.preprocessing.target, self.preprocessing.task
        if y is not None:
            return Agreement.of(self.predict(rows), np.asarray(y), task).score(task)
        truth, agreement = KnownTarget(self.preprocessing), Agreement()
        for z, others in self.forward(rows, unseen, [target]):
            agreement += truth.compare(self.decided(z), others[target])
        _warn(unseen)
        return agreement.score(task)

    @property
    def classes_(self) -> NDArray[Any]:
        """The classes in the order of the probabilities: booleans, numbers or words, as the target's column has."""
        return as_typed(self.classes, self.preprocessing.kind)

    def forward(
        self, rows: "Rows", unseen: Unseen, others: Sequence[str] = (), optional: Sequence[str] = ()
    ) -> Iterator[tuple[NDArray[np.floating[Any]], "RowBatch"]]:
        """Z, (outputs, m), of some rows at a time, in their order, with the cells of the columns `others`.

        Those of the columns `optional` are there if the rows have them. What training has not seen is counted in
        `unseen`.

        The bits of a row's Z do not depend on the rows beside it: each goes through the network in a chunk of the same
        size and the same order in memory.
        """
        network = Network(self.architecture, self.parameters[None])
        chunk = np.zeros((CHUNK, self.architecture.inputs), self.parameters.dtype)
        for piece in self.preprocessing.pieces(rows, unseen, others, optional):
            inputs = piece.x.T
            z = np.empty((self.architecture.outputs, len(inputs)), self.parameters.dtype)
            with one_thread():  # more threads sum in another order
                for start in range(0, len(inputs), CHUNK):
                    some = inputs[start : start + CHUNK]
                    chunk[: len(some)] = some
                    z[:, start : start + CHUNK] = network.predict(chunk.T)[0, :, : len(some)]
            yield z, piece.others

    def decided(self, z: NDArray[np.floating[Any]]) -> NDArray[Any]:
        """The predictions, (m,), that Z, (outputs, m), stands for."""
        if self.classes:
            classes: NDArray[Any] = self.classes_[HEADS[self.architecture.head].decide(z[None])[0]]
            return classes
        target: NDArray[np.float64] = z[0] * np.float64(self.preprocessing.target_std) + self.preprocessing.target_mean
        return target

    def probabilities(self, z: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The probabilities, (m, classes), that Z, (outputs, m), stands for."""
        values: NDArray[np.float64] = HEADS[self.architecture.head].predict(z[None].astype(np.float64))[0].T
        return values

    def _none(self) -> NDArray[np.floating[Any]]:
        """The Z of no rows."""
        return np.empty((self.architecture.outputs, 0), self.parameters.dtype)

    def save(self, path: Path) -> str:
        """Write the model's file, at once; its checksum. Raises StorageError."""
        from hpsearch.models.model_file import packed  # noqa: PLC0415 (pydantic; only the end of a run needs it)

        arrays, settings = self.preprocessing.to_arrays()
        about = {"architecture": asdict(self.architecture), "preprocessing": settings, "classes": self.classes}
        tensors = {f"preprocessing.{name}": array for name, array in arrays.items()} | {"parameters": self.parameters}
        content, checksum = packed(tensors, about)
        with replacing(path) as file:
            file.write(content)
        return checksum

    @classmethod
    def load(cls, path: Path, checksum: str | None = None) -> Self:
        """Read a model back. Raises UsageError where the file is missing, damaged, or not the one of this checksum."""
        from hpsearch.models.model_file import unpacked  # noqa: PLC0415 (as in save)

        file = unpacked(path)
        if checksum is not None and file.sha256 != checksum:
            raise UsageError(
                f"{path}: is not the model that this run saved; `hpsearch run CONFIG --resume` writes that again"
            )
        about = file.about.model_dump(exclude_none=True)
        shape = Architecture(**about["architecture"] | {"hidden": tuple(file.about.architecture.hidden)})
        if fault := next(_faults(file.arrays, file.about, shape), ""):
            raise UsageError(f"{path}: {fault}; take a whole copy of the file, or have the model written again")
        arrays = {name.removeprefix("preprocessing."): array for name, array in file.arrays.items()}
        parameters = arrays.pop("parameters")
        try:
            preprocessing = Preprocessing.from_arrays(arrays, about["preprocessing"])
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path}: its columns are read in a way that is unknown here ({error})") from error
        if len(preprocessing.features) != shape.inputs:
            raise UsageError(f"{path}: its network has {shape.inputs} inputs, and its columns make another number")
        return cls(shape, parameters, preprocessing, tuple(file.about.classes))


def _warn(unseen: Unseen) -> None:
    for sentence in unseen.sentences:
        warnings.warn(sentence, stacklevel=3)


def _faults(arrays: Mapping[str, NDArray[Any]], about: "About", shape: Architecture) -> Iterator[str]:
    """What about a file's parts does not fit together; only the first is to be relied on."""
    yield from _faults_of_inputs(arrays, about.preprocessing, shape)
    preprocessing, classes = about.preprocessing, about.classes
    if shape.activation not in ACTIVATIONS or shape.head not in HEADS:
        yield f"activation {shape.activation!r} or head {shape.head!r} is unknown"
    if not np.isfinite(arrays["parameters"]).all():
        yield "a number in it is none"
    if len(classes) == 1 or preprocessing.classes != classes or len(set(classes)) < len(classes):
        yield "its classes do not fit together"
    head = HEADS[shape.head]
    if (preprocessing.task == "regression") != (not classes) or not any(
        head is head_of(len(classes), loss) for loss in OF_LOSS
    ):
        yield f"its head {shape.head!r} does not fit its {len(classes)} classes"
    if shape.outputs != head.outputs(len(classes)) or arrays["parameters"].size != shape.layout().size:
        yield "its parameters do not fit its network"


def _faults_of_inputs(
    arrays: Mapping[str, NDArray[Any]], preprocessing: "PreprocessingForm", shape: Architecture
) -> Iterator[str]:
    width = len(preprocessing.numeric) + sum(5 + timed for _, _, timed in preprocessing.dates)
    sizes = {
        **{f"preprocessing.{name}": width for name in ("shift", "scale", "fill")},
        **({"preprocessing.pivots": len(preprocessing.numeric)} if "preprocessing.pivots" in arrays else {}),
        **({"preprocessing.edges": sum(preprocessing.edges)} if "preprocessing.edges" in arrays else {}),
    }
    if set(arrays) != {"parameters", *sizes}:
        yield f"holds {', '.join(sorted(arrays)) or 'nothing'}; a model has parameters and its preprocessing"
    if any(arrays[name].shape != (size,) or arrays[name].dtype != "f8" for name, size in sizes.items()):
        yield "its preprocessing does not fit its columns"
    if any(column >= width for column in preprocessing.indicators):
        yield "its preprocessing does not fit its columns"
    usable = all(np.isfinite(arrays[name]).all() for name in {*sizes} - {"preprocessing.scale"})
    if not usable or not (arrays["preprocessing.scale"] > 0).all():
        yield "a number in it is none"
    edges = arrays.get("preprocessing.edges", np.empty(0))
    if len(preprocessing.edges) != (width if "preprocessing.edges" in arrays else 0):
        yield "its bins do not fit its columns"
    if not _rising(edges, preprocessing.edges):
        yield "the edges of its bins do not rise"
    numbers = edges.size - len(preprocessing.edges) if "preprocessing.edges" in arrays else width
    groups = (len(words) + sum(others) for _, words, *others in preprocessing.one_hot)
    inputs = numbers + len(preprocessing.indicators) + sum(groups)
    if shape.inputs != inputs:
        yield f"its network has {shape.inputs} inputs, and its columns make another number"


def _rising(edges: NDArray[np.float64], counts: Sequence[int]) -> bool:
    """Whether the edges of each number, so many of one after the other, rise."""
    return all((np.diff(one) > 0).all() for one in np.split(edges, np.cumsum(counts)))
