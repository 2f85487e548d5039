"""Records: small classes whose values never change."""

from typing import TYPE_CHECKING, dataclass_transform

from msgspec import Struct, field

if TYPE_CHECKING:
    from dataclasses import replace  # mypy checks the names and types of its arguments
else:
    from msgspec.structs import replace

__all__ = ["Record", "field", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record(Struct, frozen=True):
    """A class that is its fields, which are set when it is made; instances with equal fields are equal.

    It takes a thirtieth of the time of a frozen dataclass to make.

    >>> class Place(Record):
    ...     name: str
    ...     rank: int = 1
    >>> replace(Place("home"), rank=2)
    Place(name='home', rank=2)
    """
