"""Things found by name: one file each, in the folder of their kind."""

from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def discover(package: ModuleType) -> dict[str, Any]:
    """One instance of each class with a `name` that a module of `package` defines, by that name.

    So a new member of a kind is one new file in its folder, and nothing else.

    >>> import hpsearch.engine.optimizers
    >>> discover(hpsearch.engine.optimizers)["adam"]
    Adam()
    """
    found: dict[str, Any] = {}
    for module_name in sorted(module.name for module in iter_modules(package.__path__)):
        module = import_module(f"{package.__name__}.{module_name}")
        for _, member in getmembers(module, isclass):
            if member.__module__ == module.__name__ and "name" in vars(member):
                found[vars(member)["name"]] = member()
    return found
