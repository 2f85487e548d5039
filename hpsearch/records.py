"""Records: small classes whose values never change."""

import dataclasses
from typing import TYPE_CHECKING, Any, dataclass_transform

from msgspec import Struct, field, structs

__all__ = ["Record", "field", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record(Struct, frozen=True):
    """A class that is its fields, which are set when it is made; instances with equal fields are equal.

    >>> class Place(Record):
    ...     name: str
    ...     rank: int = 1
    >>> replace(Place("home"), rank=2)
    Place(name='home', rank=2)
    """


if TYPE_CHECKING:
    from dataclasses import replace  # mypy checks the names and types of its arguments
else:

    def replace(record: Any, /, **changes: Any) -> Any:
        """Return a copy of a record, or of a dataclass, with other values of some fields."""
        change = structs.replace if isinstance(record, Struct) else dataclasses.replace
        return change(record, **changes)
