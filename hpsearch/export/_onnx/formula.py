"""Translate an activation's formula, a NumPy expression, to ONNX operators."""

import ast

import numpy as np
from numpy.typing import DTypeLike

from hpsearch.errors import UsageError
from hpsearch.export._network import Formula
from hpsearch.export._onnx.graph import Graph, Operand

BINARY: dict[type[ast.operator], str] = {ast.Add: "Add", ast.Sub: "Sub", ast.Mult: "Mul", ast.Div: "Div"}
FUNCTIONS = {
    "maximum": "Max",
    "minimum": "Min",
    "tanh": "Tanh",
    "exp": "Exp",
    "sqrt": "Sqrt",
    "abs": "Abs",
    "log": "Log",
}
"""The operators of NumPy's functions."""


def activated(graph: Graph, formula: Formula, z: str, dtype: DTypeLike) -> str:
    """Apply the activation to z, (rows, units). Raises UsageError if its formula contains an operation unknown here."""

    def made(node: ast.expr) -> Operand:  # noqa: PLR0911 (a line for each kind of operation)
        """Add the operators of a part of the formula to the graph."""
        match node:
            case ast.Name(id="z"):
                return z
            case ast.Constant(value=int() | float()):
                return np.array(node.value, dtype)
            case ast.BinOp() if type(node.op) in BINARY:
                return graph.add(BINARY[type(node.op)], made(node.left), made(node.right))
            case ast.UnaryOp(op=ast.USub()):
                return graph.add("Neg", made(node.operand))
            case ast.Call(func=ast.Attribute(attr="square")):
                operand = made(node.args[0])
                return graph.add("Mul", operand, operand)
            case ast.Call(func=ast.Attribute(attr="expm1")):
                return graph.add("Sub", graph.add("Exp", made(node.args[0])), np.array(1, dtype))
            case ast.Call(func=ast.Attribute(attr="log1p")):
                return graph.add("Log", graph.add("Add", made(node.args[0]), np.array(1, dtype)))
            case ast.Call(func=ast.Attribute(attr=name)) if name in FUNCTIONS:
                return graph.add(FUNCTIONS[name], *map(made, node.args))
        raise UsageError(
            f"--to onnx has no operator for {ast.unparse(node)!r} of the activation {formula.activation!r}"
        )

    result = made(ast.parse(formula.text, mode="eval").body)
    return result if isinstance(result, str) else graph.add("Expand", result, graph.add("Shape", z))
