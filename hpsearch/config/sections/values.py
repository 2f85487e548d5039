"""Types for the fields of a section that have one value: numbers, words, lists."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from hpsearch.config.sections.section import mistake, problems_of, together, unknown_word
from hpsearch.config.wording import show

if TYPE_CHECKING:
    from hpsearch.config.problems import Problem

Check = Callable[[Any], Any]
"""Returns the valid value, or raises a ValidationError."""


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, float):
        raise mistake(f"{show(value)} is not a whole number; expected one, such as {round(value)}")
    return value


Whole = Annotated[int, BeforeValidator(_whole), Field(lt=2**63)]
Count = Annotated[Whole, Field(ge=1)]
CountOrNone = Annotated[Whole, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Divisor = Annotated[float, Field(ge=1e-30)]
"""Large enough to divide by in float32."""
NonNegative = Annotated[float, Field(ge=0)]
BelowOne = Annotated[float, Field(ge=0, lt=1)]
Kept = Annotated[float, Field(gt=0, le=1)]
Text = Annotated[str, Field(min_length=1)]
ColumnName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def word(names: Collection[str], *others: str) -> PlainValidator:
    """Return a validator that accepts one of `names` or `others`.

    It iterates over `names` only for unknown values, because members of a kind from other packages are slow to find.
    """

    def known_word(value: Any) -> str:
        return checked_word(value, names, *others)

    return PlainValidator(known_word)


def checked_word(value: Any, names: Collection[str], *others: str) -> str:
    """Return the value, which must be one of `names` or `others`."""
    if isinstance(value, str) and (value in others or value in names):
        return value
    raise mistake(unknown_word(value, [*others, *names]))


def _check_of(kind: Any) -> Check:
    return TypeAdapter(kind, config=ConfigDict(strict=True, defer_build=True)).validate_python


def words_or(kind: Any, *names: str) -> PlainValidator:
    """Return a validator that accepts one of `names`, or a value of the type `kind`."""
    check = _check_of(kind)

    def word_or_value(value: Any) -> Any:
        """Return `value` if it is valid: a text that is not a number must be one of the names."""
        if not isinstance(value, str) or _is_number(value):
            return check(value)
        if value in names:
            return value
        raise mistake(unknown_word(value, [*names, "a number"]))

    return PlainValidator(word_or_value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def one_or_list(kind: Any) -> PlainValidator:
    """Return a validator that accepts a value of the type `kind`, or a list with one for each hidden layer."""
    check = _check_of(kind)
    return PlainValidator(lambda value: each_checked(value, check) if isinstance(value, list) else check(value))


def each_checked(values: list[Any], check: Check, *parents: str) -> list[Any]:
    """Return all `values` as checked, or raise one error for all that `check` refuses."""
    valid: list[Any] = []
    problems: list[Problem] = []
    for index, value in enumerate(values):
        try:
            valid.append(check(value))
        except ValidationError as error:
            problems += [problem.under(*parents, index) for problem in problems_of(error)]
    if problems:
        raise together(problems)
    return valid
