"""Relations between hyperparameters: units and layers, conditions, and when each has an effect."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from hpsearch.config.checks.rings import ring
from hpsearch.config.problems import Problem
from hpsearch.config.sections.hyperparameters import WHOLE, Hyperparameters
from hpsearch.config.sections.section import checked, unknown_key
from hpsearch.config.wording import show, to_search
from hpsearch.engine.optimizers import OPTIMIZERS, Optimizer
from hpsearch.engine.schedules import SCHEDULES, Schedule
from hpsearch.records import replace
from hpsearch.space import Choice, Condition, Range, Space

PER_LAYER = ("units", "keep_prob")

DEEP = ("units", "activation", "parametric_activation", "batch_norm", "members", "keep_prob")
"""Hyperparameters that have an effect only with hidden layers."""

HyperparameterValues = dict[str, Any]
"""Every hyperparameter with its value: fixed, a Range or a Choice."""


def resolved(stated: Mapping[str, Any]) -> tuple[HyperparameterValues, list[Problem]]:
    """Return the value of every hyperparameter, with defaults, and the mistakes; wrong ones get their default.

    `units` as a list fixes the layers, and `layers` is then None; `units` as a number makes `layers` 1 unless it is
    given. `layers: 0` alone is a network without hidden layers.
    """
    section, problems = checked(Hyperparameters, stated)
    section = section or Hyperparameters()
    values = {name: getattr(section, name) for name in Hyperparameters.model_fields}
    mistaken = {problem.path[0] for problem in problems}
    searches = {name: stated[name] for name in values if isinstance(stated.get(name), dict)}
    problems += _wrong_per_layer(searches)
    if not mistaken & {"units", "layers"}:
        values, wrong = _with_layers(values, units_given="units" in stated)
        problems += wrong
        if not wrong and "keep_prob" not in mistaken:
            problems += _wrong_keep_prob(values)
    if not mistaken & {"batch_norm", "batch_size"} and values["batch_norm"] is True and values["batch_size"] == 1:
        sentence = "is 1, and batch_norm compares the examples of a batch; expected 2 or more, or batch_norm: false"
        problems.append(Problem(("batch_size",), sentence))
    for name, search in searches.items():
        when, wrong = _conditions(name, search.get("when"))
        problems += wrong
        if isinstance(values[name], Range | Choice):
            values[name] = replace(values[name], when=when)
    return values, [*problems, *ring(values, space_of)]


def _wrong_per_layer(searches: Mapping[str, dict[str, Any]]) -> Iterator[Problem]:
    for name, search in searches.items():
        if search.get("per_layer") is not True:
            continue
        if name not in PER_LAYER:
            sentence = f"{name} is one for the whole network; per_layer is for units and keep_prob"
            yield Problem((name, "per_layer"), sentence)
        elif any(isinstance(choice, list) for choice in _listed(search.get("choices"))):
            sentence = "draws a value for each layer, so that its choices are numbers; a list is for all layers"
            yield Problem((name, "per_layer"), sentence)


def _wrong_keep_prob(values: HyperparameterValues) -> Iterator[Problem]:
    """Yield the mistakes of lists, which need a number for each hidden layer of a network of fixed depth."""
    keep_prob, depths = values["keep_prob"], hidden_layers(values)
    choices = keep_prob.choices if isinstance(keep_prob, Choice) else (keep_prob,)
    for index, listed in enumerate(choices):
        if isinstance(listed, list) and depths != {len(listed)}:
            at = ("choices", index) if isinstance(keep_prob, Choice) else ()
            layers = " or ".join(map(str, sorted(depths)))
            sentence = f"lists {len(listed)}; expected one for each hidden layer, here {layers}, or one number for all"
            remedy = "" if at else to_search(listed)
            yield Problem(("keep_prob", *at), sentence, to_search=remedy)


def _with_layers(values: HyperparameterValues, *, units_given: bool) -> tuple[HyperparameterValues, list[Problem]]:
    """Return `values` with `layers` as given by the units, and the mistakes."""
    units, layers = values["units"], values["layers"]
    if isinstance(units, Choice) and any(isinstance(choice, list) for choice in units.choices):
        return values, list(_wrong_choices(units, layers))
    if not isinstance(units, list):
        return {**values, "layers": 1 if layers is None else layers}, []
    if layers is None or layers == len(units):
        return {**values, "layers": None}, []
    if layers == 0 and not units_given:
        return {**values, "units": [], "layers": None}, []
    return values, [_beside_list(layers, units, units_given=units_given)]


def _wrong_choices(units: Choice, layers: Any) -> Iterator[Problem]:
    if not all(isinstance(choice, list) for choice in units.choices):
        sentence = "numbers and lists are mixed; expected lists alone, such as [64], which fix the layers"
        yield Problem(("units", "choices"), sentence)
    elif layers is not None:
        yield Problem(("layers",), "each choice of units is a list, which fixes the layers; leave layers out")


def _beside_list(layers: Any, units: list[int], *, units_given: bool) -> Problem:
    if not units_given:
        sentence = f"needs units as a number; the default {show(units)} fixes the layers; add for example `units: 64`"
        return Problem(("layers",), sentence)
    count = f"{len(units)} hidden layer{'s' * (len(units) != 1)}"
    sentence = f"is {_described(layers)}, but units lists {count}; leave layers out, or give units as a number"
    return Problem(("layers",), sentence, to_search=to_search(units, "units"))


def _described(layers: Any) -> str:
    return "searched" if isinstance(layers, Range | Choice) else show(layers)


def _conditions(name: str, stated: Any) -> tuple[dict[str, tuple[Any, ...]], list[Problem]]:
    """Return the `when` of hyperparameter `name`: for each other one, the values as stated there."""
    when: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for other, allowed in stated.items() if isinstance(stated, dict) else ():
        if other not in Hyperparameters.model_fields:
            sentence = unknown_key(other, list(Hyperparameters.model_fields))
            problems.append(Problem((name, "when", other), sentence, by_key=True))
        elif other == name:
            sentence = "cannot depend on itself; expected another hyperparameter"
            problems.append(Problem((name, "when", other), sentence, by_key=True))
        else:
            when[other], wrong = _allowed(other, allowed)
            problems += [problem.under(name, "when", other) for problem in wrong]
    return when, problems


def _allowed(name: str, stated: Any) -> tuple[tuple[Any, ...], list[Problem]]:
    """Return the fixed values of hyperparameter `name` that `stated` lists; a single one counts as a list of one."""
    values: list[Any] = []
    problems: list[Problem] = []
    for index, value in enumerate(_listed(stated)):
        at = (index,) if isinstance(stated, list) else ()
        if isinstance(value, dict):
            problems.append(Problem(at, "a condition names values; expected one, or a list of them"))
            continue
        section, wrong = checked(Hyperparameters, {name: value})
        problems += [Problem((*at, *problem.path[1:]), problem.sentence) for problem in wrong]
        values.append(getattr(section, name))
    return tuple(values), problems or ([Problem((), "names no value; expected one or more")] * (not values))


def _listed(stated: Any) -> list[Any]:
    return stated if isinstance(stated, list) else [stated]


def space_of(values: Mapping[str, Any]) -> Space:
    """Return the space of `values`. Raises CycleError if conditions form a cycle."""
    return Space.of(values, whole=WHOLE, used_where=used_where(values))


def used_where(values: Mapping[str, Any]) -> dict[str, tuple[Condition, ...]]:
    """Return the conditions under which each hyperparameter has an effect, such as an optimizer that reads it."""
    conditions: dict[str, tuple[Condition, ...]] = {
        name: (read[name],) for read in _read_by_some() for name in values if name in read
    }
    depths = _depths(values["layers"])
    if 0 in depths:
        deep = (Condition("layers", tuple(depth for depth in depths if depth > 0)),)
        conditions |= dict.fromkeys(DEEP, deep)
    return conditions


@cache
def _read_by_some() -> list[dict[str, Condition]]:
    """Return the optimizers and schedules that read a hyperparameter which not all of them read."""
    kinds: dict[str, Mapping[str, Optimizer | Schedule]] = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    return [_readers(kind, members) for kind, members in kinds.items()]


def _readers(kind: str, members: Mapping[str, Optimizer | Schedule]) -> dict[str, Condition]:
    users: dict[str, list[str]] = {}
    for word, member in members.items():
        for name in member.hyperparameters:
            users.setdefault(name, []).append(word)
    return {name: Condition(kind, tuple(words)) for name, words in users.items() if len(words) < len(members)}


def hidden_layers(values: Mapping[str, Any]) -> set[int]:
    """Return the possible numbers of hidden layers of networks of the space."""
    units = values["units"]
    if isinstance(units, Choice) and values["layers"] is None:
        return {len(choice) for choice in units.choices}
    return {len(units)} if isinstance(units, list) else set(_depths(values["layers"]))


def _depths(layers: Any) -> Collection[int]:
    """Return the numbers of hidden layers that may be drawn; empty if lists of units fix them."""
    if isinstance(layers, Range):
        depths = list(range(int(layers.low), int(layers.high) + 1, int(layers.step or 1)))
        return [0, *depths] if layers.or_zero else depths
    if isinstance(layers, Choice):
        return list(layers.choices)
    return [] if layers is None else [layers]
