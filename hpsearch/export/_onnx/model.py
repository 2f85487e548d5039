"""The complete ONNX model: inputs (columns), outputs (label and probabilities, or value), and their metadata."""

import json
from collections.abc import Sequence
from functools import partial, reduce
from typing import Any

import numpy as np
import onnx
import onnxruntime

from hpsearch.data import Preprocessing
from hpsearch.data.arrays.rows import numbered
from hpsearch.data.target.names import stated_targets
from hpsearch.export._averaging import Averaging
from hpsearch.export._onnx.graph import Graph
from hpsearch.export._onnx.inputs import network_inputs
from hpsearch.export._onnx.network import head_values
from hpsearch.models.model import Model

ARRAY = "X"
"""The single input of a model for an array without column names."""


def as_onnx(members: Sequence[Model], averaging: Averaging | None = None) -> bytes:
    """Export one model, or several models of the same target, whose probabilities or values are averaged.

    The mean is unweighted unless `averaging` is given. The result is checked by onnx and loaded by onnxruntime.
    """
    first = members[0]
    graph = Graph([ARRAY, *(name for member in members for name in member.preprocessing.columns)])
    columns, about = _columns(graph, members)
    ways = {id(each.preprocessing): each.preprocessing for each in members}  # usually one that all share
    inputs = {key: network_inputs(graph, preprocessing, columns) for key, preprocessing in ways.items()}
    values = [head_values(graph, each, inputs[id(each.preprocessing)]) for each in members]
    mean = _mean(graph, values, averaging or Averaging.equal(len(members)), classes=bool(first.classes))
    metadata = {"target": stated_targets(first.preprocessing.targets), "inputs": about, **_outputs(graph, first, mean)}
    made = graph.model("hpsearch", {"hpsearch": json.dumps(metadata, ensure_ascii=False)})
    onnx.checker.check_model(made, full_check=True)
    content: bytes = made.SerializeToString()
    onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return content


def _mean(graph: Graph, values: Sequence[str], averaging: Averaging, *, classes: bool) -> str:
    """Average the networks' predictions, and apply the temperature to probabilities."""
    pairs = zip(values, averaging.shares, strict=True)
    weighted = values if len(values) == 1 else [graph.add("Mul", each, np.array(share)) for each, share in pairs]
    mean = reduce(partial(graph.add, "Add"), weighted)
    if not classes or averaging.temperature == 1:
        return mean
    logarithms = graph.add("Log", graph.add("Max", mean, np.array(1e-300)))
    return graph.add("Softmax", graph.add("Div", logarithms, np.array(averaging.temperature)), axis=1)


def _outputs(graph: Graph, model: Model, values: str) -> dict[str, Any]:
    """Add the outputs to the graph and return their metadata."""
    if not model.classes:
        targets = model.preprocessing.targets
        if len(targets) > 1:
            return {"outputs": {"values": graph.output("values", values, np.float64, len(targets))}}
        return {"outputs": {"value": graph.output("value", graph.add("Squeeze", values, np.array([1])), np.float64)}}
    classes = model.classes_
    label = graph.add("Gather", classes, graph.add("ArgMax", values, axis=1, keepdims=0))
    names = {
        "label": graph.output("label", label, classes.dtype),
        "probabilities": graph.output("probabilities", values, np.float64, len(classes)),
    }
    return {"outputs": names, "classes": classes.tolist()}


def _columns(graph: Graph, members: Sequence[Model]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the graph's inputs by column, (rows,) each, and the metadata of each."""
    preprocessing = members[0].preprocessing
    if _is_array(preprocessing):
        return _of_array(graph, preprocessing)
    columns: dict[str, str] = {}
    about: dict[str, Any] = {}
    for each in (member.preprocessing for member in members):
        forms = {column.name: column.form for column in each.form.columns}
        kinds = {
            **{name: (np.float64, f"a number, NaN where missing{_how(forms[name])}") for name in each.numeric},
            **{parts.column: (np.int64, DATES) for parts in each.dates},
            **{group.column: (np.str_, "a word, empty where missing") for group in each.one_hot},
        }
        for name, (dtype, meaning) in kinds.items():
            if name not in columns:
                columns[name], about[name] = graph.input(name, dtype), meaning
    return columns, about


DATES = f"a date as microseconds since 1970, by the clock that wrote it; {np.iinfo(np.int64).min} where missing"


def _how(form: Any) -> str:
    """Return further details on the numbers of a column."""
    if form.kind == "booleans":
        return "; 1 for true, 0 for false"
    if form.kind == "times of day":
        return "; hours since midnight"
    return f"; without {form.prefix or form.suffix!r}" if form.kind == "written numbers" else ""


def _is_array(preprocessing: Preprocessing) -> bool:
    """Return whether the training data were an array, whose columns have no names."""
    names = _names_of_inputs(preprocessing)
    return names == numbered(len(names)) and not preprocessing.dates and not preprocessing.one_hot


def _names_of_inputs(preprocessing: Preprocessing) -> tuple[str, ...]:
    form = preprocessing.form
    return tuple(name for name in form.names if name not in form.targets)


def _of_array(graph: Graph, preprocessing: Preprocessing) -> tuple[dict[str, str], dict[str, Any]]:
    names = _names_of_inputs(preprocessing)
    rows = graph.input(ARRAY, np.float64, len(names))
    columns = {name: graph.add("Gather", rows, np.array(names.index(name)), axis=1) for name in preprocessing.numeric}
    return columns, {ARRAY: f"{len(names)} numbers a row, NaN where missing"}
