"""A trained model as one file: its network and its preprocessing, without pickle."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data import Preprocessing
from hpsearch.data.inputs.stored_form import to_arrays
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS, Head
from hpsearch.engine.heads.softmax import SoftmaxHead
from hpsearch.engine.network import Network
from hpsearch.engine.target_range import limited
from hpsearch.errors import UsageError
from hpsearch.metrics.predictions import SMALLEST_OF_NETWORK
from hpsearch.models.in_chunks import PREDICTED_AT_ONCE
from hpsearch.models.model_checks import (
    architecture_of,
    faults_of_inputs,
    faults_of_network,
    refuse_faults,
    stated_architecture,
    stored_preprocessing,
)
from hpsearch.models.predictor import Predictor
from hpsearch.records import Record, replace
from hpsearch.runs.store.disk.atomic import replacing

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array
    from hpsearch.models.file_forms import About


class Model(Predictor, Record):
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
        widths += f" × {shape.members} members" if shape.members > 1 else ""
        widths += f" with {shape.waves} cosines a number" if shape.waves and shape.numbers else ""
        return f"Model({widths}, {shape.activation}, {shape.head}; {kind}, {self.parameters.size:,} parameters)"

    @property
    def head(self) -> Head:
        """The head, which turns Z into predictions."""
        return HEADS[self.architecture.head]

    @property
    def size(self) -> int:
        """The number of networks, which is 1."""
        return 1

    @property
    def units(self) -> int:
        """Number of units of the first layer."""
        return self.architecture.widths[1]

    @property
    def dtype(self) -> DTypeLike:
        """The data type of the network's computation."""
        return self.parameters.dtype

    @property
    def takes_temperature(self) -> bool:
        """Whether a temperature can be applied: there is one output layer, and not one for each member."""
        return bool(self.classes) and self.architecture.members == 1

    def at_temperature(self, temperature: float) -> "Model":
        """Return the model with a temperature applied: its last layer is divided by it.

        Raises ValueError if that is not possible.
        """
        if not self.takes_temperature:
            raise ValueError("a temperature is for the probabilities of one network")
        parameters, layout = self.parameters.copy(), self.architecture.layout()
        last = max(layer for layer, *_ in layout.slots)
        for layer, name, _shape, part in layout.tensors():
            if layer == last and name in ("W", "b"):
                parameters[part] /= temperature
        return replace(self, parameters=parameters)

    def sure_as(self, temperature: float) -> "Model":
        """Return the model with a temperature applied; for 1 itself, also if `takes_temperature` is false."""
        return self if temperature == 1 else self.at_temperature(temperature)

    def networks(self) -> "Callable[[Array], NDArray[np.floating[Any]]]":
        """Return a function from inputs, (n_x, m), to Z, (outputs, m)."""
        network = Network(self.architecture, self.parameters[None])
        return lambda x: limited(network.predict(x, PREDICTED_AT_ONCE)[0], self.preprocessing.target_range)

    @property
    def least(self) -> float:
        """The smallest probability in a logarithm: that of a single network is known from Z with all its digits."""
        return SMALLEST_OF_NETWORK

    def likelihoods(self, z: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The probabilities, (m, classes); those of one unit as of two, so that both have all digits near 0."""
        of_classes = (z if len(z) > 1 else np.concatenate([np.zeros_like(z), z])).astype(np.float64)
        values: NDArray[np.float64] = SoftmaxHead().predict(of_classes[None])[0].T
        return values

    def save(self, path: str | Path) -> str:
        """Write the model's file to `path`, atomically; return its checksum. Raises StorageError."""
        from hpsearch.models.model_file import packed  # noqa: PLC0415 (pydantic; only the end of a run needs it)

        arrays, settings = to_arrays(self.preprocessing)
        about = {
            "architecture": stated_architecture(self.architecture),
            "preprocessing": settings,
            "classes": self.classes,
        }
        tensors = {f"preprocessing.{name}": array for name, array in arrays.items()} | {"parameters": self.parameters}
        content, checksum = packed(tensors, about)
        with replacing(Path(path)) as file:
            file.write(content)
        return checksum

    @classmethod
    def load(cls, path: str | Path, checksum: str | None = None) -> Self:
        """Load a model. Raises UsageError if the file is missing or damaged, or has another checksum."""
        from hpsearch.models.file_forms import About  # noqa: PLC0415 (as in save)
        from hpsearch.models.model_file import with_checksum  # noqa: PLC0415

        file = with_checksum(Path(path), checksum)
        if not isinstance(file.about, About):
            raise UsageError(f"{path}: is an ensemble of networks; hpsearch.load reads it")
        return cls.of(file.arrays, file.about, Path(path))

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], about: "About", path: Path) -> Self:
        """Make the model from a file's arrays and header. Raises UsageError if these do not fit together."""
        shape = architecture_of(about.architecture)
        faults = faults_of_inputs(arrays, about.preprocessing, {"parameters": shape})
        preprocessing = stored_preprocessing(arrays, about.preprocessing, path, faults)
        refuse_faults(faults_of_network(arrays["parameters"], shape, about.preprocessing, about.classes), path)
        return cls(shape, arrays["parameters"], preprocessing, tuple(about.classes))
