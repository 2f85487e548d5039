"""Networks whose predictions are averaged, as one model and one file."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data import Preprocessing
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS, Head
from hpsearch.engine.network import Network
from hpsearch.errors import UsageError
from hpsearch.models.model import Model
from hpsearch.models.model_checks import (
    architecture_of,
    faults_of_inputs,
    faults_of_network,
    refuse_faults,
    stored_preprocessing,
)
from hpsearch.models.predictor import Predictor
from hpsearch.runs.store.atomic import replacing

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array
    from hpsearch.models.model_file import EnsembleAbout

_LEAST = 1e-300
"""The least probability of a class whose logarithm is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class WeightedNetwork:
    """A network of an ensemble, its parameters (P,), and its share of the mean."""

    architecture: Architecture
    parameters: NDArray[np.floating[Any]]
    weight: float


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ensemble(Predictor):
    """The weighted mean of what some networks predict: of probabilities, or for regression of values.

    The weights sum to 1. Probabilities are those at a `temperature`: of one above 1 they are less sure.
    """

    members: tuple[WeightedNetwork, ...]
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    temperature: float = 1.0

    def __repr__(self) -> str:
        kind = f"{len(self.classes)} classes" if self.classes else "regression"
        parameters = sum(member.parameters.size for member in self.members)
        return f"Ensemble({len(self.members)} networks; {kind}, {parameters:,} parameters)"

    @property
    def head(self) -> Head:
        """The head, which makes predictions of Z."""
        return HEADS[self.members[0].architecture.head]

    @property
    def size(self) -> int:
        """Number of networks in the mean."""
        return len(self.members)

    @property
    def dtype(self) -> DTypeLike:
        """The type that the networks compute with."""
        return self.members[0].parameters.dtype

    @property
    def models(self) -> tuple[Model, ...]:
        """Each network as a model of its own."""
        return tuple(
            Model(each.architecture, each.parameters, self.preprocessing, self.classes) for each in self.members
        )

    def networks(self) -> "Callable[[Array], NDArray[np.floating[Any]]]":
        """A function that makes Z, (outputs, m), of inputs, (n_x, m): such that the head makes the mean of it."""
        stacks = [(Network(shape, parameters), weights) for shape, parameters, weights in self._stacks()]

        def forward(x: "Array") -> NDArray[np.float64]:
            mean = reduce(np.add, (_weighted(net.head.predict(_exact(net.predict(x))), w) for net, w in stacks))
            if not self.classes:
                return mean
            logarithms = np.log(np.maximum(mean, _LEAST))
            if len(logarithms) > self.head.outputs(len(self.classes)):  # one unit for two classes
                logarithms = logarithms[1:] - logarithms[:1]
            z: NDArray[np.float64] = logarithms / self.temperature
            return z

        return forward

    def _stacks(self) -> "list[tuple[Architecture, Array, Array]]":
        """Networks of one architecture, their parameters (models, P) and weights (models,)."""
        by_shape: dict[Architecture, list[WeightedNetwork]] = {}
        for member in self.members:
            by_shape.setdefault(member.architecture, []).append(member)
        return [
            (shape, np.stack([each.parameters for each in some]), np.array([each.weight for each in some]))
            for shape, some in by_shape.items()
        ]

    def save(self, path: Path) -> str:
        """Write the ensemble's file, at once; its checksum. Raises StorageError."""
        from hpsearch.models.model_file import ENSEMBLE_FORMAT, packed  # noqa: PLC0415 (pydantic; at the end alone)

        arrays, settings = self.preprocessing.to_arrays()
        about = {
            "format": ENSEMBLE_FORMAT,
            "members": [{"architecture": asdict(each.architecture), "weight": each.weight} for each in self.members],
            "temperature": self.temperature,
            "preprocessing": settings,
            "classes": self.classes,
        }
        tensors = {f"preprocessing.{name}": array for name, array in arrays.items()}
        content, checksum = packed(tensors | dict(zip(self._names, self._parameters, strict=True)), about)
        with replacing(path) as file:
            file.write(content)
        return checksum

    @property
    def _names(self) -> list[str]:
        return names_of(len(self.members))

    @property
    def _parameters(self) -> list[NDArray[np.floating[Any]]]:
        return [member.parameters for member in self.members]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], about: "EnsembleAbout", path: Path) -> Self:
        """The ensemble of a file's arrays and header. Raises UsageError where these do not fit together."""
        shapes = [architecture_of(member.architecture) for member in about.members]
        names = names_of(len(shapes))
        faults = faults_of_inputs(arrays, about.preprocessing, dict(zip(names, shapes, strict=True)))
        preprocessing = stored_preprocessing(arrays, about.preprocessing, path, faults)
        for name, shape in zip(names, shapes, strict=True):
            refuse_faults(faults_of_network(arrays[name], shape, about.preprocessing, about.classes), path)
        if abs(sum(member.weight for member in about.members) - 1) > 1e-9:
            raise UsageError(f"{path}: the weights of its networks do not sum to 1; take a whole copy of the file")
        members = (
            WeightedNetwork(shape, arrays[name], member.weight)
            for name, shape, member in zip(names, shapes, about.members, strict=True)
        )
        return cls(tuple(members), preprocessing, tuple(about.classes), about.temperature)


def names_of(count: int) -> list[str]:
    """The names of the networks' parameters in a file."""
    return [f"parameters.{place}" for place in range(count)]


def _exact(z: "Array") -> NDArray[np.float64]:
    exact: NDArray[np.float64] = z.astype(np.float64)
    return exact


def _weighted(values: "Array", weights: "Array") -> NDArray[np.float64]:
    """The weighted sum over the models of values, (models, outputs, m)."""
    total: NDArray[np.float64] = (values * weights[:, None, None]).sum(axis=0)
    return total
