"""Find values in a config that no trial uses, such as weight_decay without the optimizer adamw."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hpsearch.config.checks.relations import DEEP, hidden_layers, space_of, used_where
from hpsearch.config.sections.hyperparameters import DEFAULTS
from hpsearch.config.wording import show
from hpsearch.space import Axis, Choice, Condition, Space
from hpsearch.text.listing import all_of

INSTEAD = {"weight_decay": "l2 works under every optimizer"}
LAYERED = tuple(name for name in DEEP if name != "units")


def idle(values: Mapping[str, Any], stated: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each of the `stated` hyperparameters that has no effect in any trial.

    A config that states all of them is a resolved one, so defaults are ignored there.
    """
    names = set(stated)
    everything = names >= DEFAULTS.keys()
    space = space_of(values)
    drawn = _drawn(space)
    for name in values:
        if name not in names or (everything and values[name] == DEFAULTS[name]):
            continue
        reason = _reason(name, values, space, drawn)
        if reason:
            yield f"{name} has no effect: {reason}"


def _drawn(space: Space) -> set[str]:
    """Return the searched hyperparameters that some trial may draw."""
    drawn: set[str] = set()
    for axis in space.axes:  # each follows those in its conditions
        if all(_may_hold(condition, space, drawn) for condition in axis.conditions):
            drawn.add(axis.hyperparameter)
    return drawn


def _may_hold(condition: Condition, space: Space, drawn: set[str]) -> bool:
    other = condition.hyperparameter
    if other in space.fixed:
        return condition.holds(space.fixed)
    axes = [axis for axis in space.axes if axis.hyperparameter == other and axis.hyperparameter in drawn]
    return any(_may_be(axis, value) for axis in axes for value in condition.values)


def _may_be(axis: Axis, value: Any) -> bool:
    """Whether the axis may draw the value; true for an axis of one layer of a list."""
    return axis.layer is not None or axis.domain.holds(value) or bool(axis.or_zero and value == 0)


def _reason(name: str, values: Mapping[str, Any], space: Space, drawn: set[str]) -> str:
    """Return why no trial uses the hyperparameter; empty if one may."""
    for condition in used_where(values).get(name, ()):
        if not _may_hold(condition, space, drawn):
            return _never(name, condition, values)
    if name in LAYERED and hidden_layers(values) == {0}:
        return "no network has a hidden layer"
    if name == "learning_rate" and isinstance(values["schedule"], dict) and "0" in values["schedule"]["at"]:
        return "the schedule has the rate of each epoch"
    if name in drawn or name in space.fixed:
        return ""
    for other, allowed in values[name].when.items():
        if not _may_hold(Condition(other, allowed), space, drawn):
            return f"its condition, {other}: {_any_of(allowed)}, never holds"
    return "its conditions never hold together with what it needs"


def _never(name: str, condition: Condition, values: Mapping[str, Any]) -> str:
    """Return the reason if the values that use the hyperparameter are never drawn."""
    deciding, users = condition.hyperparameter, [word for word in condition.values if isinstance(word, str)]
    if deciding == "layers":
        return "no network has a hidden layer"
    which = f"only {all_of(users)} {'uses it, which is' if len(users) == 1 else 'use it, which are'} never drawn"
    decided = values[deciding]
    stands = "" if isinstance(decided, Choice) else f" ({deciding} is {_word(decided)})"
    instead = f"; {INSTEAD[name]}" if name in INSTEAD else ""
    return f"{which}{stands}{instead}"


def _any_of(values: Iterable[Any]) -> str:
    return " or ".join(map(_word, values))


def _word(value: Any) -> str:
    return value if isinstance(value, str) else show(value)
