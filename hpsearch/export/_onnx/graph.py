"""A builder of ONNX graphs: nodes, constants and typed inputs, with unique names."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, ValueInfoProto

OPSETS = {"": 18, "ai.onnx.ml": 3}
"""The versions of the operators, from 2022, so that older runtimes can load the file."""

IR_VERSION = 8
Operand = str | NDArray[Any]


class Graph:
    """A graph to which operators are added one by one; `taken` are names already in use, those of columns."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken}
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        self._inputs: list[ValueInfoProto] = []
        self._outputs: list[ValueInfoProto] = []

    def input(self, name: str, dtype: DTypeLike, *width: int) -> str:
        """Add an input of shape (rows,) or (rows, width)."""
        self._inputs.append(helper.make_tensor_value_info(name, _tensor_type(dtype), ["rows", *width]))
        return name

    def output(self, name: str, value: str, dtype: DTypeLike, *width: int) -> str:
        """Make `value`, (rows,) or (rows, width), an output, and return its name, with `_` added if a column has it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, _tensor_type(dtype), ["rows", *width]))
        return name

    def add(self, operator: str, *operands: Operand, domain: str = "", **attributes: Any) -> str:
        """Add an operator and return the name of its result. Operands are names, or arrays, which become constants."""
        names = [each if isinstance(each, str) else self._constant(each) for each in operands]
        result = self._name(operator)
        self._nodes.append(helper.make_node(operator, names, [result], domain=domain, **attributes))
        return result

    def cast(self, value: str, dtype: DTypeLike) -> str:
        """Cast `value` to another type and return the name of the result."""
        return self.add("Cast", value, to=_tensor_type(dtype))

    def column(self, value: str) -> str:
        """Reshape `value` from (rows,) to (rows, 1) and return the name of the result."""
        return self.add("Unsqueeze", value, np.array([1]))

    def side_by_side(self, values: list[str]) -> str:
        """Concatenate several (rows, n) along the columns."""
        return values[0] if len(values) == 1 else self.add("Concat", *values, axis=1)

    def model(self, name: str, metadata: dict[str, str]) -> "ModelProto":
        """Return the graph as an ONNX model with its metadata."""
        graph = helper.make_graph(self._nodes, name, self._inputs, self._outputs, self._constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="hpsearch")
        helper.set_model_props(model, metadata)
        return model

    def _constant(self, values: NDArray[Any]) -> str:
        name = self._name("constant")
        if values.dtype.kind in "OU":
            words = np.array([str(word).encode() for word in values.ravel().tolist()], object)
            self._constants.append(helper.make_tensor(name, TensorProto.STRING, values.shape, words))
        else:
            self._constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def _name(self, stem: str) -> str:
        name = f"{stem}_{len(self._taken)}"
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def _tensor_type(dtype: DTypeLike) -> int:
    dtype = np.dtype(dtype)
    return TensorProto.STRING if dtype.kind in "OU" else helper.np_dtype_to_tensor_dtype(dtype)
