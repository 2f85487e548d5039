"""Run the user's own code in this process: an error fails its trial, and no other."""

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
    """Run code in the `with` block: its output goes to `log`, and its errors are failures of its trial.

    An Exception is raised unchanged. Other errors (SystemExit, CancelledError, or a KeyboardInterrupt that the code
    raises) become TrainingFailedError. A real Ctrl-C or SIGTERM raises KeyboardInterrupt, even if the code catches it.
    A process that the code has forked ends here.
    """
    process = os.getpid()
    with noting_interrupts() as came, log.capturing():
        try:
            yield
        except BaseException as error:  # the user's code may raise anything, and SystemExit must not end the search
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
    """End a forked process as Python does at exit, without closing or writing anything of the parent process."""
    code = 0 if error is None else 1
    if isinstance(error, SystemExit):
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    elif error is not None:
        traceback.print_exception(error)
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # the code may have replaced them
            stream.flush()
    os._exit(code & 0xFF)
