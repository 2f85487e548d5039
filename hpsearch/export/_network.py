"""A network as the steps of its prediction, for exported files that do not use the engine."""

from collections.abc import Iterator

import numpy as np

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.layers.activate import Activate
from hpsearch.engine.layers.batch_norm import EPSILON, BatchNorm
from hpsearch.engine.layers.dense import Dense
from hpsearch.engine.layers.member_dense import MemberDense, member_weights
from hpsearch.engine.layers.member_outputs import MemberOutputs
from hpsearch.engine.layers.parametric_activate import PACE, ParametricActivate
from hpsearch.engine.layers.periodic import Periodic
from hpsearch.engine.layers.scaled_dense import ScaledDense, scaled_weights
from hpsearch.errors import UsageError
from hpsearch.models.model import Model
from hpsearch.records import Record


class Product(Record, eq=False):
    """Z = W A + b; W is (out, in), b (out,), or None if a normalisation follows.

    If each member has its own weights, W is (members, out, in), and b may be (members, out).
    """

    w: Array
    b: Array | None


class Normalisation(Record, eq=False):
    """Z̃ = gain · (Z − mean) + beta, each (units,)."""

    mean: Array
    gain: Array
    beta: Array


class Formula(Record):
    """A = g(Z), as a NumPy expression in `z`; `activation` is its name."""

    activation: str
    text: str


class Bend(Record, eq=False):
    """A = Z + α (g(Z) − Z), with g the formula `of` and α (units,)."""

    of: Formula
    alpha: Array


class Waves(Record, eq=False):
    """A = [cos(f ⊙ X + p); X], for input `number` of each row of cosines; f, p and number are (cosines,)."""

    number: Labels
    frequency: Array
    phase: Array


Step = Waves | Product | Normalisation | Formula | Bend


def steps(model: Model) -> Iterator[Step]:
    """Yield the steps from the inputs to the last Z; with several members, to the last Z of each.

    Raises UsageError for an unknown layer or activation.
    """
    layers = model.architecture.layers()
    parameters = model.architecture.layout().views(model.parameters[None], len(layers))
    for layer, w in zip(layers, parameters, strict=True):
        match layer:
            case Periodic():
                number = np.repeat(np.arange(layer.numbers), layer.waves)
                yield Waves(number, w["frequency"][0].ravel(), w["phase"][0].ravel())
            case ScaledDense():
                scaled = scaled_weights(w, np.empty_like(w["W"]))
                yield Product(scaled[0], w["b"][0, :, 0] if layer.bias else None)
            case MemberDense():
                product = member_weights(w, layer.factor, np.empty((1, layer.members, *w["W"].shape[1:]), w["W"].dtype))
                yield Product(product[0], w["b"][0, :, 0] if layer.bias else None)
            case MemberOutputs():
                of_members = (layer.members, layer.n_out)
                yield Product(w["W"][0].reshape(*of_members, layer.n_in), w["b"][0].reshape(of_members))
            case Dense():
                yield Product(w["W"][0], w["b"][0, :, 0] if layer.bias else None)
            case BatchNorm():
                mean, variance = w["moments"][0]
                yield Normalisation(mean, w["gamma"][0, :, 0] / np.sqrt(variance + EPSILON), w["beta"][0, :, 0])
            case ParametricActivate():
                alpha = w["bend"][0, :, 0] * w["bend"].dtype.type(PACE)
                yield Bend(Formula(layer.activation.name, _formula(layer)), alpha)
            case Activate():
                yield Formula(layer.activation.name, _formula(layer))
            case _:
                raise UsageError(f"a network with the layer {type(layer).__name__} cannot be exported in this form")


def _formula(layer: Activate) -> str:
    stated: str = getattr(layer.activation, "formula", "")
    if not stated:
        raise UsageError(
            f"the activation {layer.activation.name!r} states no `formula`, a line of NumPy such as "
            "'np.maximum(z, 0)', so it cannot be exported in this form; --to safetensors needs none"
        )
    return stated
