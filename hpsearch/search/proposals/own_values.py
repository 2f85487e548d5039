"""What a sampler believes, in the hyperparameters' own values."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hpsearch.space import Axis, Choices, Domain, Space
from hpsearch.trials.regions import AxisRegion, RoundRegion


def in_own_values(belief: RoundRegion, space: Space) -> RoundRegion:
    """A belief about Optuna's parameters as one about the axes of `space`.

    β stands for 1 − β, an option for its label, and one axis for the two of a range with `or_zero`.
    """
    parameters = {axis.name: axis for axis in belief.axes}
    return RoundRegion(belief.start, tuple(_own(space, parameters)))


def _own(space: Space, parameters: dict[str, AxisRegion]) -> Iterator[AxisRegion]:
    for axis in space.axes:
        (parameter,) = axis.domain.params(axis.name, axis.domain.decode(0.5))
        own = _translated(parameters[parameter], axis) if parameter in parameters else None
        if axis.or_zero:
            (switch,) = axis.params(axis.zero)
            own = _with_zero(own, parameters[switch], axis) if switch in parameters else own
        if own is not None:
            yield own


def _translated(belief: AxisRegion, axis: Axis) -> AxisRegion:
    domain = axis.domain
    low, high, best = (_known(domain, value) for value in (belief.low, belief.high, belief.best))
    if not isinstance(domain, Choices) and low > high:
        low, high = high, low
    return replace(belief, name=axis.name, low=low, high=high, best=best, edge=_edge(belief, domain, best))


def _known(domain: Domain, parameter: Any) -> Any:
    return None if parameter is None else domain.value(parameter)


def _edge(belief: AxisRegion, domain: Domain, best: object) -> str:
    """The same end by the hyperparameter's values, of which the largest may be Optuna's smallest."""
    if not belief.edge:
        return ""
    return "upper" if domain.encode(best) > 0.5 else "lower"


def _with_zero(number: AxisRegion | None, switch: AxisRegion, axis: Axis) -> AxisRegion:
    """The axis of a range with `or_zero`, whose `switch` gives exactly 0 where it is below that probability."""
    importances = [belief.importance for belief in (number, switch) if belief and belief.importance is not None]
    importance = round(sum(importances), 4) if importances else None
    best_is_zero = switch.best is not None and switch.best < axis.or_zero
    if number is None or switch.high < axis.or_zero:
        return AxisRegion(axis.name, axis.zero, axis.zero, axis.zero, importance, zero=True)
    return replace(
        number,
        best=axis.zero if best_is_zero else number.best,
        importance=importance,
        edge="" if best_is_zero else number.edge,
        zero=switch.low < axis.or_zero,
    )
