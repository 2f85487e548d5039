"""Things found by name: one file each, in the folder of their kind."""

from collections.abc import Iterator, Mapping
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
    for module_name in _modules(package):
        found |= _members(f"{package.__name__}.{module_name}")
    return found


class OnDemand(Mapping[str, Any]):
    """The same for a kind that is slow to import: each module bears the name of what it defines.

    The names are known at once; a module is imported when its member is asked for.
    """

    def __init__(self, package: ModuleType) -> None:
        self._package = package.__name__
        self._names = _modules(package)

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        return _members(f"{self._package}.{name}")[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _modules(package: ModuleType) -> list[str]:
    names = (module.name for module in iter_modules(package.__path__))
    return sorted(name for name in names if not name.startswith("_"))  # what members share is none


def _members(module_name: str) -> dict[str, Any]:
    module = import_module(module_name)
    classes = (member for _, member in getmembers(module, isclass) if member.__module__ == module_name)
    return {vars(member)["name"]: member() for member in classes if "name" in vars(member)}
