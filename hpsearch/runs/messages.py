"""What code of the user's own printed in a trial, and its traceback: a file for each trial in the run folder."""

from pathlib import Path

from hpsearch.runs.store.atomic import replacing
from hpsearch.runs.store.connection import storage_errors
from hpsearch.runs.store.ours import MESSAGES, check_ours
from hpsearch.trials.outcomes import Outcome


def messages_of(folder: Path, outcome: Outcome, *, retraining: bool = False) -> Path:
    """The file of a trial, or of one of its retrainings."""
    repeat = f"-{outcome.repeat}" if retraining else ""
    return folder / MESSAGES / f"{outcome.number:04d}{repeat}.txt"


def write_messages(folder: Path, outcome: Outcome, *, retraining: bool = False) -> None:
    """Write what was said in a trial; where nothing was, no file is left. Raises StorageError."""
    path = messages_of(folder, outcome, retraining=retraining)
    check_ours(folder, [MESSAGES])
    check_ours(path.parent, [path.name])
    with storage_errors(path):
        if not outcome.log:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(exist_ok=True)
    with replacing(path) as file:
        file.write(outcome.log.encode(errors="backslashreplace"))
