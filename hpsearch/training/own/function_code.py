"""A function that trains, as the objective of a search: called once, or a generator that yields after each epoch."""

import inspect
import os
import random
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import current_process
from pathlib import Path
from typing import Any

import numpy as np

from hpsearch.training.own.failures import TrainingFailedError
from hpsearch.training.own.functions import Function
from hpsearch.training.own.log import OutputLog
from hpsearch.training.own.metrics import Metrics, metrics_of
from hpsearch.training.own.running import running
from hpsearch.training.own.session import Job
from hpsearch.training.own.states import State, state_of


@dataclass(frozen=True, slots=True)
class FunctionCode:
    """Trains by a call of a function."""

    function: Function

    def session(self, job: Job, log: OutputLog) -> "FunctionSession":
        """Call the function; a generator function begins to train when its first epoch is asked for."""
        return FunctionSession(self.function, job, log)

    def live(self, log: OutputLog) -> tuple[str, ...]:
        """The hyperparameters that the function says it can change while it trains: its attribute `live`.

        Raises TrainingFailedError where that is no list of names, and whatever the function's module raises.
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
            current_process().daemon = False  # the code may start processes of its own, as PyTorch's loaders do
            random.seed(job.seed)  # code that draws without its seed still draws the same in any worker
            np.random.seed(job.seed)  # noqa: NPY002 (the generator that such code uses)
            self._trained = train(dict(job.hyperparameters), job.seed, **state)

    def next(self, changes: Mapping[str, Any]) -> Metrics | None:
        """Train an epoch, for which the generator receives the `changes`; its metrics, None where it has ended."""
        with self._running():  # also while numbers are made of what it gave
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
        """What was yielded beside the last metrics; None where nothing was, or where the function takes no state."""
        return self._state if self._takes_state else None

    @property
    def is_over(self) -> bool:
        """Whether the function has returned; a generator says so when its next epoch is asked for."""
        return not isinstance(self._trained, Generator)

    def final(self) -> Metrics | None:
        """What a generator returns at its end, to which it is resumed once; an epoch more that it yields is lost."""
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
        """Stop; the state that was yielded last."""
        if isinstance(self._trained, Generator):
            with self._running():
                self._trained.close()
        return self.state

    def close(self) -> None:
        """End the generator, in the folder that it chose; what that raises concerns no epoch any more."""
        with suppress(Exception):  # the user's code may raise anything
            self.pause()

    @contextmanager
    def _running(self) -> Iterator[None]:
        """While the function runs: in the folder that it chose, if it chose one. This process stays in its own."""
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
    """The state as an argument, where the function takes one. Raises TrainingFailedError where it takes other ones."""
    if not callable(train):
        raise TrainingFailedError(f"{title} is no function; expected train(hyperparameters, seed, state=None)")
    try:
        signature = inspect.signature(train)
    except (TypeError, ValueError):  # some functions that are built in have none
        return {"state": job.state}
    for state in ({"state": job.state}, {}):
        with suppress(TypeError):
            signature.bind(job.hyperparameters, job.seed, **state)
            return state
    raise TrainingFailedError(f"{title}{signature} was expected to be train(hyperparameters, seed, state=None)")
