"""Find hyperparameters whose conditions form a cycle."""

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError
from typing import Any

from hpsearch.config.problems import Problem
from hpsearch.space import Space


def ring(values: Mapping[str, Any], space_of: Callable[[Mapping[str, Any]], Space]) -> Iterator[Problem]:
    """Yield the mistake of hyperparameters whose conditions form a cycle, which `space_of` raises as CycleError."""
    try:
        space_of(values)
    except CycleError as error:
        names: list[str] = error.args[1]
        name = next(name for name in names if set(values[name].when) & set(names))
        sentence = f"{' → '.join(names)} depend on each other in a ring; leave one of the conditions out"
        yield Problem((name, "when"), sentence)
