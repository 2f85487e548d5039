"""Code of the user's own while it runs in this process: whatever it raises fails its trial, and no other."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from hpsearch.system.signals import noting_interrupts
from hpsearch.training.own.failures import TrainingFailedError, sentence_of, traceback_of
from hpsearch.training.own.log import OutputLog


@contextmanager
def running(log: OutputLog) -> Iterator[None]:
    """While the code runs: keep what it prints in `log`, and take what it raises for a failure of its trial.

    An Exception is raised as it is, any other error as TrainingFailedError: SystemExit, CancelledError, or a
    KeyboardInterrupt of the code's own. A real Ctrl-C or SIGTERM raises KeyboardInterrupt, whatever the code makes of
    it. A process that the code forks, and which returns here too, ends here.
    """
    process = os.getpid()
    with noting_interrupts() as came, log.capturing():
        try:
            yield
        except BaseException as error:
            if os.getpid() != process:
                _end_fork(error)
            if came:
                raise KeyboardInterrupt from error
            if isinstance(error, Exception):
                raise
            log.write(traceback_of(error))
            raise TrainingFailedError(sentence_of(error)) from None
        if os.getpid() != process:
            _end_fork(None)
        if came:
            raise KeyboardInterrupt


def _end_fork(error: BaseException | None) -> NoReturn:
    """End a process that was forked, as Python ends: nothing of this one may be closed or written there."""
    code = 0 if error is None else 1
    if isinstance(error, SystemExit):
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    elif error is not None:
        traceback.print_exception(error)
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # the code may have put anything there
            stream.flush()
    os._exit(code & 0xFF)
