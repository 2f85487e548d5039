"""Plug-ins found by name: one file each in the folder of their kind, or one entry point each in other packages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules, walk_packages
from types import ModuleType
from typing import TYPE_CHECKING, Any

from hpsearch.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class Kind(Mapping[str, Any]):
    """The members of one kind by name: those of hpsearch, and those that other installed packages add.

    A package adds a member by an entry point in the group of the kind, named after the kind's folder unless `group` is
    given:

        [project.entry-points."hpsearch.optimizers"]
        sign_descent = "my_package.sign_descent:SignDescent"

    A member of another package is imported when it is first used; UsageError is raised if that fails. A member of
    hpsearch cannot be replaced.
    """

    def __init__(self, package: ModuleType, own: Mapping[str, Callable[[], Any]], group: str = "") -> None:
        self._group = f"hpsearch.{group or package.__name__.rpartition('.')[-1]}"
        self._own = own
        self._made: dict[str, Any] = {}

    @cached_property
    def _makers(self) -> dict[str, Callable[[], Any]]:
        """The factory of each member; other packages are searched only for names that hpsearch does not have."""
        others = {name: partial(_instance, point) for (of, name), point in _entry_points().items() if of == self._group}
        return {**others, **self._own}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = (self._own if name in self._own else self._makers)[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def discover(package: ModuleType) -> Kind:
    """Return an instance of each class with a `name` in the modules of `package` and its folders, by that name.

    So a new member of a kind needs only one new file in its folder.

    >>> import hpsearch.engine.optimizers
    >>> discover(hpsearch.engine.optimizers)["adam"]
    Adam()
    """
    members: dict[str, type] = {}
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.rpartition(".")[2].startswith("_"):
            members |= _members(module.name)
    return Kind(package, members)


def on_demand(package: ModuleType, group: str = "", beside: Sequence[str] = ()) -> Kind:
    """Return the members of a kind that is slow to import; each module has the name of its member.

    Names are known at once; a module is imported when its member is first used. Modules in `beside` define no members.
    """

    def make(name: str) -> Any:
        return _members(f"{package.__name__}.{name}")[name]()

    names = [name for name in _modules(package) if name not in beside]
    return Kind(package, {name: partial(make, name) for name in names}, group)


@cache
def _entry_points() -> dict[tuple[str, str], "EntryPoint"]:
    """The entry points of all groups of hpsearch by group and name; cached, as reading all packages takes 10 ms."""
    from importlib.metadata import distributions  # noqa: PLC0415 (40 ms; workers start before this is needed)

    points: dict[tuple[str, str], EntryPoint] = {}
    for package in distributions():
        for point in package.entry_points:
            if point.group.startswith("hpsearch."):
                points.setdefault((point.group, point.name), point)  # a package found first hides later ones
    return points


def _instance(point: "EntryPoint") -> Any:
    """Load and return the object of an entry point. Raises UsageError if that fails."""
    package = point.dist.name if point.dist else point.module
    place = f"{point.group} {point.name!r}, from the installed package {package}"
    try:
        member = point.load()
    except Exception as error:  # another package may raise anything
        raise UsageError(f"{place}: cannot be imported ({error}); repair or uninstall the package") from error
    if getattr(member, "name", None) != point.name:
        raise UsageError(f"{place}: expected a class whose `name` is {point.name!r}; repair or uninstall the package")
    return member()


def _modules(package: ModuleType) -> list[str]:
    names = (module.name for module in iter_modules(package.__path__))
    return sorted(name for name in names if not name.startswith("_"))  # modules shared by members


def _members(module_name: str) -> dict[str, type]:
    """Return the classes with their own `name` that a module defines, by that name."""
    module = import_module(module_name)
    classes = (member for _, member in getmembers(module, isclass) if member.__module__ == module_name)
    return {vars(member)["name"]: member for member in classes if "name" in vars(member)}
