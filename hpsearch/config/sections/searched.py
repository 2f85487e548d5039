"""Types for the fields of a section that may be searched.

`Searched[Positive]` is a number above 0, choices of such numbers, or a range of them. The shape of the value decides
which is meant, so that one mistake gives one message. The field then has the fixed value, a `Range` or a `Choice`.
"""

import json
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError, WrapValidator

from hpsearch.config.problems import Problem
from hpsearch.config.sections.section import ConfigSection, checked, mistake, problems_of, together
from hpsearch.config.sections.values import Check, each_checked, word
from hpsearch.config.wording import nearest, show, to_search
from hpsearch.records import Record
from hpsearch.space import SCALES, Choice, Range

_T = TypeVar("_T")


def _probability(value: Any, check: Check) -> float:
    """Read a probability; `true` stands for 1/8."""
    return float(check(0.125 if value is True else 0.0 if value is False else value))


class StatedRange(ConfigSection):
    """`{low, high, …}`, before it is checked by its hyperparameter, and `when` by others."""

    low: float = Field(description="the low end of the range")
    high: float = Field(description="the high end of the range")
    scale: Annotated[str, word(SCALES)] = Field(
        default="linear",
        description="how values are drawn: linear; log, uniform in log x, for learning rates and L2; reverse_log,"
        " uniform in log(1 − x), for momentum",
    )
    step: float | None = Field(
        default=None, description="the distance between values, from `low` on; all have the same probability"
    )
    or_zero: Annotated[float, WrapValidator(_probability)] = Field(
        default=0.0,
        description="true: exactly 0 with probability 1/8; or that probability",
    )
    per_layer: bool = Field(default=False, description="a separate draw for each hidden layer (`units`)")
    when: dict[str, Any] = Field(
        default={},
        description="drawn only with these values of other hyperparameters: `{optimizer: [momentum]}`",
    )


class StatedChoice(ConfigSection):
    """`{choices: […], …}`, before it is checked by its hyperparameter."""

    choices: Annotated[list[Any], Field(min_length=1)] = Field(description="a list of values to choose from")
    per_layer: bool = False
    when: dict[str, Any] = Field(default={})


def _choice(stated: dict[str, Any], check: Check) -> Choice:
    """Return a Choice in which every value passes `check`."""
    valid, problems = checked(StatedChoice, stated)
    if isinstance(stated.get("choices"), list):
        try:
            choices = each_checked(stated["choices"], check, "choices")
        except ValidationError as error:
            problems += problems_of(error)
        else:
            problems += _repeats(choices)
    if problems or valid is None:
        raise together(problems)
    return Choice(tuple(choices), valid.per_layer)


def _repeats(choices: list[Any]) -> list[Problem]:
    texts = [json.dumps(choice) for choice in choices]
    return [
        Problem(("choices", index), f"{show(choices[index])} is among the choices already; keep one")
        for index, text in enumerate(texts)
        if text in texts[:index]
    ]


class RangeOf(Record):
    """Reads a range of whole or of real numbers."""

    whole: bool

    def __call__(self, value: Any, check: Check) -> Any:
        """Return the fixed value, Choice or Range in `value`. Raises ValidationError."""
        if not isinstance(value, dict):
            return _fixed(value, check)
        if _is_choice(value):
            return _choice(value, check)
        return self.range(value, check)

    def range(self, value: dict[str, Any], check: Check) -> Range:
        """Return the Range in `value`, whose ends pass `check`."""
        stated, problems = checked(StatedRange, value)
        if stated is None:
            raise together(problems)
        mistaken = {problem.path[0] for problem in problems}
        if not mistaken & {"low", "high", "scale"}:
            wrong = self._range(stated).mistakes(whole=self.whole)
            problems += [Problem((key,), sentence) for key, sentence in wrong]
        for key, end in (("low", stated.low), ("high", stated.high)):
            if key not in {problem.path[0] for problem in problems}:
                problems += [problem.under(key) for problem in _refused(self._number(end), check)]
        if stated.or_zero and "or_zero" not in {problem.path[0] for problem in problems}:
            problems += [
                Problem(("or_zero",), f"gives exactly 0, and {problem.sentence}") for problem in _refused(0, check)
            ]
        if problems:
            raise together(problems)
        return self._range(stated)

    def _range(self, stated: StatedRange) -> Range:
        return Range(
            low=self._number(stated.low),
            high=self._number(stated.high),
            scale=stated.scale,
            step=None if stated.step is None else self._number(stated.step),
            or_zero=stated.or_zero,
            per_layer=stated.per_layer,
        )

    def _number(self, number: float) -> float:
        return int(number) if self.whole and number.is_integer() else number


def _refused(value: Any, check: Check) -> list[Problem]:
    try:
        check(value)
    except ValidationError as error:
        return problems_of(error)
    return []


def _is_choice(stated: dict[str, Any]) -> bool:
    names = [*StatedRange.model_fields, *StatedChoice.model_fields]
    return any(nearest(key, names) == "choices" for key in stated)


def _fixed(value: Any, check: Check) -> Any:
    """Return a checked value; the error for a list of values says how to search them."""
    try:
        return check(value)
    except ValidationError as error:
        remedy = to_search(value) if isinstance(value, list) else ""
        if not remedy or any(_refused(each, check) for each in value):
            raise
        first = problems_of(error)[0]
    sentence = f"{show(value)} does not belong here" if first.path else first.sentence
    raise mistake(sentence, remedy)


def _chosen(value: Any, check: Check) -> Any:
    if not isinstance(value, dict):
        return _fixed(value, check)
    if "low" in value or "high" in value:
        raise mistake("has no range, because it is no number; list its values: {choices: […]}")
    return _choice(value, check)


def _chosen_mapping(value: Any, check: Check) -> Any:
    return _choice(value, check) if isinstance(value, dict) and "choices" in value else _fixed(value, check)


REAL_RANGE = WrapValidator(RangeOf(whole=False))
WHOLE_RANGE = WrapValidator(RangeOf(whole=True))

Searched = Annotated[_T, REAL_RANGE]
"""A value, choices, or a range of real numbers."""

SearchedWhole = Annotated[_T, WHOLE_RANGE]
"""A value, choices, or a range of whole numbers."""

Chosen = Annotated[_T, WrapValidator(_chosen)]
"""A value or choices."""

ChosenMapping = Annotated[_T, WrapValidator(_chosen_mapping)]
"""A value that may itself be a mapping, or choices."""
