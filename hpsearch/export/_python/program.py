"""The text of an exported program: the functions that it needs, its tables, and its weights at the end."""

import base64
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data import Preprocessing
from hpsearch.errors import UsageError
from hpsearch.export._averaging import Averaging
from hpsearch.export._network import Bend, Formula, Normalisation, Product, Waves, steps
from hpsearch.export._python import parts
from hpsearch.export._python.predicting import predictions
from hpsearch.export._python.tables import tables, used_functions
from hpsearch.export._python.texts import ENTRY, first_lines, inputs_function, main_function
from hpsearch.export._python.ways import Ways
from hpsearch.models.model import Model

Arrays = dict[str, NDArray[Any]]

OF_MEMBERS: dict[str, Callable[..., Any]] = {"sigmoid": parts.sigmoid_mean, "softmax": parts.softmax_mean}
"""The functions that combine the last values of a network's members, by head."""

OF_HEAD: dict[str, Callable[..., Any]] = {"sigmoid": parts.sigmoid, "softmax": parts.softmax}
"""The functions that convert a network's last values to probabilities, by head."""


def program(members: Sequence[Model], origin: str, averaging: Averaging | None = None) -> str:
    """Export one network, or several of the same target, whose probabilities or values are averaged.

    The mean is unweighted unless `averaging` is given.
    `origin` says in the first line where they come from. Raises UsageError if they cannot be written in this form.
    """
    ways = Ways.of([member.preprocessing for member in members])
    arrays = {f"{name}{mark}": array for way, mark in ways for name, array in _arrays_of_inputs(way)}
    names = ["network"] if len(members) == 1 else [f"network{place}" for place in range(1, len(members) + 1)]
    networks = [_network(member, name, arrays) for member, name in zip(members, names, strict=True)]
    averaging = averaging or Averaging.equal(len(members))
    softer: list[Callable[..., Any]] = [parts.with_temperature] if averaging.temperature != 1 else []
    shared = members if any(member.architecture.members > 1 for member in members) else []
    together = {OF_MEMBERS[each.architecture.head]: None for each in shared if each.classes}
    functions = [*used_functions(ways.each), parts.in_pieces, *together, *_head(members[0]), *softer]
    sections = [
        first_lines(members[0], origin),
        *map(inspect.getsource, functions),
        tables(ways.each),
        *(inputs_function(way, mark) for way, mark in ways),
        *networks,
        *predictions(members, names, ways, averaging),
        main_function(members[0]),
        _stored(arrays),
        ENTRY,
    ]
    return re.sub(r"  # noqa: .*", "", "\n\n\n".join(section.strip() for section in sections)) + "\n"


def _arrays_of_inputs(preprocessing: Preprocessing) -> Iterator[tuple[str, NDArray[Any]]]:
    if preprocessing.scaled:
        yield "pivots", preprocessing.pivots
        yield "shift", preprocessing.scaling.shift
        yield "scale", preprocessing.scaling.scale
        yield "fill", preprocessing.scaling.fill
    if preprocessing.indicators:
        yield "indicators", np.array(preprocessing.indicators)
    if preprocessing.bins and preprocessing.bins.edges:
        edges = preprocessing.bins.edges
        yield "bin_number", np.repeat(np.arange(len(edges)), [len(each) - 1 for each in edges])
        yield "bin_low", np.concatenate([each[:-1] for each in edges])
        yield "bin_width", np.concatenate([np.diff(each) for each in edges])


def _network(model: Model, name: str, arrays: Arrays) -> str:
    """Return the function of a network, one line for each step, and add its weights to `arrays`."""
    prefix = name.removeprefix("network")
    lines, value, layer = [], "x", 0

    def weights(letter: str, values: NDArray[Any]) -> str:
        key = f"{letter}{prefix}{'_' if prefix else ''}{layer}"
        arrays[key] = values
        return f'WEIGHTS["{key}"]'

    for step in steps(model):
        match step:
            case Waves():
                frequency, phase = weights("frequency", step.frequency[:, None]), weights("phase", step.phase[:, None])
                angles = f"x[{weights('number', step.number)}] * {frequency} + {phase}"
                lines.append(f"x = np.concatenate([np.cos({angles}), x])")
            case Product():
                layer += 1
                bias = "" if step.b is None else f" + {weights('b', step.b[..., None])}"
                lines.append(f"z = {weights('W', step.w)} @ {value}{bias}")
            case Normalisation():
                mean, gain = weights("mean", step.mean[:, None]), weights("gain", step.gain[:, None])
                lines.append(f"z = (z - {mean}) * {gain} + {weights('beta', step.beta[:, None])}")
            case Formula():
                lines.append(f"a = {step.text}")
                value = "a"
            case Bend():
                lines.append(f"a = (({step.of.text}) - z) * {weights('alpha', step.alpha[:, None])} + z")
                value = "a"
    body = "\n".join(f"    {line}" for line in [*lines, f"return {_of_all_members(model)}"])
    return f'def {name}(x):\n    """The last values of the network, (units, rows), of inputs (inputs, rows)."""\n{body}'


def _of_all_members(model: Model) -> str:
    if model.architecture.members == 1:
        return "z"
    return f"{OF_MEMBERS[model.architecture.head].__name__}(z)" if model.classes else "z.mean(axis=0)"


def _head(model: Model) -> Iterator[Callable[..., Any]]:
    head = model.architecture.head
    if head in OF_HEAD:
        yield OF_HEAD[head]
    elif model.classes:
        raise UsageError(f"--to python does not know the head {head!r}; --to safetensors needs to know none")


def _stored(arrays: Arrays) -> str:
    """Return the arrays as text."""
    packed = BytesIO()
    rows: dict[str, Any] = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    np.savez_compressed(packed, **rows)
    lines = "\n".join(wrap(base64.b64encode(packed.getvalue()).decode(), 116))
    return f'WEIGHTS = dict(np.load(io.BytesIO(base64.b64decode("""\n{lines}\n"""))))'
