"""A Python function that trains: found by its module and name, or handed over by Python."""

import hashlib
import importlib.util
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol


class Function(Protocol):
    """Where a function is found, in this process or in another."""

    @property
    def title(self) -> str:
        """What messages call the function."""

    def loaded(self) -> Callable[..., Any]:
        """The function itself. Raises whatever its module raises."""


@dataclass(frozen=True, slots=True)
class FileFunction:
    """A function of a Python file; `fingerprint` is that of the file, which is read again where it has changed."""

    path: Path
    name: str
    fingerprint: str

    @property
    def title(self) -> str:
        """The name of the file, and that of the function."""
        return f"{self.path.name}:{self.name}"

    def loaded(self) -> Callable[..., Any]:
        """The function; the file's folder is searched for what it imports."""
        function: Callable[..., Any] = getattr(_module_of(self.path, self.fingerprint), self.name)
        return function


@dataclass(frozen=True, slots=True)
class ModuleFunction:
    """A function of a module that Python finds, if need be from `folder`."""

    module: str
    name: str
    folder: Path

    @property
    def title(self) -> str:
        """The name of the module, and that of the function."""
        return f"{self.module}:{self.name}"

    def loaded(self) -> Callable[..., Any]:
        """Return the function that trains."""
        _searched_last(self.folder)
        function: Callable[..., Any] = getattr(import_module(self.module), self.name)
        return function


@dataclass(frozen=True, slots=True)
class GivenFunction:
    """A function as cloudpickle carries it from this process to its workers."""

    content: bytes
    title: str

    def loaded(self) -> Callable[..., Any]:
        """Return the function that trains."""
        return _unpickled(self.content)


def sha256_of(path: Path) -> str:
    """The hash of a file. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def _module_of(path: Path, fingerprint: str) -> Any:  # noqa: ARG001 (a changed file is another module)
    name = path.stem if _is_free(path.stem) else f"objective_{path.stem}"
    _searched_last(path.parent)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _is_free(name: str) -> bool:
    """Whether no other module has the name: one of ours, or of Python's, is not to be replaced."""
    with suppress(ImportError, ValueError, AttributeError):
        return importlib.util.find_spec(name) is None
    return False


def _searched_last(folder: Path) -> None:
    """Let imports look into `folder`, after all other places: nothing there stands in for a module that we import."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


@lru_cache(maxsize=1)
def _unpickled(content: bytes) -> Callable[..., Any]:
    import cloudpickle  # noqa: PLC0415 (only for functions that Python hands over)

    function: Callable[..., Any] = cloudpickle.loads(content)
    return function
