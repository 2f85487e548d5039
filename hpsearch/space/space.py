"""The space of a search: its axes in the order they are drawn, and the conditions between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from hpsearch.space.domains import Domain
from hpsearch.space.ranges import Choice, Range

if TYPE_CHECKING:  # Optuna takes 0.2 s to import; `hpsearch check` and the workers do without
    from optuna.trial import BaseTrial

Settings = dict[str, Any]
"""The searched hyperparameters of one trial, by name; one that the trial does not use is absent."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An axis is drawn only where `hyperparameter` has one of `values`."""

    hyperparameter: str
    values: tuple[Any, ...]

    def holds(self, settings: Mapping[str, Any]) -> bool:
        """Whether it is met by what is known so far."""
        return settings.get(self.hyperparameter) in self.values


@dataclass(frozen=True, slots=True)
class Axis:
    """One number or word to draw: a hyperparameter, or its value in one hidden layer (from 1)."""

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
        """The value that `trial` draws."""
        if self.or_zero and trial.suggest_float(f"{self.name}=0", 0.0, 1.0) < self.or_zero:
            return type(self.domain.decode(0.0))(0)  # a whole number's zero is whole
        return self.domain.suggest(trial, self.name)


@dataclass(frozen=True, slots=True)
class Space:
    """The axes to draw, each after those its conditions name, beside the hyperparameters that are fixed."""

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
        """The space of `values`: Ranges and Choices are searched, all else is fixed.

        `whole` names the hyperparameters that are whole numbers, `used_where` the conditions under which a
        hyperparameter has any effect. A CycleError is raised where conditions depend on each other in a ring.
        """
        searched = {name: value for name, value in values.items() if isinstance(value, Range | Choice)}
        conditions = {
            name: _all_of([*(used_where or {}).get(name, ()), *(Condition(*item) for item in value.when.items())])
            for name, value in searched.items()
        }
        deciding, _ = _depths(values)
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
        """The settings that `trial` draws, axis by axis."""
        settings: Settings = {}
        for axis in self.axes:
            if all(condition.holds({**self.fixed, **settings}) for condition in axis.conditions):
                value = axis.suggest(trial)
                if axis.layer is None:
                    settings[axis.hyperparameter] = value
                else:
                    settings.setdefault(axis.hyperparameter, []).append(value)
        return {name: settings[name] for name in self.searched if name in settings}


def _all_of(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The same conditions, one for each hyperparameter they name."""
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
    """One axis, or with `per_layer` one for each hidden layer that a network of the space can have."""
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
    """What decides how many hidden layers a network has, if anything does, and how many for each of its values."""
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
