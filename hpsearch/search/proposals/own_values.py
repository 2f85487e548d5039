"""Translate the region of a round from Optuna's parameters into values of the hyperparameters."""

from collections.abc import Iterator
from typing import Any

from hpsearch.records import replace
from hpsearch.space import Axis, Choices, Domain, Space
from hpsearch.trials.regions import AxisRegion, RoundRegion


def in_own_values(region: RoundRegion, space: Space) -> RoundRegion:
    """Translate a region over Optuna's parameters into one over the axes of `space`.

    Optuna's 1 − β becomes β, a label becomes its option, and the two parameters of a range with `or_zero` one axis.
    """
    parameters = {axis.name: axis for axis in region.axes}
    return RoundRegion(region.start, tuple(_own(space, parameters)))


def _own(space: Space, parameters: dict[str, AxisRegion]) -> Iterator[AxisRegion]:
    for axis in space.axes:
        (parameter,) = axis.domain.params(axis.name, axis.domain.decode(0.5))
        own = _translated(parameters[parameter], axis) if parameter in parameters else None
        if axis.or_zero:
            (switch,) = axis.params(axis.zero)
            own = _with_zero(own, parameters[switch], axis) if switch in parameters else own
        if own is not None:
            yield own


def _translated(region: AxisRegion, axis: Axis) -> AxisRegion:
    domain = axis.domain
    low, high, best = (_known(domain, value) for value in (region.low, region.high, region.best))
    if not isinstance(domain, Choices) and low > high:
        low, high = high, low
    return replace(region, name=axis.name, low=low, high=high, best=best, edge=_edge(region, domain, best))


def _known(domain: Domain, parameter: Any) -> Any:
    return None if parameter is None else domain.value(parameter)


def _edge(region: AxisRegion, domain: Domain, best: object) -> str:
    """Return the end of the hyperparameter's range where the best value lies; Optuna's range may be reversed."""
    if not region.edge:
        return ""
    return "upper" if domain.encode(best) > 0.5 else "lower"


def _with_zero(number: AxisRegion | None, switch: AxisRegion, axis: Axis) -> AxisRegion:
    """Return the axis of a range with `or_zero`, which is 0 if its `switch` is below the probability of 0."""
    importances = [region.importance for region in (number, switch) if region and region.importance is not None]
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
