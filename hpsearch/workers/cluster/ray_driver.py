"""The child process that joins the Ray cluster, because Ray prints, and ends its process if the cluster is lost."""

import os
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pickle import PickleBuffer
from time import monotonic, sleep
from typing import Any

import ray
from ray import cloudpickle
from ray.exceptions import RayError, RayTaskError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from hpsearch.records import Record
from hpsearch.workers.cluster import ray_worker
from hpsearch.workers.cluster.cohort import raised_there
from hpsearch.workers.cluster.connection import ConnectionLost, Environments, WorkerGone

PENDING_SECONDS = 10.0
"""Seconds after which a process that has not started is assumed to wait for a busy core, and is not counted."""


def serve(requests: Connection, address: str, most: int | None) -> None:
    """Join the cluster and report success or an error; then answer requests: a method's name and its arguments."""
    _silence()
    try:
        driver = RayDriver(address, most)
    except Exception as error:  # noqa: BLE001 (Ray raises many types of errors; it is reported)
        requests.send(" ".join(str(error).split()))
        return
    requests.send("")
    while True:
        question, *arguments = requests.recv()
        requests.send(_answer(driver, question, arguments))


def _silence() -> None:
    """Keep Ray's output from the terminal; hpsearch reports events in one sentence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _answer(driver: "RayDriver", question: str, arguments: Iterable[Any]) -> object:
    try:
        return getattr(driver, question)(*arguments)
    except RayError:
        return ConnectionLost()
    except Exception as error:  # noqa: BLE001 (an error of any kind is raised where it was asked)
        return error


class _Actor(Record):
    """A process that Ray has started, or will start, on a node."""

    handle: Any
    node: str
    asked: float
    environment: dict[str, str] | Exception | None = None


class RayDriver:
    """Starts training processes, each on a core that Ray reserves for it, and sends them tasks.

    They are Ray actors. Each node gets one and, unless the node is left out, one more for each other core. If `most` is
    given, about that many are started at most.
    """

    def __init__(self, address: str, most: int | None) -> None:
        ray.init(address, log_to_driver=False, configure_logging=False)
        cloudpickle.register_pickle_by_value(ray_worker)
        self._worker = ray.remote(ray_worker.RayWorker)
        self._most = most
        self._starting: dict[Any, _Actor] = {}
        self._ready: dict[str, _Actor] = {}
        self._left_out: dict[str, str] = {}
        self._tasks: dict[Any, str] = {}
        self._training: Any = None

    def workers(self) -> list[str]:
        """Return the names of the started processes; of a node that is left out, only the first."""
        cores = {node["NodeID"]: int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]}
        self._starting = {told: actor for told, actor in self._starting.items() if actor.node in cores}
        self._ready = {worker: actor for worker, actor in self._ready.items() if actor.node in cores}
        self._left_out = {node: worker for node, worker in self._left_out.items() if node in cores}
        for node in cores.keys() - self._left_out.keys():
            proven = any(actor.node == node for actor in self._ready.values())
            self._start(node, cores[node] if proven else min(1, cores[node]))
        self._welcome()
        return [*self._ready, *self._left_out.values()]

    def environments(self, workers: Iterable[str]) -> Environments:
        """What each of the processes said of itself when it started."""
        return {worker: self._ready[worker].environment or {} for worker in workers if worker in self._ready}

    def leave_out(self, worker: str) -> None:
        """Give the cores of its whole node back."""
        node = self._ready[worker].node
        self._left_out[node] = worker
        for other in [name for name, actor in self._ready.items() if actor.node == node]:
            ray.kill(self._ready.pop(other).handle)
        for told in [told for told, actor in self._starting.items() if actor.node == node]:
            ray.kill(self._starting.pop(told).handle)

    def hold(self, frame: bytes, arrays: list[bytes]) -> None:
        """Put a pickled training into Ray's object store, from which each node reads it once; drop the previous one."""
        self._training = ray.put((frame, [PickleBuffer(array) for array in arrays]))

    def begin(self, worker: str, plans: bytes) -> None:
        """Send a task to a worker. Raises WorkerGone."""
        if worker not in self._ready:
            raise WorkerGone
        told = self._ready[worker].handle.train.remote(
            plans, [self._training]
        )  # in a list, so that Ray passes the reference
        self._tasks[told] = worker

    def give_up(self, worker: str) -> None:
        """End a worker, if it has not ended, and forget its task."""
        self._tasks = {told: each for told, each in self._tasks.items() if each != worker}
        if actor := self._ready.pop(worker, None):
            ray.kill(actor.handle)

    def ended(self, seconds: float) -> tuple[str, bytes | None] | None:
        """Wait for a task to end; return its worker and its pickled results, None if the worker has died."""
        if not self._tasks:
            sleep(seconds)
            return None
        done, _ = ray.wait(list(self._tasks), timeout=seconds)
        if not done:
            return None
        worker = self._tasks.pop(done[0])
        try:
            return worker, ray.get(done[0])
        except RayTaskError as error:
            raise raised_there(worker, error.cause) from None
        except RayError:  # the worker or its node has died with its results
            self.give_up(worker)
            return worker, None

    def _start(self, node: str, most: int) -> None:
        now = monotonic()
        starting = [actor for actor in self._starting.values() if actor.asked > now - PENDING_SECONDS]
        there = sum(actor.node == node for actor in (*self._starting.values(), *self._ready.values()))
        left = most - there if self._most is None else min(most - there, self._most - len(self._ready) - len(starting))
        for _ in range(left):
            place = NodeAffinitySchedulingStrategy(node, soft=False)
            handle = self._worker.options(num_cpus=1, scheduling_strategy=place).remote()
            self._starting[handle.about.remote()] = _Actor(handle, node, now)

    def _welcome(self) -> None:
        """Register the processes that have started; drop those that cannot start."""
        starting = list(self._starting)
        done, _ = ray.wait(starting, num_returns=len(starting), timeout=0) if starting else ([], None)
        for told in done:
            actor = self._starting.pop(told)
            try:
                name, environment = ray.get(told)
            except RayError:
                continue
            self._ready[name] = _Actor(actor.handle, actor.node, actor.asked, environment)
