"""The files of a run folder, whether hpsearch wrote them, and how much training they represent."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Self

from hpsearch.errors import HpsearchError
from hpsearch.records import Record
from hpsearch.runs.store.database import DATABASE, LOGS, Database
from hpsearch.runs.store.disk.atomic import left_behind, sync_folder
from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.kept_logs import clear_kept
from hpsearch.runs.store.disk.ours import CHECKPOINTS, MESSAGES, OWNER, TRAINER_LOG, check_ours, is_ours
from hpsearch.runs.store.disk.recognition import is_there

DERIVED = (
    "trials.csv",
    "history.csv",
    "finalists.csv",
    "timings.csv",
    "test.csv",
    "config.yaml",
    "best.safetensors",
    "ensemble.safetensors",
)
"""The files that hpsearch derives from run.db."""

CHECKPOINT = re.compile(r"\.?\d+-\d+-\d+\.safetensors(\.\d+)?")
"""Pattern of the name of a checkpoint file, also while the file is being written."""

MESSAGE = re.compile(r"\.?\d+(-\d+)?\.txt(\.\d+)?")
"""Pattern of the name of a file of messages, also while it is being written."""

BESIDE = (*DERIVED, CHECKPOINTS, MESSAGES, TRAINER_LOG)
"""Files that belong to a run only if the folder has a run.db."""


class TrainingTotals(Record):
    """How much a run trained: numbers of trials, of the finalists' retrainings, of epochs; seconds of all workers."""

    trials: int
    retrainings: int
    epochs: int
    seconds: float


class Contents(Record):
    """The files of a run, and how much it trained: None if run.db is damaged or its version cannot be read."""

    files: tuple[str, ...]
    training: TrainingTotals | None

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """Return the contents of `folder`; None if it has no run. Raises StorageError if run.db is not hpsearch's."""
        if not is_there(folder / DATABASE):
            return None
        files = tuple(name for name in (DATABASE, *BESIDE) if (folder / name).exists())
        try:
            return cls(files, _training(folder))
        except HpsearchError:
            return cls(files, None)


def _training(folder: Path) -> TrainingTotals:
    with Database.open(folder) as database:
        outcomes, retrainings = list(database.outcomes()), list(database.retrainings())
        epochs = sum(1 for _ in database.history())
        on_the_way = database.seconds_on_the_way()  # the history already counts these epochs
    seconds = sum(each.seconds for each in (*outcomes, *retrainings)) + sum(on_the_way)
    return TrainingTotals(len(outcomes), len(retrainings), epochs, seconds)


def clear_leftovers(folder: Path) -> None:
    """Delete the half-written files of a process that was killed. Raises StorageError."""
    with storage_errors(folder):
        for path in left_behind(folder, (OWNER, DATABASE, *DERIVED)):
            path.unlink(missing_ok=True)
        clear_kept(folder)


def delete(folder: Path) -> None:
    """Delete the files of a run, run.db last, so that after an interruption the folder still counts as a run.

    Raises StorageError if a file cannot be deleted. If a file with such a name is not hpsearch's, no file is deleted.
    """
    check_ours(folder, (*BESIDE, *LOGS))
    with storage_errors(folder):
        for below, pattern in {CHECKPOINTS: CHECKPOINT, MESSAGES: MESSAGE}.items():
            for path in (folder / below).glob("*"):
                if pattern.fullmatch(path.name) and is_ours(path):
                    path.unlink()
            with suppress(OSError):  # the folder does not exist or has other files
                (folder / below).rmdir()
        for name in (TRAINER_LOG, *DERIVED, *LOGS, DATABASE):
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
