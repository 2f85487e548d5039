"""A trained model as one file: its network and the preprocessing that belongs to it; no pickle anywhere."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data import Preprocessing
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.network import Network
from hpsearch.errors import UsageError
from hpsearch.store.atomic import replacing

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "hpsearch-model-1"


@dataclass(frozen=True, slots=True)
class Model:
    """One network with its preprocessing: from a table's rows to predictions.

    `parameters` is (P,); `classes` is empty for regression.
    """

    architecture: Architecture
    parameters: NDArray[np.floating[Any]]
    preprocessing: Preprocessing
    classes: tuple[str, ...]

    def predict(self, rows: "pd.DataFrame | NDArray[Any]") -> NDArray[Any]:
        """Class names, or values in the target's own units, (m,), of a frame or an array (m, columns).

        Raises DataError where a column that training used is missing.
        """
        values = self._head_values(rows)
        if self.classes:
            names: NDArray[np.str_] = np.array(self.classes)[values.argmax(axis=0)]
            return names
        target: NDArray[np.float64] = values[0] * self.preprocessing.target_std + self.preprocessing.target_mean
        return target

    def predict_probabilities(self, rows: "pd.DataFrame | NDArray[Any]") -> NDArray[np.float64]:
        """Probabilities, (m, classes), in the order of `classes`. Raises UsageError for a regression model."""
        if not self.classes:
            raise UsageError("this model predicts a number; it has no class probabilities")
        return self._head_values(rows).T

    def _head_values(self, rows: "pd.DataFrame | NDArray[Any]") -> NDArray[np.float64]:
        """What the head makes of the last Z, (classes or 1, m)."""
        network = Network(self.architecture, self.parameters[None])
        z = network.predict(self.preprocessing.transform(rows).astype(self.parameters.dtype, copy=False))
        values: NDArray[np.float64] = network.head.predict(z)[0].astype(np.float64)
        return values

    def save(self, path: Path) -> None:
        """Write the model as safetensors, at once. Raises StorageError."""
        from safetensors.numpy import save  # noqa: PLC0415 (only the end of a run needs it)

        arrays, settings = self.preprocessing.to_arrays()
        about = {
            "format": FORMAT,
            "architecture": asdict(self.architecture),
            "preprocessing": settings,
            "classes": self.classes,
        }
        tensors = {f"preprocessing.{name}": array for name, array in arrays.items()} | {"parameters": self.parameters}
        content = save(
            {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()},
            metadata={"hpsearch": json.dumps(about)},  # a single entry: the order of several would vary
        )
        with replacing(path) as file:
            file.write(content)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model back. Raises UsageError where the file is missing or not one of ours."""
        from safetensors import SafetensorError, safe_open  # noqa: PLC0415 (only prediction needs it)

        try:
            with safe_open(path, framework="numpy") as file:
                about = json.loads((file.metadata() or {}).get("hpsearch", "{}"))
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (it is no mapping)
        except (OSError, SafetensorError) as error:
            raise UsageError(f"{path}: no model can be read from it ({error})") from error
        if about.get("format") != FORMAT:
            raise UsageError(f"{path}: not a model of this version of hpsearch; expected format {FORMAT}")
        parameters = tensors.pop("parameters")
        arrays = {name.removeprefix("preprocessing."): tensor for name, tensor in tensors.items()}
        shape = about["architecture"] | {"hidden": tuple(about["architecture"]["hidden"])}
        return cls(
            Architecture(**shape),
            parameters,
            Preprocessing.from_arrays(arrays, about["preprocessing"]),
            tuple(about["classes"]),
        )
