"""A network's layers and head as an ONNX graph. Values are (rows, units), transposed compared with the engine.

With several members they are (members, rows, units).
"""

import numpy as np

from hpsearch.errors import UsageError
from hpsearch.export._network import Bend, Formula, Normalisation, Product, Waves, steps
from hpsearch.export._onnx.formula import activated
from hpsearch.export._onnx.graph import Graph
from hpsearch.models.model import Model


def head_values(graph: Graph, model: Model, inputs: str) -> str:
    """Return class probabilities, (rows, classes), or values in the targets' units, (rows, targets), as doubles."""
    dtype = model.parameters.dtype
    value = graph.cast(inputs, dtype)
    for step in steps(model):
        match step:
            case Waves():
                angles = graph.add("Mul", graph.add("Gather", value, step.number, axis=1), step.frequency)
                value = graph.side_by_side([graph.add("Cos", graph.add("Add", angles, step.phase)), value])
            case Product():
                value = graph.add("MatMul", value, step.w.swapaxes(-1, -2))
                if step.b is not None:
                    value = graph.add("Add", value, step.b if step.b.ndim == 1 else step.b[:, None])
            case Normalisation():
                value = graph.add("Mul", graph.add("Sub", value, step.mean), step.gain)
                value = graph.add("Add", value, step.beta)
            case Formula():
                value = activated(graph, step, value, dtype)
            case Bend():
                further = graph.add("Sub", activated(graph, step.of, value, dtype), value)
                value = graph.add("Add", graph.add("Mul", further, step.alpha), value)
    return _head(graph, model, graph.cast(value, np.float64))


def _head(graph: Graph, model: Model, z: str) -> str:
    several = model.architecture.members > 1
    if not model.classes:
        z = _mean(graph, z) if several else z
        preprocessing = model.preprocessing
        if preprocessing.target_range is not None:
            low, high = map(np.array, preprocessing.target_range.as_json())
            z = graph.add("Min", graph.add("Max", z, low), high)
        scaled = graph.add("Mul", z, np.array(preprocessing.target_std))
        return graph.add("Add", scaled, np.array(preprocessing.target_mean))
    probabilities = _probabilities(graph, model, z)
    return _mean(graph, probabilities) if several else probabilities


def _mean(graph: Graph, values: str) -> str:
    """Return the mean over the members, (rows, units)."""
    return graph.add("ReduceMean", values, np.array([0]), keepdims=0)


def _probabilities(graph: Graph, model: Model, z: str) -> str:
    match model.architecture.head:
        case "sigmoid":
            one, half = np.array(1.0), np.array(0.5)
            tanh = graph.add("Tanh", graph.add("Mul", z, half))
            a = graph.add("Mul", graph.add("Add", tanh, one), half)
            return graph.add("Concat", graph.add("Sub", one, a), a, axis=-1)
        case "softmax":
            return graph.add("Softmax", z, axis=-1)
    raise UsageError(
        f"--to onnx does not know the head {model.architecture.head!r}; --to safetensors needs to know none"
    )
