"""The output and traceback of the user's own code: a file for each trial in the run folder."""

from io import FileIO
from pathlib import Path

from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.ours import MESSAGES, check_ours, opened_as_it_is
from hpsearch.trials.outcomes import Outcome


def messages_of(folder: Path, outcome: Outcome, *, retraining: bool = False) -> Path:
    """Return the path of the file of a trial, or of one of its retrainings."""
    return _path(folder, outcome.number, f"-{outcome.repeat}" if retraining else "")


def opened_messages(folder: Path, trial: int) -> FileIO:
    """Open the file of a running trial to append to it. Raises StorageError."""
    path = _path(folder, trial)
    _check(folder, path)
    with storage_errors(path):
        path.parent.mkdir(exist_ok=True)
        return open(path, "ab+", buffering=0, opener=opened_as_it_is)


def write_messages(folder: Path, outcome: Outcome, *, retraining: bool = False) -> None:
    """Write the messages of a trial; without any, delete its file. Raises StorageError."""
    path = messages_of(folder, outcome, retraining=retraining)
    _check(folder, path)
    with storage_errors(path):
        if not outcome.log:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(exist_ok=True)
    with replacing(path) as file:
        file.write(outcome.log.encode(errors="backslashreplace"))


def _path(folder: Path, trial: int, repeat: str = "") -> Path:
    return folder / MESSAGES / f"{trial:04d}{repeat}.txt"


def _check(folder: Path, path: Path) -> None:
    check_ours(folder, [MESSAGES])
    check_ours(path.parent, [path.name])
