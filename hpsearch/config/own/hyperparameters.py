"""The hyperparameters of the user's own training code: names, ranges and values as the user states them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from hpsearch.config.checks.rings import ring
from hpsearch.config.problems import Problem
from hpsearch.config.sections.searched import RangeOf, SearchedWhole
from hpsearch.config.sections.section import mistake, problems_of, unknown_key
from hpsearch.config.sections.values import Count
from hpsearch.config.wording import show
from hpsearch.records import replace
from hpsearch.space import Choice, Range, Space

OF_TABLES = (
    *("number", "round", "status", "best_epoch", "epochs_run", "message", "repeat", "branch", "epoch", "seconds"),
    *("rank", "trial", "origin"),
)
"""Names of table columns, which no hyperparameter or metric may have."""

_EPOCHS: TypeAdapter[Any] = TypeAdapter(SearchedWhole[Count], config=ConfigDict(strict=True, defer_build=True))


def own_values(stated: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return each hyperparameter with its fixed value, Range or Choice, and the mistakes; wrong ones are left out."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in stated.items():
        try:
            values[name] = _value(name, value)
        except ValidationError as error:
            problems += [problem.under(name) for problem in problems_of(error)]
    for name, value in values.items():
        if isinstance(value, Range | Choice):
            when, wrong = _conditions(name, stated[name].get("when", {}), values, stated)
            problems += wrong
            values[name] = replace(value, when=when)
    return values, [*problems, *ring(values, own_space)]


def own_space(values: Mapping[str, Any]) -> Space:
    """Return the space of `values`. Raises CycleError if conditions form a cycle."""
    whole = frozenset(name for name, value in values.items() if isinstance(value, Range) and is_whole(value))
    return Space.of(values, whole=whole)


def is_whole(stated: Range) -> bool:
    """Whether a range is of whole numbers, which are written without a decimal point."""
    return all(isinstance(number, int) for number in (stated.low, stated.high, stated.step or 0))


def own_value(name: str, value: Any) -> tuple[Any, list[Problem]]:
    """Return `value` as a setting to try first, and what is wrong with it by itself."""
    if isinstance(value, dict):
        sentence = "a setting to try first is one value; expected no range and no choices"
        return value, [Problem((name,), sentence)]
    return value, []


def _value(name: str, stated: Any) -> Any:
    if name in OF_TABLES:
        raise mistake("has the name of a column of the tables; choose another name")
    if not name.isidentifier():
        raise mistake(f"{show(name)} is no name; expected letters, digits and _, such as learning_rate")
    if name == "epochs":
        return _EPOCHS.validate_python(stated)
    if isinstance(stated, dict):
        if stated.get("per_layer"):
            raise mistake("has per_layer, which is for the networks of hpsearch; leave it out")
        return RangeOf(whole=_states_whole(stated))(stated, lambda value: value)
    return stated


def _states_whole(stated: Mapping[str, Any]) -> bool:
    numbers = [stated[key] for key in ("low", "high", "step") if stated.get(key) is not None]
    whole = all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
    return whole and stated.get("scale") != "reverse_log"


def _conditions(
    name: str, stated: Any, values: Mapping[str, Any], all_stated: Mapping[str, Any]
) -> tuple[dict[str, tuple[Any, ...]], list[Problem]]:
    """The `when` of a hyperparameter: for each other one, the values with which it is drawn."""
    when: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for other, allowed in stated.items() if isinstance(stated, dict) else ():
        at = (name, "when", other)
        listed = allowed if isinstance(allowed, list) else [allowed]
        if other == name:
            problems.append(Problem(at, "cannot depend on itself; expected another hyperparameter", by_key=True))
        elif other not in all_stated:
            problems.append(Problem(at, unknown_key(other, list(all_stated)), by_key=True))
        elif not listed:
            problems.append(Problem(at, "names no value; expected one or more"))
        else:
            when[other] = tuple(listed)
            problems += [Problem(at, sentence) for sentence in _never(listed, values.get(other))]
    return when, problems


def _never(listed: list[Any], value: Any) -> Iterator[str]:
    """Yield a sentence for each of the values that the other hyperparameter never has."""
    if isinstance(value, Choice):
        for each in listed:
            if each not in value.choices:
                yield f"{show(each)} is not among its choices {show(list(value.choices))}"
