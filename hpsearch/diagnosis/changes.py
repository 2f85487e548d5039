"""Changes of a config: how they are made for its own ranges, and what it is with them."""

import re
from collections.abc import Iterable, Mapping
from math import ceil, floor
from typing import Any

from hpsearch.config import Config, config_from
from hpsearch.config.hyperparameters import WHOLE
from hpsearch.config.limits import may_exceed
from hpsearch.config.own_hyperparameters import is_whole
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.errors import ConfigError
from hpsearch.space import Choice, Range

_MOST: Mapping[str, float] = {
    "epochs": 1_000,
    "units": 1_024,
    "layers": 6,
    "learning_rate": 10.0,
    "l2": 1e4,
    "weight_decay": 1.0,
}
"""How far advice goes by itself."""

_LEAST: Mapping[str, float] = {"learning_rate": 1e-7, "l2": 1e-6, "units": 4, "epochs": 5, "batch_size": 8}


def config_with(stated: Mapping[str, Any], changes: Iterable[ConfigChange]) -> dict[str, Any]:
    """A config, a mapping with all its sections, with these values replaced."""
    changed = dict(stated)
    for change in changes:
        changed = _with(changed, change.path, change.after)
    return changed


def accepted(config: Config, changes: Iterable[ConfigChange]) -> tuple[ConfigChange, ...]:
    """Of the changes, in their order, those that make a valid config together with the ones before.

    A key, and what is below it, is changed once.
    """
    kept: list[ConfigChange] = []
    for change in changes:
        apart = not any(_overlap(change.path, other.path) for other in kept)
        if apart and change.before != change.after and is_valid(config, [*kept, change]):
            kept.append(change)
    return tuple(kept)


def is_valid(config: Config, changes: Iterable[ConfigChange]) -> bool:
    """Whether `hpsearch check` has nothing against the config with these changes, as far as it is seen without data.

    That is neither an error, nor a remark on a key that the config as it stands has no remark on.
    """
    try:
        changed = config_from(config_with(config.as_dict(), changes), config.folder, config.name)
    except ConfigError:
        return False
    return _remarked(changed) <= _remarked(config)


def _remarked(config: Config) -> set[str]:
    """The keys that the remarks of `check` are about: a sentence begins with its key."""
    return {re.split(r"[ :]", sentence, maxsplit=1)[0] for sentence in config.remarks()}


def replaced(evidence: Evidence, key: str, after: Any) -> ConfigChange:
    """The change of one key of the config to another value."""
    value: Any = evidence.config.as_dict()
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return ConfigChange(key, value, after)


def widened(evidence: Evidence, name: str, *, upwards: bool) -> list[ConfigChange]:
    """A range with the end further out: by a decade on a logarithmic scale, to twice the width on a linear one."""
    value = evidence.hyperparameters[name]
    if not isinstance(value, Range):
        return []
    end = value.high if upwards else value.low
    if evidence.config.objective is None and not may_exceed(name, end, upwards=upwards):
        return []
    whole = name in WHOLE if evidence.config.objective is None else is_whole(value)
    beyond = _on_steps(value, _beyond(value, upwards=upwards, whole=whole), upwards=upwards)
    beyond = min(beyond, _MOST.get(name, beyond)) if upwards else max(beyond, _LEAST.get(name, beyond))
    if (beyond <= end) if upwards else (beyond >= end):
        return []
    return [replaced(evidence, f"hyperparameters.{name}.{'high' if upwards else 'low'}", _rounded(beyond, whole=whole))]


def enlarged(evidence: Evidence, name: str, factor: int) -> list[ConfigChange]:
    """More of a whole number: the high end of a range, one more choice, or the fixed value, so many times as high."""
    value, key = evidence.hyperparameters[name], f"hyperparameters.{name}"
    most = int(_MOST.get(name, 1_000_000))
    if isinstance(value, Range):
        high = min(_on_steps(value, value.high * factor, upwards=True), most)
        return [replaced(evidence, f"{key}.high", int(high))] if high > value.high else []
    if isinstance(value, Choice):
        larger = _times(value.choices[-1], factor, most)
        options = list(value.choices)
        return [replaced(evidence, f"{key}.choices", [*options, larger])] if larger not in [None, *options] else []
    larger = _times(value, factor, most)
    return [] if larger in (None, value) else [replaced(evidence, key, larger)]


def searched(evidence: Evidence, name: str, among: Mapping[str, Any]) -> list[ConfigChange]:
    """A fixed hyperparameter with a range or choices in its place; nothing where it is searched already."""
    fixed = not isinstance(evidence.hyperparameters[name], Range | Choice)
    return [replaced(evidence, f"hyperparameters.{name}", dict(among))] if fixed else []


def with_choices(evidence: Evidence, name: str, *words: Any) -> list[ConfigChange]:
    """The value of a hyperparameter, or its choices, with some more to choose from."""
    value, key = evidence.hyperparameters[name], f"hyperparameters.{name}"
    if isinstance(value, Range):
        return []
    known = list(value.choices) if isinstance(value, Choice) else [value]
    new = [word for word in words if word not in known]
    if not new:
        return []
    if isinstance(value, Choice):
        return [replaced(evidence, f"{key}.choices", [*known, *new])]
    return [replaced(evidence, key, {"choices": [*known, *new]})]


def _beyond(value: Range, *, upwards: bool, whole: bool) -> float:
    if value.scale == "log":
        factor = 2.0 if whole else 10.0
        return value.high * factor if upwards else value.low / factor
    if value.scale == "reverse_log":
        return 1 - (1 - value.high) / 10 if upwards else max(0.0, 1 - (1 - value.low) * 10)
    width = (value.high - value.low) or max(abs(value.high), 1.0)
    if upwards:
        return value.high + width
    return max(value.low - width, value.low / 2) if value.low > 0 else value.low - width


def _on_steps(value: Range, end: float, *, upwards: bool) -> float:
    """The end moved so that whole steps lead from low to high."""
    if value.step is None:
        return end
    if upwards:
        return value.low + ceil((end - value.low) / value.step - 1e-9) * value.step
    return value.low - floor((value.low - end) / value.step + 1e-9) * value.step


def _rounded(end: float, *, whole: bool) -> float:
    return round(end) if whole else float(f"{end:.12g}")


def _times(value: Any, factor: int, most: int) -> Any:
    """A whole number, or a list of such, so many times as high, but no higher than `most`; None for anything else."""
    if isinstance(value, list) and value:
        return [_times(each, factor, most) for each in value]
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return max(value, min(value * factor, most))


def _with(mapping: Mapping[str, Any], path: tuple[str, ...], after: Any) -> dict[str, Any]:
    first, *rest = path
    inner = after
    if rest:
        below = mapping.get(first)
        inner = _with(below if isinstance(below, Mapping) else {}, tuple(rest), after)
    return {**mapping, first: inner}


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
