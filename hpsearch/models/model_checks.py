"""Check that the parts of a model file fit together."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from hpsearch.data import Preprocessing
from hpsearch.data.inputs.stored_form import from_arrays
from hpsearch.data.target.names import targets_of
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.heads import HEADS, OF_LOSS, head_of
from hpsearch.errors import UsageError
from hpsearch.text.visible import brief, visible_line

if TYPE_CHECKING:
    from hpsearch.models.file_forms import ArchitectureForm, PreprocessingForm

StoredArrays = Mapping[str, NDArray[Any]]

PREFIX = "preprocessing."
"""Prefix of the names of the preprocessing's arrays."""


_RARE = {"input_scale": False, "members": 1, "parametric_activation": False, "waves": 0, "numbers": 0}
"""Rarely used fields of an architecture, with their defaults."""


def architecture_of(form: "ArchitectureForm") -> Architecture:
    """Return the architecture in a file."""
    return Architecture(**form.model_dump() | {"hidden": tuple(form.hidden)})


def stated_architecture(shape: Architecture) -> dict[str, Any]:
    """Return the architecture as stored in a file, without rarely used fields that have their default."""
    stated = asdict(shape)
    return {name: value for name, value in stated.items() if name not in _RARE or value != _RARE[name]}


def stored_preprocessing(
    arrays: StoredArrays, form: "PreprocessingForm", path: Path, faults: Iterator[str]
) -> Preprocessing:
    """Return the preprocessing in a file. Raises UsageError if it has faults."""
    refuse_faults(faults, path)
    own = {name.removeprefix(PREFIX): array for name, array in arrays.items() if name.startswith(PREFIX)}
    try:
        return from_arrays(own, form.model_dump(exclude_none=True))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path}: its columns are read in a way that is unknown here ({error})") from error


def refuse_faults(faults: Iterator[str], path: Path) -> None:
    """Raise UsageError with the first of some faults, if there is one."""
    if fault := next(faults, ""):
        raise UsageError(f"{path}: {fault}; take a whole copy of the file, or have the model written again")


def faults_of_network(
    parameters: NDArray[Any], shape: Architecture, preprocessing: "PreprocessingForm", classes: Sequence[str]
) -> Iterator[str]:
    """Yield the faults of a network whose inputs have none; only the first one is reliable."""
    if shape.activation not in ACTIVATIONS or shape.head not in HEADS:
        yield f"activation {brief(shape.activation)!r} or head {brief(shape.head)!r} is unknown"
    if not np.isfinite(parameters).all():
        yield "a number in it is none"
    yield from _faults_of_targets(preprocessing)
    if len(classes) == 1 or preprocessing.classes != classes or len(set(classes)) < len(classes):
        yield "its classes do not fit together"
    head = HEADS[shape.head]
    if (preprocessing.task == "regression") != (not classes) or not any(
        head is head_of(len(classes), loss) for loss in OF_LOSS
    ):
        yield f"its head {shape.head!r} does not fit its {len(classes)} classes"
    if shape.members > 1 and not shape.hidden:
        yield "its network has no hidden layer that its members share"
    if (
        shape.outputs != head.outputs(len(classes), len(targets_of(preprocessing.target)))
        or parameters.size != shape.layout().size
    ):
        yield "its parameters do not fit its network"


def _faults_of_targets(preprocessing: "PreprocessingForm") -> Iterator[str]:
    """Yield the faults in the names of targets, and in the statistics of each."""
    several = isinstance(preprocessing.target, list)
    names = targets_of(preprocessing.target)
    statistics = (preprocessing.target_mean, preprocessing.target_std, *(preprocessing.target_range or ()))
    sizes = {len(each) if isinstance(each, list) else None for each in statistics}
    if sizes != {len(names) if several else None} or len({*names}) < len(names):
        yield "its targets do not fit together"
    form = preprocessing.form
    if (several and preprocessing.classes) or (form and form.target != preprocessing.target):
        yield "its targets do not fit together"
    if form and form.target_columns and tuple(column.name for column in form.target_columns) != names:
        yield "its targets do not fit together"


def faults_of_inputs(
    arrays: StoredArrays, preprocessing: "PreprocessingForm", networks: Mapping[str, Architecture]
) -> Iterator[str]:
    """Yield the faults of the preprocessing for `networks`, given by the names of their parameters."""
    if not _reads(preprocessing):
        yield "its columns do not fit together"
    width = len(preprocessing.numeric) + sum(5 + timed for _, _, timed in preprocessing.dates)
    sizes = {
        **{f"preprocessing.{name}": width for name in ("shift", "scale", "fill")},
        **({"preprocessing.pivots": len(preprocessing.numeric)} if "preprocessing.pivots" in arrays else {}),
        **({"preprocessing.ends": 2 * width} if "preprocessing.ends" in arrays else {}),
        **({"preprocessing.edges": sum(preprocessing.edges)} if "preprocessing.edges" in arrays else {}),
    }
    if set(arrays) != {*networks, *sizes}:
        held = visible_line(brief(", ".join(sorted(arrays)), 200)) or "nothing"
        yield f"holds {held}; a model has parameters and its preprocessing"
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
    for shape in networks.values():
        yield from _faults_of_width(shape, inputs, width)


def _faults_of_width(shape: Architecture, inputs: int, numbers: int) -> Iterator[str]:
    """Yield the faults of a network whose columns make so many inputs, the first `numbers` of them scaled numbers."""
    if shape.inputs != inputs:
        yield f"its network has {shape.inputs} inputs, and its columns make another number"
    if shape.numbers > numbers:
        yield f"its network has cosines of {shape.numbers} numbers, and its columns make fewer"


def columns_read(preprocessing: "PreprocessingForm") -> list[str]:
    """Return the columns from which the inputs are made."""
    dates, words = preprocessing.dates, preprocessing.one_hot
    return [*preprocessing.numeric, *(name for name, *_ in dates), *(name for name, *_ in words)]


def _reads(preprocessing: "PreprocessingForm") -> bool:
    """Whether each input has its own column, which the table has and whose form is known."""
    columns, form = columns_read(preprocessing), preprocessing.form
    if form is None:
        return len({*columns}) == len(columns)
    known = [column.name for column in form.columns]
    return all(len({*names}) == len(names) for names in (columns, known)) and {*columns} <= {*known} & {*form.names}


def _rising(edges: NDArray[np.float64], counts: Sequence[int]) -> bool:
    """Whether the bin edges of each number, stored one after the other in these `counts`, are increasing."""
    return all((np.diff(one) > 0).all() for one in np.split(edges, np.cumsum(counts)))
