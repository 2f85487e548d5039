"""The code that runs in a worker of a Dask cluster."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from distributed import get_worker

from hpsearch.workers.cluster.cohort import train_cohort

if TYPE_CHECKING:
    from hpsearch.training.objective import Epochs, Plans, Result, Training


SELDOM = 1000.0
"""Milliseconds between two self-checks of a worker while it trains."""


class Unwanted(BaseException):
    """No one waits for a training any more. Not an Exception, so that a trial's own code does not catch it."""


def train_while_wanted(plans: "Plans", training: "Training") -> "list[Result]":
    """Train a cohort; end after an epoch if the client has gone."""
    worker = get_worker()
    with seldom_looked_at(worker):
        return train_cohort(_WhileWanted(training, worker, worker.get_current_task()), plans)


@contextmanager
def seldom_looked_at(worker: Any) -> Iterator[None]:
    """Reduce the self-checks of a Dask worker from 150 to 1 per second.

    Each check, of its profile and its event loop, takes the interpreter lock from the training thread, which then has
    to wait on a busy machine.
    """
    looks = [worker.periodic_callbacks[name] for name in ("profile", "tick") if name in worker.periodic_callbacks]
    before = [look.callback_time for look in looks]
    for look in looks:
        look.callback_time = SELDOM
    try:
        yield
    finally:
        for look, milliseconds in zip(looks, before, strict=True):
            look.callback_time = milliseconds


class _WhileWanted:
    """A training that checks after each epoch whether its client still waits for it."""

    def __init__(self, training: "Training", worker: Any, key: Any) -> None:
        self._training, self._worker, self._key = training, worker, key

    def train(self, plans: "Plans") -> "Epochs":
        """Train the plans; end if no one waits for them any more."""
        with closing(self._training.train(plans)) as epochs:
            while True:
                try:
                    epoch = next(epochs)
                except StopIteration as finished:
                    results: list[Result] = finished.value
                    return results
                task = self._worker.state.tasks.get(self._key)
                if task is None or task.state == "cancelled":
                    raise Unwanted
                yield epoch
