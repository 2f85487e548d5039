"""A function as training code: a plain function, or a generator that yields after each epoch."""

import inspect
import os
import random
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import current_process
from pathlib import Path
from typing import Any

import numpy as np

from hpsearch.records import Record
from hpsearch.training.own.failures import TrainingFailedError
from hpsearch.training.own.function.functions import Function
from hpsearch.training.own.function.running import running
from hpsearch.training.own.function.states import State, state_of
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.metrics import Metrics, metrics_of
from hpsearch.training.own.session import Job


class FunctionCode(Record):
    """Trains by calling a function."""

    function: Function

    def session(self, job: Job, log: OutputLog) -> "FunctionSession":
        """Call the function; a generator starts to train when its first epoch is requested."""
        return FunctionSession(self.function, job, log)

    def live(self, log: OutputLog) -> tuple[str, ...]:
        """Return the hyperparameters that the function can change while it trains, from its attribute `live`.

        Raises TrainingFailedError if `live` is not a list of names, and whatever the function's module raises.
        """
        with running(log):
            stated = getattr(self.function.loaded(), "live", ())
        if not isinstance(stated, list | tuple | set | frozenset) or not all(isinstance(each, str) for each in stated):
            expected = 'expected names of hyperparameters, such as ["learning_rate"]'
            raise TrainingFailedError(f"{self.function.title} has as live {stated!r}; {expected}")
        return tuple(sorted(name for name in stated if name != "epochs"))


class FunctionSession:
    """One call of the function."""

    def __init__(self, function: Function, job: Job, log: OutputLog) -> None:
        self._log = log
        self._began = self._ended = False
        self._final: Metrics | None = None
        self._state: State | None = None
        self._folder: Path | None = None
        with self._running():
            train = function.loaded()
            state = _state(train, function.title, job)
            self._takes_state = bool(state)
            current_process().daemon = False  # the code may start its own processes, as PyTorch's loaders do
            random.seed(job.seed)  # code that ignores its seed still draws the same numbers in any worker
            np.random.seed(job.seed)  # noqa: NPY002 (such code uses the global generator)
            self._trained = train(dict(job.hyperparameters), job.seed, **state)

    def next(self, changes: Mapping[str, Any]) -> Metrics | None:
        """Send `changes` to the generator and train an epoch; return its metrics, None if training has ended."""
        with self._running():  # also while the yielded values are converted to numbers
            if not isinstance(self._trained, Generator):
                trained, self._trained = self._trained, None
                return None if trained is None and self._began else self._taken(trained)
            try:
                yielded = self._trained.send(dict(changes) if self._began else None)
            except StopIteration as ended:
                self._end_with(ended.value)
                return None
            return self._taken(yielded)

    @property
    def state(self) -> State | None:
        """The state yielded with the last metrics; None if there was none, or if the function takes no state."""
        return self._state if self._takes_state else None

    @property
    def is_over(self) -> bool:
        """Whether the function has returned; known for a generator when its next epoch is requested."""
        return not isinstance(self._trained, Generator)

    def final(self) -> Metrics | None:
        """Resume a generator once, so that it can end; return its final metrics. A further epoch is dropped."""
        if isinstance(self._trained, Generator) and not self._ended:
            with self._running():
                try:
                    self._trained.send({} if self._began else None)
                except StopIteration as ended:
                    self._end_with(ended.value)
                else:
                    self._trained.close()
        return self._final

    def pause(self) -> State | None:
        """Stop the training; return the last yielded state."""
        if isinstance(self._trained, Generator):
            with self._running():
                self._trained.close()
        return self.state

    def close(self) -> None:
        """Close the generator, in its own working folder; errors are ignored, as all epochs are done."""
        with suppress(Exception):  # the user's code may raise anything
            self.pause()

    @contextmanager
    def _running(self) -> Iterator[None]:
        """Run the function in the working folder that it chose, if any; restore that of this process afterwards."""
        ours = Path.cwd()
        try:
            if self._folder is not None:
                os.chdir(self._folder)
            with running(self._log):
                yield
        finally:
            with suppress(OSError):  # it may have removed the folder
                self._folder = Path.cwd()
            os.chdir(ours)

    def _end_with(self, returned: Any) -> None:
        self._ended = True
        self._final = None if returned is None else metrics_of(returned)

    def _taken(self, given: Any) -> Metrics:
        self._began = True
        self._state = None
        if isinstance(given, tuple) and len(given) == 2:
            given, state = given
            self._state = None if state is None else state_of(state)
        return metrics_of(given)


def _state(train: Callable[..., Any], title: str, job: Job) -> dict[str, Any]:
    """Return the `state` argument if the function has it. Raises TrainingFailedError for other parameters."""
    if not callable(train):
        raise TrainingFailedError(f"{title} is no function; expected train(hyperparameters, seed, state=None)")
    try:
        signature = inspect.signature(train)
    except (TypeError, ValueError):  # some built-in functions have no signature
        return {"state": job.state}
    for state in ({"state": job.state}, {}):
        with suppress(TypeError):
            signature.bind(job.hyperparameters, job.seed, **state)
            return state
    raise TrainingFailedError(f"{title}{signature} was expected to be train(hyperparameters, seed, state=None)")
