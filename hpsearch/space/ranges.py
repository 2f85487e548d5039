"""A range as a config states it, and the check for mistakes in it."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from hpsearch.records import Record, field
from hpsearch.space.domains import Choices, Domain, Interval, Steps, WholeLog
from hpsearch.space.scales import SCALES


class Range(Record):
    """`{low, high, scale, step, or_zero, per_layer, when}`: the values to search, both ends included.

    `or_zero` is the probability of exactly 0; `when` gives, for other hyperparameters, the values with which this one
    is sampled.
    """

    low: float
    high: float
    scale: str = "linear"
    step: float | None = None
    or_zero: float = 0.0
    per_layer: bool = False
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def mistakes(self, *, whole: bool) -> Iterator[tuple[str, str]]:
        """Yield each wrong key with a sentence that says what is expected; nothing if the range can be searched."""
        yield from self._mistakes_in_ends(whole=whole) or self._mistakes_in_scale(whole=whole)
        if not 0 <= self.or_zero < 1:
            yield "or_zero", f"{self.or_zero:g} is no probability; expected true, or a number in [0, 1)"
        elif self.or_zero and self.low < 0:
            yield "or_zero", "0 lies inside the range already; or_zero is for ranges above 0"

    def _mistakes_in_ends(self, *, whole: bool) -> list[tuple[str, str]]:
        ends = (("low", self.low), ("high", self.high))
        if endless := [(key, "a range needs finite ends") for key, end in ends if not isfinite(end)]:
            return endless
        if self.low > self.high:
            return [("low", f"{self.low:g} is above high {self.high:g}; a range runs from low to high")]
        return [(key, _not_whole(end)) for key, end in ends if whole and not float(end).is_integer()]

    def _mistakes_in_scale(self, *, whole: bool) -> list[tuple[str, str]]:
        if self.scale == "log" and self.low <= 0:
            remedy = " (did you mean 1e-4?)" if self.low == 0 and not whole else ""
            return [("low", f"{self.low:g} has no logarithm; scale log needs low > 0{remedy}")]
        if self.scale == "reverse_log" and whole:
            return [("scale", "reverse_log is for numbers in [0, 1), and this hyperparameter is a whole number")]
        if self.scale == "reverse_log" and not 0 <= self.low <= self.high < 1:
            outside = "{:g} is outside [0, 1); scale reverse_log is uniform in log(1 − x)"
            return [
                (key, outside.format(end)) for key, end in (("low", self.low), ("high", self.high)) if not 0 <= end < 1
            ]
        return [] if self.step is None else self._mistakes_in_step(self.step, whole=whole)

    def _mistakes_in_step(self, step: float, *, whole: bool) -> list[tuple[str, str]]:
        if not isfinite(step) or step <= 0:
            return [("step", f"{step:g} leads nowhere; expected a number above 0")]
        if self.scale != "linear":
            return [("step", f"equal steps need scale linear, not {self.scale}")]
        if whole and not float(step).is_integer():
            return [("step", _not_whole(step))]
        if step < (self.high - self.low) / 1e9:
            return [("step", f"{step:g} makes more than 1e9 steps; expected a larger step")]
        steps = (self.high - self.low) / step
        if abs(steps - round(steps)) <= 1e-9 * max(steps, 1):
            return []
        reached = self.low + int(steps) * step
        return [("high", f"{self.high:g} is not reached from {self.low:g} in steps of {step:g}; {reached:g} is")]

    def domain(self, *, whole: bool) -> Domain:
        """Return the values as a domain; `mistakes` must have found none."""
        if whole and self.scale == "log":
            return WholeLog(int(self.low), int(self.high))
        if whole:
            return Steps(int(self.low), int(self.high), int(self.step or 1))
        if self.step is not None:
            return Steps(float(self.low), float(self.high), float(self.step))
        return Interval(SCALES[self.scale](float(self.low), float(self.high)))


def _not_whole(number: float) -> str:
    return f"{number:g} is not a whole number, and this hyperparameter is one"


class Choice(Record):
    """`{choices: [...], when}`: the values to choose from."""

    choices: tuple[Any, ...]
    per_layer: bool = False
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def domain(self) -> Domain:
        """Return the choices as a domain."""
        return Choices(self.choices)
