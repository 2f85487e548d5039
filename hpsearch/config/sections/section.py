"""The base of config sections: no unknown keys, and every mistake reported in our words.

Only this module knows pydantic's error types. Our validators report through `mistake` or `together`; `ConfigSection`
turns pydantic's own errors into sentences.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from hpsearch.config.problems import Problem
from hpsearch.config.wording import did_you_mean, nearest, one_of, run_together, show, suggestion
from hpsearch.records import replace


class ConfigSection(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @model_validator(mode="wrap")
    @classmethod
    def _tell_mistakes(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(value)
        except ValidationError as error:
            problems = problems_of(error, cls)
        raise together(problems)


SectionT = TypeVar("SectionT", bound=ConfigSection)


def checked(model: type[SectionT], values: Mapping[str, Any]) -> tuple[SectionT | None, list[Problem]]:
    """Return the section for `values`, with the default in place of each wrong value, and the mistakes.

    The section is None if a key without a default is missing or wrong.
    """
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        problems = problems_of(error)
    mistaken = {problem.path[0] for problem in problems}
    try:
        return model.model_validate({k: v for k, v in values.items() if k not in mistaken}), problems
    except ValidationError:
        return None, problems


def mistake(sentence: str, to_search: str = "") -> ValidationError:
    """Return the error for a value that is wrong as a whole."""
    return together([Problem((), sentence, to_search=to_search)])


def together(problems: Iterable[Problem]) -> ValidationError:
    """Return one error for all `problems`, whose paths are relative to the present value."""
    return ValidationError.from_exception_data(
        "config",
        [
            InitErrorDetails(
                type=PydanticCustomError("ours", "{problem}", {"problem": problem}),
                loc=problem.path,
                input=None,
            )
            for problem in problems
        ],
    )


def problems_of(error: ValidationError, model: type[ConfigSection] | None = None) -> list[Problem]:
    """Return the mistakes in `error`, in our words; `model` has the names and descriptions of its keys."""
    fields = model.model_fields if model is not None else {}
    found = error.errors(include_url=False)
    unknown = [item["loc"][-1] for item in found if item["type"] == "extra_forbidden"]
    misspelt = {nearest(str(key), fields) for key in unknown}
    problems = []
    for item in found:
        path, kind = item["loc"], item["type"]
        if kind == "ours":
            problems.append(replace(item["ctx"]["problem"], path=path))
        elif kind == "extra_forbidden":
            problems.append(Problem(path, unknown_key(str(path[-1]), list(fields), item["input"]), by_key=True))
        elif kind != "missing":
            problems.append(Problem(path, _sentence(kind, item["input"], item.get("ctx", {}))))
        elif path[-1] not in misspelt:  # otherwise the line about the unknown key is enough
            problems.append(Problem(path, f"is missing; expected {fields[str(path[-1])].description}", by_key=True))
    return problems


def unknown_key(key: str, names: Sequence[str], value: Any = None, *, elsewhere: Sequence[str] = ()) -> str:
    """Return the sentence for a key not in `names`; `elsewhere` are full names of keys that may be meant."""
    if run_together(key, names):
        name, _, rest = key.partition(":")
        return f"unknown key {show(key)}; a space after the colon is missing: {name}: {rest[:40]}"
    hint = suggestion(key, elsewhere, value) or did_you_mean(key, names, value)
    expected = "expected a key of this section" if hint and len(names) > 12 else one_of(names)
    return f"unknown key {show(key)}; {expected}{hint}"


def unknown_word(value: Any, names: Sequence[str]) -> str:
    """Return the sentence for a value that is none of the words `names`."""
    word = value if isinstance(value, str) else show(value)
    return f"{show(value)} is not known here; {one_of(names)}{did_you_mean(word, names)}"


_TYPES = {
    "bool_type": "true or false",
    "dict_type": "a mapping such as {key: value}",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list such as [1, 2]",
    "model_type": "a mapping such as {key: value}",
    "string_type": "a string",
}
_EMPTY = {"string_too_short": "a name", "too_short": "one value or more"}
_LIMITS: dict[str, Callable[[dict[str, Any]], str]] = {
    "greater_than": lambda limits: f"is too small; expected more than {limits['gt']:g}",
    "greater_than_equal": lambda limits: f"is too small; expected at least {limits['ge']:g}",
    "less_than": lambda limits: f"is too large; expected less than {limits['lt']:g}",
    "less_than_equal": lambda limits: f"is too large; expected at most {limits['le']:g}",
}


def _sentence(kind: str, value: Any, context: dict[str, Any]) -> str:
    """Return what is wrong with `value`, which pydantic refused as `kind`."""
    if kind == "literal_error":
        return unknown_word(value, re.findall("'([^']*)'", context["expected"]))
    if kind in _LIMITS:
        return f"{show(value)} {_LIMITS[kind](context)}"
    if kind in _EMPTY:
        return f"is empty; expected {_EMPTY[kind]}"
    expected = _TYPES.get(kind, "another value")
    if value is None:
        return f"is empty; expected {expected}"
    return _wrong_string(value, expected) if isinstance(value, str) else _wrong_type(value, expected)


def _wrong_string(value: str, expected: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return f"{show(value)} is a string; expected {expected}"
    if not isfinite(number):
        return f"{show(value)} is not a finite number; expected {expected}"
    remedy = "leave out the underscores" if "_" in value else "drop the quotes"
    return f"{show(value)} is a string; expected {expected}: {remedy}"


def _wrong_type(value: Any, expected: str) -> str:
    if expected == _TYPES["string_type"] and isinstance(value, int | float):
        return f"{show(value)} is not a string; expected a string, in quotes if this is one: '{show(value)}'"
    return f"{show(value)} does not belong here; expected {expected}"
