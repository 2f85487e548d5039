"""Changes of a config's values, ranges and choices by advice, and the resulting config."""

import re
from collections.abc import Iterable, Mapping
from math import ceil, floor, isfinite
from typing import Any

from hpsearch.config import Config, config_from
from hpsearch.config.own.hyperparameters import is_whole
from hpsearch.config.sections.hyperparameters import WHOLE
from hpsearch.config.sections.limits import may_exceed
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.errors import ConfigError
from hpsearch.space import Choice, Range

MOST_ADVISED: Mapping[str, float] = {
    "epochs": 1_000,
    "units": 1_024,
    "layers": 6,
    "learning_rate": 10.0,
    "l2": 1e4,
    "weight_decay": 1.0,
}
"""Largest value that advice proposes."""

_SMALLEST: Mapping[str, float] = {"learning_rate": 1e-7, "l2": 1e-6, "units": 4, "epochs": 5, "batch_size": 8}
"""Smallest value that advice proposes."""

_OF_ROUNDING = 1e-12
"""Largest number that may be the rounding error of a 0."""


def config_with(stated: Mapping[str, Any], changes: Iterable[ConfigChange]) -> dict[str, Any]:
    """Return the config `stated`, a mapping with all its sections, with these changes."""
    changed = dict(stated)
    for change in changes:
        changed = _with_value_at(changed, change.path, change.after)
    return changed


def accepted(config: Config, changes: Iterable[ConfigChange]) -> tuple[ConfigChange, ...]:
    """Return the changes, in order, that make a valid config together with those kept before.

    Of two changes to one key, or to a key and to another below it, only the first is kept.
    """
    kept: list[ConfigChange] = []
    for change in changes:
        separate = not any(overlap(change.path, other.path) for other in kept)
        if separate and change.before != change.after and is_valid(config, [*kept, change]):
            kept.append(change)
    return tuple(kept)


def is_valid(config: Config, changes: Iterable[ConfigChange]) -> bool:
    """Whether the config with these changes passes `hpsearch check`, as far as this needs no data.

    The changes must cause no error, and no remark on a key that had none before.
    """
    try:
        changed = config_from(config_with(config.as_dict(), changes), config.folder, config.name)
    except ConfigError:
        return False
    return _keys_with_remarks(changed) <= _keys_with_remarks(config)


def _keys_with_remarks(config: Config) -> set[str]:
    """Return the keys in the remarks of `check`, with which the sentences begin."""
    return {re.split(r"[ :]", sentence, maxsplit=1)[0] for sentence in config.remarks()}


def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two paths are the same key, or one is below the other."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def replaced(evidence: Evidence, key: str, after: Any) -> ConfigChange:
    """Return the change of one key of the config to another value."""
    value: Any = evidence.config.as_dict()
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return ConfigChange(key, value, after)


def widened(evidence: Evidence, name: str, *, upwards: bool) -> list[ConfigChange]:
    """Return the change that moves the upper or lower end of a range outwards.

    Empty if there is no such end, or if the run before diverged there.
    """
    value = evidence.hyperparameters[name]
    if not isinstance(value, Range):
        return []
    end = value.high if upwards else value.low
    if evidence.config.objective is None and not may_exceed(name, end, upwards=upwards):
        return []
    whole = name in WHOLE if evidence.config.objective is None else is_whole(value)
    further = _on_steps(value, _further_out(value, upwards=upwards, whole=whole), upwards=upwards)
    further = min(further, MOST_ADVISED.get(name, further)) if upwards else max(further, _SMALLEST.get(name, further))
    further = _rounded(further, whole=whole)
    if ((further <= end) if upwards else (further >= end)) or diverged_between(evidence, name, end, further):
        return []
    side = "high" if upwards else "low"
    return [replaced(evidence, f"hyperparameters.{name}.{side}", further)]


def diverged_between(evidence: Evidence, name: str, end: float, further: float) -> bool:
    """Whether half or more of the trials of the run before that are between two values of a hyperparameter diverged.

    Advice that narrowed the range because of them is not taken back.
    """
    low, high = sorted((end, further))
    costs = [each.cost for each in evidence.outside if _is_between(each.settings.get(name), low, high)]
    return bool(costs) and 2 * sum(not isfinite(cost) for cost in costs) >= len(costs)


def _is_between(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and low <= value <= high


def enlarged(evidence: Evidence, name: str, factor: int) -> list[ConfigChange]:
    """Return the change that multiplies a whole number by `factor`: a range's end, a value, or a new choice."""
    value, key = evidence.hyperparameters[name], f"hyperparameters.{name}"
    most = int(MOST_ADVISED.get(name, 1_000_000))
    if isinstance(value, Range):
        high = min(_on_steps(value, value.high * factor, upwards=True), most)
        return [replaced(evidence, f"{key}.high", int(high))] if high > value.high else []
    if isinstance(value, Choice):
        larger = _multiplied(value.choices[-1], factor, most)
        options = list(value.choices)
        return [replaced(evidence, f"{key}.choices", [*options, larger])] if larger not in [None, *options] else []
    larger = _multiplied(value, factor, most)
    return [] if larger in (None, value) else [replaced(evidence, key, larger)]


def searched(evidence: Evidence, name: str, among: Mapping[str, Any]) -> list[ConfigChange]:
    """Return the change of a fixed hyperparameter to a range or choices; empty if it is searched already."""
    fixed = not isinstance(evidence.hyperparameters[name], Range | Choice)
    return [replaced(evidence, f"hyperparameters.{name}", dict(among))] if fixed else []


def with_choices(evidence: Evidence, name: str, *more: Any) -> list[ConfigChange]:
    """Return the change that adds `more` choices to a hyperparameter's fixed value or choices."""
    value, key = evidence.hyperparameters[name], f"hyperparameters.{name}"
    if isinstance(value, Range):
        return []
    known = list(value.choices) if isinstance(value, Choice) else [value]
    new = [each for each in more if each not in known]
    if not new:
        return []
    if isinstance(value, Choice):
        return [replaced(evidence, f"{key}.choices", [*known, *new])]
    return [replaced(evidence, key, {"choices": [*known, *new]})]


def _further_out(value: Range, *, upwards: bool, whole: bool) -> float:
    """Return a farther end: by a factor of 10 on a log scale, 2 for whole numbers; by the width on a linear scale."""
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
    """Move the end outwards until the range is a whole number of steps."""
    if value.step is None:
        return end
    if upwards:
        return value.low + ceil((end - value.low) / value.step - 1e-9) * value.step
    return value.low - floor((value.low - end) / value.step + 1e-9) * value.step


def _rounded(end: float, *, whole: bool) -> float:
    """Return an end without the error of its computation, such as 1 - 0.1 * 10 leaves."""
    return round(end) if whole else float(f"{end:.12g}") if abs(end) > _OF_ROUNDING else 0.0


def _multiplied(value: Any, factor: int, most: int) -> Any:
    """Multiply a whole number, or each one of a list, by `factor`, up to `most`; None for anything else."""
    if isinstance(value, list) and value:
        return [_multiplied(each, factor, most) for each in value]
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return max(value, min(value * factor, most))


def _with_value_at(mapping: Mapping[str, Any], path: tuple[str, ...], after: Any) -> dict[str, Any]:
    """Return a copy of nested mappings with the value `after` at `path`."""
    first, *rest = path
    inner = after
    if rest:
        below = mapping.get(first)
        inner = _with_value_at(below if isinstance(below, Mapping) else {}, tuple(rest), after)
    return {**mapping, first: inner}
