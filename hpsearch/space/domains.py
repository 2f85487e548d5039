"""The domain of one hyperparameter: its values, their coordinates in the unit interval, and Optuna's parameters."""

import json
from collections.abc import Iterator
from itertools import count
from math import floor
from typing import TYPE_CHECKING, Any, Protocol

from hpsearch.records import Record
from hpsearch.space.scales import Log, ReverseLog, Scale

if TYPE_CHECKING:  # Optuna takes 0.2 s to import; `hpsearch check` and the workers do not need it
    from optuna.trial import BaseTrial


FLOATS = 2**64
"""The count for an interval: an upper bound on the number of 64-bit floats."""


class Domain(Protocol):
    """A set of values mapped to the unit interval, so that a uniform coordinate draws from the wanted distribution."""

    def decode(self, u: float) -> Any:
        """The value at coordinate `u` of [0, 1]."""

    def encode(self, value: Any) -> float:
        """A coordinate in [0, 1] that decodes to `value`."""

    def holds(self, value: Any) -> bool:
        """Whether `value` is in the domain."""

    def suggest(self, trial: "BaseTrial", name: str) -> Any:
        """Return the value that `trial` draws as the Optuna parameter `name`."""

    def params(self, name: str, value: Any) -> dict[str, Any]:
        """Return Optuna's parameter for which `suggest` returns `value`."""

    def value(self, parameter: Any) -> Any:
        """Return the value of `suggest` for this value of Optuna's parameter."""

    def values(self) -> Iterator[Any]:
        """Yield all values; for an interval endlessly, with ever finer steps."""

    @property
    def count(self) -> int:
        """How many values there are."""


class Interval(Record):
    """All real numbers of a scale, both ends included."""

    scale: Scale

    def decode(self, u: float) -> float:
        """The value at coordinate `u` of [0, 1]."""
        return self.scale.decode(u)

    def encode(self, value: float) -> float:
        """The coordinate of `value` in [0, 1]."""
        return self.scale.encode(value)

    def holds(self, value: Any) -> bool:
        """Whether `value` lies in the range."""
        return _is_number(value) and self.scale.low <= value <= self.scale.high

    def suggest(self, trial: "BaseTrial", name: str) -> float:
        """Draw a float; on the reversed log scale Optuna draws 1 − x log-uniformly."""
        low, high = self.scale.low, self.scale.high
        if self._reversed:
            return self.value(trial.suggest_float(f"1-{name}", 1 - high, 1 - low, log=True))
        return trial.suggest_float(name, low, high, log=isinstance(self.scale, Log))

    def params(self, name: str, value: float) -> dict[str, Any]:
        """The parameter of `value`, by the name that `suggest` gives it."""
        return {f"1-{name}": 1 - value} if self._reversed else {name: value}

    def value(self, parameter: float) -> float:
        """Return the number; on the reversed log scale 1 minus Optuna's parameter."""
        return min(max(1 - parameter, self.scale.low), self.scale.high) if self._reversed else parameter

    def values(self) -> Iterator[float]:
        """Yield the ends, the middle, the quarters, and so on endlessly; a single value if both ends are equal."""
        yield self.decode(0.0)
        if self.scale.low == self.scale.high:
            return
        yield self.decode(1.0)
        for halvings in count(1):
            yield from (self.decode(odd / 2**halvings) for odd in range(1, 2**halvings, 2))

    @property
    def count(self) -> int:
        """A number larger than any search needs; 1 if both ends are equal."""
        return 1 if self.scale.low == self.scale.high else FLOATS

    @property
    def _reversed(self) -> bool:
        return isinstance(self.scale, ReverseLog)


class Steps(Record):
    """low, low + step, … high, with equal probability; whole numbers if low and step are.

    >>> [Steps(1, 3, 1).decode(u) for u in (0, 0.33, 0.34, 1)]
    [1, 1, 2, 3]
    """

    low: float
    high: float
    step: float

    @property
    def count(self) -> int:
        """How many values there are."""
        return round((self.high - self.low) / self.step) + 1

    def decode(self, u: float) -> float:
        """Return the value whose share of the unit interval contains `u`."""
        return self._value(min(floor(u * self.count), self.count - 1))

    def encode(self, value: float) -> float:
        """The middle of the share of `value`."""
        return (self._index(value) + 0.5) / self.count

    def holds(self, value: Any) -> bool:
        """Whether `value` is one of the steps, up to rounding."""
        inside = _is_number(value) and self.low <= value <= self.high
        return inside and abs(value - self._value(self._index(value))) <= 1e-9 * self.step

    def suggest(self, trial: "BaseTrial", name: str) -> float:
        """Draw an int or a float, like the bounds."""
        if isinstance(self.low, int) and isinstance(self.step, int):
            return trial.suggest_int(name, self.low, int(self.high), step=self.step)
        return self.value(trial.suggest_float(name, self.low, self.high, step=self.step))

    def params(self, name: str, value: float) -> dict[str, Any]:
        """The parameter of `value`, by the name that `suggest` gives it."""
        return {name: self.value(value)}

    def value(self, parameter: float) -> float:
        """The parameter as Optuna drew it, without the rounding error of its sum."""
        return self._value(self._index(parameter))

    def values(self) -> Iterator[float]:
        """All values, from low to high."""
        return map(self._value, range(self.count))

    def _index(self, value: float) -> int:
        return round((value - self.low) / self.step)

    def _value(self, index: int) -> float:
        """Return value number `index` without rounding noise: 0.3, not 0.30000000000000004, and 0, not 1e-16."""
        if index in (0, self.count - 1):
            return self.low if index == 0 else self.high
        value = self.low + index * self.step
        if isinstance(value, int):
            return value
        return 0.0 if abs(value) < 1e-9 * self.step else float(f"{value:.12g}")


class WholeLog(Record):
    """Whole numbers on a log scale, both ends included: the probability of k is proportional to log((k + ½)/(k − ½)).

    >>> WholeLog(16, 512).decode(0.5)
    89
    """

    low: int
    high: int

    @property
    def _scale(self) -> Log:
        return Log(self.low - 0.5, self.high + 0.5)

    def decode(self, u: float) -> int:
        """The whole number nearest to the log scale's value at `u`."""
        return min(max(floor(self._scale.decode(u) + 0.5), self.low), self.high)

    def encode(self, value: int) -> float:
        """The coordinate of `value` in [0, 1]."""
        return self._scale.encode(value)

    def holds(self, value: Any) -> bool:
        """Whether `value` is a whole number of the range."""
        return _is_number(value) and self.low <= value <= self.high and value == int(value)

    def suggest(self, trial: "BaseTrial", name: str) -> int:
        """Draw an int from `trial` as the parameter `name`."""
        return trial.suggest_int(name, self.low, self.high, log=True)

    def params(self, name: str, value: int) -> dict[str, Any]:
        """The parameter of `value`, by the name that `suggest` gives it."""
        return {name: value}

    def value(self, parameter: int) -> int:
        """The value is the parameter itself."""
        return parameter

    def values(self) -> Iterator[int]:
        """All values, from low to high."""
        return iter(range(self.low, self.high + 1))

    @property
    def count(self) -> int:
        """How many values there are."""
        return self.high - self.low + 1


class Choices(Record):
    """Unordered values: words, numbers, bools or lists.

    >>> Choices(("momentum", "adam")).decode(0.7)
    'adam'
    """

    options: tuple[Any, ...]

    def decode(self, u: float) -> Any:
        """Return the option whose share of the unit interval contains `u`; shares are equal."""
        return self.options[min(floor(u * len(self.options)), len(self.options) - 1)]

    def encode(self, value: Any) -> float:
        """The middle of the share of `value`."""
        return (self._labels.index(_label(value)) + 0.5) / len(self.options)

    def holds(self, value: Any) -> bool:
        """Whether `value` is an option."""
        return _label(value) in self._labels

    def suggest(self, trial: "BaseTrial", name: str) -> Any:
        """Draw an option; for Optuna a list is its JSON text, because it only takes scalars."""
        return self.value(trial.suggest_categorical(name, self._labels))

    def params(self, name: str, value: Any) -> dict[str, Any]:
        """The parameter of `value`, by the name that `suggest` gives it."""
        return {name: _label(value)}

    def value(self, parameter: Any) -> Any:
        """The option that Optuna knows as `parameter`."""
        return self.options[self._labels.index(parameter)]

    def values(self) -> Iterator[Any]:
        """The options in their order."""
        return iter(self.options)

    @property
    def count(self) -> int:
        """How many options there are."""
        return len(self.options)

    @property
    def _labels(self) -> tuple[Any, ...]:
        return tuple(_label(option) for option in self.options)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _label(option: Any) -> Any:
    return option if option is None or isinstance(option, bool | int | float | str) else json.dumps(option)
