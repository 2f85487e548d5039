"""The settings of `search.start`: each value must be in its hyperparameter's range, or be the fixed value."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hpsearch.config.checks.relations import HyperparameterValues
from hpsearch.config.problems import Problem
from hpsearch.config.sections.data import ViewConfig
from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.section import checked, unknown_key
from hpsearch.config.wording import show
from hpsearch.space import Axis, Choice, Choices, Range, Space
from hpsearch.trials.outcomes import Settings

OneValue = Callable[[str, Any], tuple[Any, list[Problem]]]
"""Reads the value of a hyperparameter: returns its meaning, and what is wrong with it by itself."""


def start_of(
    stated: list[dict[str, Any]], values: HyperparameterValues, space: Space, one_value: OneValue
) -> tuple[list[Settings], list[Problem]]:
    """Return the settings to try first, as far as they are searched, and the mistakes in them."""
    start: list[Settings] = []
    problems: list[Problem] = []
    for index, settings in enumerate(stated):
        known, wrong = _known(settings, values, one_value)
        wrong += _misfits(known, space)
        problems += [problem.under("start", index) for problem in wrong]
        start.append(space.in_order(known))
    return start, problems


def known_value(name: str, value: Any) -> tuple[Any, list[Problem]]:
    """Return the value as a hyperparameter of networks, or a key of `data`, has it, and what is wrong by itself."""
    kind = ViewConfig if name in ViewConfig.model_fields else Hyperparameters
    section, wrong = checked(kind, {name: value})
    meant = getattr(section, name)
    if not wrong and isinstance(meant, Range | Choice):
        wrong = [Problem((name,), "a setting to try first is one value; expected no range and no choices")]
    return meant, wrong


def _known(
    settings: Mapping[str, Any], values: HyperparameterValues, one_value: OneValue
) -> tuple[Settings, list[Problem]]:
    """Return the settings with valid values, and the mistakes in the others."""
    known: Settings = {}
    problems: list[Problem] = []
    for name, value in settings.items():
        if name not in values:
            problems.append(Problem((name,), unknown_key(name, list(values), value), by_key=True))
            continue
        meant, wrong = one_value(name, value)
        if wrong:
            problems += wrong
        elif not isinstance(values[name], Range | Choice) and meant != values[name]:
            of_data = one_value is known_value and name in ViewConfig.model_fields
            key = f"{'data' if of_data else 'hyperparameters'}.{name}"
            sentence = f"is {show(meant)}, but {key} is fixed at {show(values[name])}"
            problems.append(Problem((name,), f"{sentence}; leave it out here, or give it a range there"))
        else:
            known[name] = meant
    return known, problems


def _misfits(settings: Settings, space: Space) -> Iterator[Problem]:
    """Yield the mistakes of values that no trial of the space has, alone or in combination."""
    for name, value in settings.items():
        axes = [axis for axis in space.axes if axis.hyperparameter == name]
        if not axes:
            continue
        sentence = _outside(axes, value) or _unused(axes, settings, space) or _wrong_depth(axes, settings, space)
        if sentence:
            yield Problem((name,), sentence)


def _outside(axes: list[Axis], value: Any) -> str:
    """Return what is wrong with the value by itself; empty if nothing is."""
    axis = axes[0]
    if axis.layer is not None and not isinstance(value, list):
        return f"is {show(value)}, and each hidden layer has its own; expected a list of them"
    for one in value if axis.layer is not None else [value]:
        if not axis.domain.holds(one) and not (axis.or_zero and one == 0):
            return f"{show(one)} is not searched; expected {_searched(axis)}, or a wider range there"
    return ""


def _searched(axis: Axis) -> str:
    if isinstance(axis.domain, Choices):
        return f"one of {', '.join(map(show, axis.domain.options))}"
    zero = ", 0" if axis.or_zero else ""
    step = getattr(axis.domain, "step", 1)
    steps = f" in steps of {show(step)}" if step != 1 else ""
    return f"{show(axis.domain.decode(0.0))} to {show(axis.domain.decode(1.0))}{steps}{zero}"


def _unused(axes: list[Axis], settings: Settings, space: Space) -> str:
    """Return why no trial with these settings uses the hyperparameter; empty if one may."""
    known = {**space.fixed, **settings}
    for condition in axes[0].conditions:
        if condition.hyperparameter in known and not condition.holds(known):
            decided = show(known[condition.hyperparameter])
            return f"is not used where {condition.hyperparameter} is {decided}; leave one of them out"
    return ""


def _wrong_depth(axes: list[Axis], settings: Settings, space: Space) -> str:
    """Return what is wrong with a list that does not have one value for each hidden layer; empty if nothing is."""
    if axes[0].layer is None:
        return ""
    count, known = len(settings[axes[0].hyperparameter]), {**space.fixed, **settings}
    open_ = {on.hyperparameter for axis in axes for on in axis.conditions if on.hyperparameter not in known}
    if deciding := open_ & {"layers", "units"}:
        return f"lists {count}, and the number of hidden layers is drawn; name {' and '.join(deciding)}, too"
    depth = sum(all(on.holds(known) for on in axis.conditions if on.hyperparameter in known) for axis in axes)
    return "" if count == depth else f"lists {count}; expected one for each hidden layer, here {depth}"
