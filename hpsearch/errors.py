"""The errors for users, each with its exit code."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any


class HpsearchError(Exception):
    """An error whose message tells the user what is wrong, where, and what to do."""

    exit_code = 1


class UsageError(HpsearchError):
    """A command, config, data file or run folder that cannot be used as it is."""

    exit_code = 2


class DamagedModelError(UsageError):
    """A model's file whose content is not whole, or not what was saved there. `fault` says what is wrong with it."""

    def __init__(self, path: Path, fault: str, remedy: str) -> None:
        super().__init__(f"{path}: {fault}; {remedy}")
        self.fault = fault


class ConfigError(UsageError):
    """One or more mistakes in a config, a line each, as `file:line:column: key: sentence`.

    `mistakes` has the key and the sentence of each, without how to search the values of a list.
    """

    def __init__(self, text: str, mistakes: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.mistakes = tuple(mistakes)


class DataError(UsageError):
    """Data that cannot be read, or that no network can be trained on.

    `key` is the key of the config's `data` that can fix it: source, target, task or split. `remedy` is a key, such as
    csv.missing, and the value that the sentence proposes for it; None if it proposes none.
    """

    def __init__(self, sentence: str, key: str = "source", remedy: tuple[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.key = key
        self.remedy = remedy

    def __reduce__(self) -> tuple[type["DataError"], tuple[str, str, tuple[str, Any] | None]]:
        return type(self), (str(self), self.key, self.remedy)  # an error from a worker keeps them when pickled


class NothingToTakeOverError(UsageError):
    """An earlier run whose trials cannot be compared with those of the search that is to take them over."""


class StorageError(HpsearchError):
    """A disk that is full or gone, or a run folder that cannot be read."""

    exit_code = 4


class InUseError(HpsearchError):
    """A run folder that another process is writing to."""

    exit_code = 5


class TrialFailedError(HpsearchError):
    """A trial raised an error in a search that ends at the first error."""

    exit_code = 3


class WorkerError(HpsearchError):
    """Processes cannot be started, or are killed repeatedly."""
