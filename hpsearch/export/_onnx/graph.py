"""A graph of ONNX operators while it is built: nodes, constants and typed inputs, with names that never collide."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, ValueInfoProto

OPSETS = {"": 18, "ai.onnx.ml": 3}
"""Versions of the operators: of 2022, so that runtimes of some age load the file."""

IR_VERSION = 8
Operand = str | NDArray[Any]


class Graph:
    """Adds an operator to a graph at a time; `taken` are the names that are given already, those of columns."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken}
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        self._inputs: list[ValueInfoProto] = []
        self._outputs: list[ValueInfoProto] = []

    def input(self, name: str, dtype: DTypeLike, *width: int) -> str:
        """An input of (rows,), or (rows, width)."""
        self._inputs.append(helper.make_tensor_value_info(name, _tensor_type(dtype), ["rows", *width]))
        return name

    def output(self, name: str, value: str, dtype: DTypeLike, *width: int) -> str:
        """Name `value`, (rows,) or (rows, width), an output; its name, with a line below where a column has that."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, _tensor_type(dtype), ["rows", *width]))
        return name

    def add(self, operator: str, *operands: Operand, domain: str = "", **attributes: Any) -> str:
        """The name of what an operator makes of its operands: names, or arrays, which become constants."""
        names = [each if isinstance(each, str) else self._constant(each) for each in operands]
        result = self._name(operator)
        self._nodes.append(helper.make_node(operator, names, [result], domain=domain, **attributes))
        return result

    def cast(self, value: str, dtype: DTypeLike) -> str:
        """The name of `value` as another type."""
        return self.add("Cast", value, to=_tensor_type(dtype))

    def column(self, value: str) -> str:
        """The name of `value`, (rows,), as (rows, 1)."""
        return self.add("Unsqueeze", value, np.array([1]))

    def side_by_side(self, values: list[str]) -> str:
        """Several (rows, n) as one."""
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
