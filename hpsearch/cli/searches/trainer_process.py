"""The trainer of an interactive training: a separate process that continues when the terminal closes."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import DEVNULL, Popen

from hpsearch.runs.store.disk.connection import storage_errors
from hpsearch.runs.store.disk.ours import LOG_TITLE, TRAINER_LOG, check_ours, contents_of, opened_as_it_is

COMMAND = (sys.executable, "-P", str(Path(__file__).parents[1] / "__main__.py"))
"""The command of a process that imports nothing from the working folder."""


def start_trainer(arguments: Sequence[str]) -> tuple["Popen[bytes]", Path | None]:
    """Start `hpsearch run` with `arguments` in its own session; return the process, and the run folder once it trains.

    Until then the trainer prints errors on our stderr. The folder is None if it ended before it could train.
    """
    reading_end, writing_end = os.pipe()
    with os.fdopen(reading_end, encoding="utf-8", errors="surrogateescape") as announcement:
        try:
            process = Popen(  # noqa: S603 (our own command)
                [*COMMAND, "run", *arguments, "--announce", str(writing_end)],
                stdin=DEVNULL,
                stdout=DEVNULL,
                pass_fds=[writing_end],
                start_new_session=True,
            )
        finally:
            os.close(writing_end)
        try:
            folder = announcement.read()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            raise
    return process, Path(folder) if folder else None


def last_words(folder: Path) -> str:
    """Return the last line in the log of a run's trainer."""
    try:
        lines = contents_of(folder / TRAINER_LOG).removeprefix(LOG_TITLE).decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line.strip()), "")


class Announcement:
    """Reports to the parent process that the trainer is set up; from then on the trainer prints to its log."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the training continues when the terminal closes

    def make(self, folder: Path) -> None:
        """Send the run folder, the first time; then redirect stdout and stderr to its log. Raises StorageError."""
        if self._descriptor is None:
            return
        check_ours(folder, [TRAINER_LOG])
        with storage_errors(folder / TRAINER_LOG), open(folder / TRAINER_LOG, "ab", opener=opened_as_it_is) as log:
            if not log.tell():
                log.write(LOG_TITLE)
                log.flush()
            for stream in (1, 2):
                os.dup2(log.fileno(), stream)
        with os.fdopen(self._descriptor, "w", encoding="utf-8", errors="surrogateescape") as waiting:
            waiting.write(str(folder))
        self._descriptor = None
