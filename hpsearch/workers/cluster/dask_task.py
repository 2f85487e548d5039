"""What runs in a worker of a Dask cluster."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from distributed import get_worker

from hpsearch.workers.cluster.cohort import train_cohort

if TYPE_CHECKING:
    from hpsearch.training.objective import Epochs, Plans, Result, Training


SELDOM = 1000.0
"""Milliseconds between two looks of a worker at itself while it trains."""


class Unwanted(BaseException):
    """Nobody waits for a training any more. It is no Exception, so no trial's own code catches it as one."""


def train_while_wanted(plans: "Plans", training: "Training") -> "list[Result]":
    """Train a cohort. It ends after an epoch if its client has gone."""
    worker = get_worker()
    with seldom_looked_at(worker):
        return train_cohort(_WhileWanted(training, worker, worker.get_current_task()), plans)


@contextmanager
def seldom_looked_at(worker: Any) -> Iterator[None]:
    """Let a worker of Dask look at itself once a second, not 150 times.

    Each look, for its profile and the state of its event loop, takes the interpreter from the thread that trains; on a
    busy machine that thread then waits for its turn.
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
    """A training that looks after each epoch whether its client still waits for it."""

    def __init__(self, training: "Training", worker: Any, key: Any) -> None:
        self._training, self._worker, self._key = training, worker, key

    def train(self, plans: "Plans") -> "Epochs":
        """Train the plans; end where nobody waits for them any more."""
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
