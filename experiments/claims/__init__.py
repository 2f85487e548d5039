"""The experiments that try the claims of the notes, one module each, found by name.

A module has a docstring, whose first line is the claim, the `SECTIONS` of the notes that it is about, and
`measure(seed)`, which gives rows; of the rows of all seeds `summary` makes a table, `draw` a picture and `findings` a
paragraph.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

SEEDS = 10


def names() -> list[str]:
    """The names of all experiments."""
    return sorted(module.name for module in iter_modules(__path__))


def claim(name: str) -> ModuleType:
    """The experiment of that name."""
    return import_module(f"{__name__}.{name}")


def numbered() -> Mapping[str, int]:
    """The place of each experiment in the notes' list of claims."""
    return {name: claim(name).NUMBER for name in names()}
