"""An ensemble: networks whose predictions are averaged, as one model and one file."""

from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data import Preprocessing
from hpsearch.data.inputs.stored_form import to_arrays
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS, Head
from hpsearch.engine.network import Network
from hpsearch.errors import UsageError
from hpsearch.models.model import Model
from hpsearch.models.model_checks import (
    architecture_of,
    columns_read,
    faults_of_inputs,
    faults_of_network,
    refuse_faults,
    stated_architecture,
    stored_preprocessing,
)
from hpsearch.models.network_stack import NetworkStack
from hpsearch.models.predictor import Predictor
from hpsearch.records import Record
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.text.counting import how_many

if TYPE_CHECKING:
    from hpsearch.engine.arrays import Array
    from hpsearch.models.file_forms import EnsembleAbout

_LEAST = 1e-300
"""Smallest probability in a logarithm."""


class WeightedNetwork(Record, eq=False):
    """A network of an ensemble, its parameters (P,), and its share of the mean.

    `view` is the index of its preprocessing in the ensemble.
    """

    architecture: Architecture
    parameters: NDArray[np.floating[Any]]
    weight: float
    view: int = 0


class Ensemble(Predictor, Record, eq=False):
    """The weighted mean of the networks' predictions: of probabilities, or for regression of values.

    The weights sum to 1. Probabilities are scaled by a `temperature`; above 1 they are less confident.
    """

    members: tuple[WeightedNetwork, ...]
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    temperature: float = 1.0
    others: tuple[Preprocessing, ...] = ()

    @property
    def beside(self) -> tuple[Preprocessing, ...]:
        """The preprocessings of other folds and views of the data, if networks of several are averaged."""
        return self.others

    @property
    def views(self) -> tuple[Preprocessing, ...]:
        """The preprocessing of each view of the data that the networks were trained on."""
        return (self.preprocessing, *self.others)

    def __repr__(self) -> str:
        kind = f"{len(self.classes)} classes" if self.classes else "regression"
        parameters = sum(member.parameters.size for member in self.members)
        return f"Ensemble({how_many(self.size, 'network')}; {kind}, {parameters:,} parameters)"

    @property
    def head(self) -> Head:
        """The head, which turns Z into predictions."""
        return HEADS[self.members[0].architecture.head]

    @property
    def size(self) -> int:
        """Number of networks in the mean."""
        return len(self.members)

    @property
    def units(self) -> int:
        """Smallest number of units of a network's first layer."""
        return min(member.architecture.widths[1] for member in self.members)

    @property
    def dtype(self) -> DTypeLike:
        """The data type of the networks' computation."""
        return self.members[0].parameters.dtype

    @property
    def models(self) -> tuple[Model, ...]:
        """Each network as a separate model."""
        return tuple(
            Model(each.architecture, each.parameters, self.views[each.view], self.classes) for each in self.members
        )

    def networks(self) -> "Callable[[Array], NDArray[np.floating[Any]]]":
        """Return a function from inputs, (n_x, m), to Z, (outputs, m), for which the head gives the mean prediction."""
        stacks = self._stacks()
        ends = np.cumsum([len(view.features) for view in self.views])
        parts = [slice(end - len(view.features), end) for view, end in zip(self.views, ends.tolist(), strict=True)]

        def forward(x: "Array") -> NDArray[np.float64]:
            """Return Z, (outputs, m), for the stacked inputs of all views."""
            mean = reduce(np.add, (stack.mean(x[parts[stack.view]]) for stack in stacks))
            if not self.classes:
                return mean
            logarithms = np.log(np.maximum(mean, _LEAST))
            if len(logarithms) > self.head.outputs(len(self.classes)):  # two classes have one unit
                logarithms = logarithms[1:] - logarithms[:1]
            z: NDArray[np.float64] = logarithms / self.temperature
            return z

        return forward

    def _stacks(self) -> list[NetworkStack]:
        """Group the networks by architecture and view."""
        alike: dict[tuple[Architecture, int], list[WeightedNetwork]] = {}
        for member in self.members:
            alike.setdefault((member.architecture, member.view), []).append(member)
        return [self._stack(shape, view, some) for (shape, view), some in alike.items()]

    def _stack(self, shape: Architecture, view: int, members: "list[WeightedNetwork]") -> NetworkStack:
        own, first = self.views[view], self.preprocessing
        network = Network(shape, np.stack([each.parameters for each in members]))
        weights = np.array([each.weight for each in members])
        if self.classes or view == 0:
            return NetworkStack(network, weights, view, own.target_range)
        shift = (own.target_mean - first.target_mean) / first.target_std
        return NetworkStack(
            network, weights, view, own.target_range, own.target_std / first.target_std, shift * float(weights.sum())
        )

    def save(self, path: str | Path) -> str:
        """Write the ensemble's file to `path`, atomically; return its checksum. Raises StorageError."""
        content, checksum = self.packed
        with replacing(Path(path)) as file:
            file.write(content)
        return checksum

    @property
    def packed(self) -> tuple[bytes, str]:
        """The content of the ensemble's file, and its checksum."""
        from hpsearch.models.model_file import ENSEMBLE_FORMAT, packed  # noqa: PLC0415 (pydantic; only at the end)

        (arrays, settings), *others = [to_arrays(each) for each in self.views]
        about = {
            "format": ENSEMBLE_FORMAT,
            "members": [
                {"architecture": stated_architecture(each.architecture), "weight": each.weight, "view": each.view}
                for each in self.members
            ],
            "temperature": self.temperature,
            "preprocessing": settings,
            "others": [of_other for _, of_other in others],
            "classes": self.classes,
        }
        tensors = {f"preprocessing.{name}": array for name, array in arrays.items()}
        for view, (of_other, _) in enumerate(others, start=1):
            tensors |= {f"{_of_view(view)}preprocessing.{name}": array for name, array in of_other.items()}
        return packed(tensors | dict(zip(self._names, self._parameters, strict=True)), about)

    @property
    def _names(self) -> list[str]:
        return names_of(len(self.members))

    @property
    def _parameters(self) -> list[NDArray[np.floating[Any]]]:
        return [member.parameters for member in self.members]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], about: "EnsembleAbout", path: Path) -> Self:
        """Make the ensemble from a file's arrays and header. Raises UsageError if these do not fit together."""
        shapes = [architecture_of(member.architecture) for member in about.members]
        names, places = names_of(len(shapes)), [member.view for member in about.members]
        forms = [about.preprocessing, *about.others]
        stored = {name for name in arrays if name.startswith("parameters.")}
        target, columns = about.preprocessing.target, {*columns_read(about.preprocessing)}
        alike = all((form.target, {*columns_read(form)}) == (target, columns) for form in forms)
        if {*places} != {*range(len(forms))} or stored != {*names} or not alike:
            raise UsageError(f"{path}: its networks and its preprocessings do not fit together; take a whole copy")
        views = []
        for view, form in enumerate(forms):
            own = {name: shape for name, shape, place in zip(names, shapes, places, strict=True) if place == view}
            some = _part(arrays, view, own, len(forms))
            views.append(stored_preprocessing(some, form, path, faults_of_inputs(some, form, own)))
            for name, shape in own.items():
                refuse_faults(faults_of_network(arrays[name], shape, form, about.classes), path)
        if abs(sum(member.weight for member in about.members) - 1) > 1e-9:
            raise UsageError(f"{path}: the weights of its networks do not sum to 1; take a whole copy of the file")
        members = (
            WeightedNetwork(shape, arrays[name], member.weight, member.view)
            for name, shape, member in zip(names, shapes, about.members, strict=True)
        )
        return cls(tuple(members), views[0], tuple(about.classes), about.temperature, tuple(views[1:]))


def _of_view(view: int) -> str:
    """Return the prefix of the array names of a view's preprocessing."""
    return f"view.{view}." if view else ""


def _part(
    arrays: Mapping[str, NDArray[Any]], view: int, own: Mapping[str, Architecture], views: int
) -> dict[str, NDArray[Any]]:
    """Return the arrays of a view, named as those of the first; arrays without a view belong to the first."""
    others = tuple(_of_view(other) for other in range(1, views))
    if view:
        prefix = _of_view(view)
        found = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
        return found | {name: arrays[name] for name in own if name in arrays}
    networks = {name for name in arrays if name.startswith("parameters.")} if views > 1 else set()
    return {
        name: array
        for name, array in arrays.items()
        if not (others and name.startswith(others)) and (name in own or name not in networks)
    }


def names_of(count: int) -> list[str]:
    """Return the names of the networks' parameters in a file."""
    return [f"parameters.{place}" for place in range(count)]
