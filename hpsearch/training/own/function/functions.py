"""A Python function that trains: found by its module and name, or passed from Python."""

import hashlib
import importlib.util
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from hpsearch.records import Record


class Function(Protocol):
    """A reference to a function that can be loaded in any process."""

    @property
    def title(self) -> str:
        """The function's name in messages."""

    def loaded(self) -> Callable[..., Any]:
        """Return the function. Raises whatever its module raises."""


class FileFunction(Record):
    """A function of a Python file, which is loaded again if its `fingerprint` has changed."""

    path: Path
    name: str
    fingerprint: str

    @property
    def title(self) -> str:
        """Name of the file and of the function."""
        return f"{self.path.name}:{self.name}"

    def loaded(self) -> Callable[..., Any]:
        """Return the function; its imports are also searched in the file's folder."""
        function: Callable[..., Any] = getattr(_module_of(self.path, self.fingerprint), self.name)
        return function


class ModuleFunction(Record):
    """A function of an importable module, which may be in `folder`."""

    module: str
    name: str
    folder: Path

    @property
    def title(self) -> str:
        """Name of the module and of the function."""
        return f"{self.module}:{self.name}"

    def loaded(self) -> Callable[..., Any]:
        """Return the function that trains."""
        _searched_last(self.folder)
        function: Callable[..., Any] = getattr(import_module(self.module), self.name)
        return function


class GivenFunction(Record):
    """A function that cloudpickle sends from this process to its workers."""

    content: bytes
    title: str

    def loaded(self) -> Callable[..., Any]:
        """Return the function that trains."""
        return _unpickled(self.content)


def sha256_of(path: Path) -> str:
    """Return the hash of a file. Raises OSError."""
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
    """Whether no other module has the name, so that none of hpsearch or Python is replaced."""
    with suppress(ImportError, ValueError, AttributeError):
        return importlib.util.find_spec(name) is None
    return False


def _searched_last(folder: Path) -> None:
    """Add `folder` at the end of the import path, so that it cannot hide modules that hpsearch imports."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


@lru_cache(maxsize=1)
def _unpickled(content: bytes) -> Callable[..., Any]:
    import cloudpickle  # noqa: PLC0415 (only for functions passed from Python)

    function: Callable[..., Any] = cloudpickle.loads(content)
    return function
