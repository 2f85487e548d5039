"""The space of a search: its axes in drawing order, and the conditions between them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from itertools import chain
from math import prod
from typing import TYPE_CHECKING, Any

from hpsearch.records import Record
from hpsearch.space.domains import Domain, Interval
from hpsearch.space.ranges import Choice, Range
from hpsearch.trials.outcomes import Settings

if TYPE_CHECKING:  # Optuna takes 0.2 s to import; `hpsearch check` and the workers do not need it
    from numpy.random import Generator
    from optuna.trial import BaseTrial


class Condition(Record):
    """The condition that an axis is drawn only if `hyperparameter` has one of `values`."""

    hyperparameter: str
    values: tuple[Any, ...]

    def holds(self, settings: Mapping[str, Any]) -> bool:
        """Whether it holds for the settings drawn so far."""
        return settings.get(self.hyperparameter) in self.values


SWITCH = "=0"
"""Suffix of Optuna's parameter that decides whether another one is exactly 0, and then not drawn."""


class Axis(Record):
    """One value to draw: a hyperparameter, or its value in one hidden layer (from 1)."""

    hyperparameter: str
    domain: Domain
    or_zero: float = 0.0
    conditions: tuple[Condition, ...] = ()
    layer: int | None = None

    @property
    def name(self) -> str:
        """`learning_rate`; `units[2]` for the second hidden layer's."""
        return self.hyperparameter if self.layer is None else f"{self.hyperparameter}[{self.layer}]"

    def suggest(self, trial: "BaseTrial") -> Any:
        """Return the value that `trial` draws."""
        if self.or_zero and trial.suggest_float(f"{self.name}{SWITCH}", 0.0, 1.0) < self.or_zero:
            return self.zero
        return self.domain.suggest(trial, self.name)

    def params(self, value: Any) -> dict[str, Any]:
        """Return Optuna's parameters for which `suggest` returns `value`."""
        if not self.or_zero:
            return self.domain.params(self.name, value)
        if value == 0:
            return {f"{self.name}{SWITCH}": self.or_zero / 2}
        return {f"{self.name}{SWITCH}": (self.or_zero + 1) / 2, **self.domain.params(self.name, value)}

    @property
    def zero(self) -> Any:
        """The 0 of `or_zero`; an int for whole numbers."""
        return type(self.domain.decode(0.0))(0)

    @property
    def is_endless(self) -> bool:
        """Whether it has infinitely many values."""
        return isinstance(self.domain, Interval) and self.domain.scale.low < self.domain.scale.high

    @property
    def count(self) -> int:
        """Number of values, including the 0 of `or_zero`."""
        return self.domain.count + bool(self.or_zero)

    def values(self) -> Iterator[Any]:
        """Yield the 0 of `or_zero`, then the values of the domain."""
        return chain([self.zero] if self.or_zero else [], self.domain.values())

    def drawn(self, draw: "Generator") -> Any:
        """Return a random value; the 0 of `or_zero` at most half of the time."""
        if draw.random() < min(self.or_zero, 0.5):
            return self.zero
        return self.domain.decode(draw.random())

    def added_to(self, settings: Mapping[str, Any], value: Any) -> Settings:
        """Return `settings` with a value of this axis; for an axis of a layer, in its hyperparameter's list."""
        if self.layer is None:
            return {**settings, self.hyperparameter: value}
        return {**settings, self.hyperparameter: [*settings.get(self.hyperparameter, ()), value]}

    def has_value(self, settings: Mapping[str, Any]) -> bool:
        """Whether settings have a value of this axis, which may be null."""
        if self.layer is None:
            return self.hyperparameter in settings
        layers = settings.get(self.hyperparameter)
        return isinstance(layers, list) and self.layer <= len(layers)

    def value_in(self, settings: Mapping[str, Any]) -> Any:
        """Return the value of this axis in settings that have one."""
        value = settings[self.hyperparameter]
        return value if self.layer is None else value[self.layer - 1]

    def is_used(self, settings: Mapping[str, Any]) -> bool:
        """Whether its conditions hold for the settings drawn so far."""
        return all(condition.holds(settings) for condition in self.conditions)


class Space(Record):
    """The axes to draw, each after those in its conditions, and the fixed hyperparameters."""

    axes: tuple[Axis, ...]
    fixed: Mapping[str, Any]
    searched: tuple[str, ...]

    @classmethod
    def of(
        cls,
        values: Mapping[str, Any],
        *,
        whole: frozenset[str] = frozenset(),
        used_where: Mapping[str, tuple[Condition, ...]] | None = None,
    ) -> "Space":
        """Return the space of `values`: Ranges and Choices are searched, all else is fixed.

        `whole` names the hyperparameters that are whole numbers, `used_where` the conditions under which a
        hyperparameter has an effect. Raises CycleError if conditions depend on each other in a cycle.
        """
        searched = {name: value for name, value in values.items() if isinstance(value, Range | Choice)}
        conditions = {
            name: _all_of([*(used_where or {}).get(name, ()), *(Condition(*item) for item in value.when.items())])
            for name, value in searched.items()
        }
        deciding = _depths(values)[0] if any(value.per_layer for value in searched.values()) else ""
        comes_after = {
            name: [c.hyperparameter for c in conditions[name] if c.hyperparameter in searched]
            + [deciding] * (value.per_layer and deciding in searched and deciding != name)
            for name, value in searched.items()
        }
        order = TopologicalSorter(comes_after).static_order()
        return cls(
            axes=tuple(
                axis
                for name in order
                for axis in _axes(name, searched[name], whole=name in whole, where=conditions[name], values=values)
            ),
            fixed={name: value for name, value in values.items() if name not in searched},
            searched=tuple(searched),
        )

    def suggest(self, trial: "BaseTrial") -> Settings:
        """Return the settings that `trial` draws, axis by axis."""
        settings: Settings = {}
        for axis in self.axes:
            if axis.is_used({**self.fixed, **settings}):
                settings = axis.added_to(settings, axis.suggest(trial))
        return self.in_order(settings)

    def suggest_everywhere(self, trial: "BaseTrial") -> Settings:
        """Draw every axis from `trial`, also the unused ones, and return the settings without these.

        So all trials of a study have the same parameters, for samplers that do not know conditions.
        """
        for axis in self.axes:
            axis.domain.suggest(trial, axis.name)
            axis.suggest(trial)
        return self.suggest(trial)  # Optuna returns the same values again

    def drawn(self, draw: "Generator") -> Settings:
        """Return random settings, with each axis only if its conditions hold."""
        settings: Settings = {}
        for axis in self.axes:
            if axis.is_used({**self.fixed, **settings}):
                settings = axis.added_to(settings, axis.drawn(draw))
        return self.in_order(settings)

    def combinations(self, values: "Callable[[Axis], Iterable[Any]]") -> Iterator[Settings]:
        """Yield every combination of the axes' `values`, with each axis only if its conditions hold."""

        def below(axes: tuple[Axis, ...], settings: Settings) -> Iterator[Settings]:
            """Yield the combinations that begin with `settings`, with all values of the remaining `axes`."""
            if not axes:
                yield self.in_order(settings)
                return
            axis, *rest = axes
            if not axis.is_used({**self.fixed, **settings}):
                yield from below(tuple(rest), settings)
                return
            for value in values(axis):
                yield from below(tuple(rest), axis.added_to(settings, value))

        return below(self.axes, {})

    def size(self, most: int) -> int:
        """Return the number of settings, but at most `most`.

        Only axes in conditions are enumerated; the counts of the others are multiplied.
        """
        named = {condition.hyperparameter for axis in self.axes for condition in axis.conditions}
        others = [axis for axis in self.axes if axis.hyperparameter not in named]
        size = 0
        for settings in self.combinations(lambda axis: [axis.domain.decode(0.0)] if axis in others else axis.values()):
            size += prod(axis.count for axis in others if axis.is_used({**self.fixed, **settings}))
            if size >= most:
                return most
        return size

    def is_endless(self, settings: Mapping[str, Any]) -> bool:
        """Whether `settings` use an axis with infinitely many values."""
        return any(axis.is_endless and axis.is_used({**self.fixed, **settings}) for axis in self.axes)

    def params(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return Optuna's parameters for which `suggest` returns `settings`; missing ones are drawn.

        They are passed to `study.enqueue_trial`.
        """
        params: dict[str, Any] = {}
        for axis in self.axes:
            if axis.hyperparameter not in settings:
                continue
            value = settings[axis.hyperparameter]
            if axis.layer is None:
                params |= axis.params(value)
            elif axis.layer <= len(value):
                params |= axis.params(value[axis.layer - 1])
        return params

    def in_order(self, settings: Mapping[str, Any]) -> Settings:
        """Return `settings` in the order of the config."""
        return {name: settings[name] for name in self.searched if name in settings}


def _all_of(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Merge `conditions` into one for each hyperparameter that they name."""
    allowed: dict[str, tuple[Any, ...]] = {}
    for condition in conditions:
        values = allowed.get(condition.hyperparameter, condition.values)
        allowed[condition.hyperparameter] = tuple(value for value in values if value in condition.values)
    return tuple(Condition(*item) for item in allowed.items())


def _axes(
    name: str,
    value: Range | Choice,
    *,
    whole: bool,
    where: tuple[Condition, ...],
    values: Mapping[str, Any],
) -> Iterator[Axis]:
    """Return one axis, or with `per_layer` one for each hidden layer that a network of the space can have."""
    domain = value.domain(whole=whole) if isinstance(value, Range) else value.domain()
    or_zero = value.or_zero if isinstance(value, Range) else 0.0
    if not value.per_layer:
        yield Axis(name, domain, or_zero, where)
        return
    deciding, depths = _depths(values)
    for layer in range(1, max(depth for _, depth in depths) + 1):
        deep_enough = Condition(deciding, tuple(decided for decided, depth in depths if depth >= layer))
        yield Axis(name, domain, or_zero, _all_of((*where, deep_enough)) if deciding else where, layer)


def _depths(values: Mapping[str, Any]) -> tuple[str, tuple[tuple[Any, int], ...]]:
    """Return the hyperparameter that decides the number of hidden layers, and the number for each of its values."""
    layers, units = values.get("layers"), values.get("units")
    if isinstance(layers, Range):
        counts = range(int(layers.low), int(layers.high) + 1, int(layers.step or 1))
        return "layers", tuple((count, count) for count in counts)
    if isinstance(layers, Choice):
        return "layers", tuple((count, count) for count in layers.choices)
    if isinstance(layers, int):
        return "layers", ((layers, layers),)
    if isinstance(units, Choice) and all(isinstance(choice, list | tuple) for choice in units.choices):
        return "units", tuple((choice, len(choice)) for choice in units.choices)
    return "", ((units, len(units) if isinstance(units, list | tuple) else 1),)
