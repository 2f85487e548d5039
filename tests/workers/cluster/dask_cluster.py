"""A real Dask cluster of processes on 127.0.0.1."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from distributed import Client

from hpsearch.workers.backends import Cluster, start_workers

ROOT = Path(__file__).parents[3]
QUICK = {"DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD": "forkserver"}
"""Workers share what they import."""

SECONDS_IDLE = 900
"""A cluster whose tests were killed ends by itself after so long."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DaskCluster:
    """A scheduler and worker processes. Dask's nanny starts another worker for each that dies."""

    name = "dask"

    def __init__(self, folder: Path, count: int) -> None:
        self._folder, self._count, self._port = folder, count, free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self):
        self.begin()
        return self

    def __exit__(self, *_error):
        self.end()

    def begin(self) -> None:
        """Start all processes, and wait for the workers."""
        ending = ("--idle-timeout", f"{SECONDS_IDLE} seconds", "--no-dashboard", "--no-show")
        self._start("scheduler", "--host", "127.0.0.1", "--port", self._port, *ending)
        options = ("--nworkers", self._count, "--nthreads", 1, "--host", "127.0.0.1", "--no-dashboard")
        self._start("worker", self.address, *options, "--local-directory", self._folder)
        with Client(self.address, timeout=60, set_as_default=False) as client:  # a busy machine starts them slowly
            client.wait_for_workers(self._count, timeout=60)

    def end(self) -> None:
        """Kill all processes; a nanny and its workers are one process group."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes.clear()

    def connect(self, jobs=None, tell=print, *, force=False):
        """Workers of this cluster, as `--backend dask --address` gives them."""
        return start_workers(jobs, "dask", Cluster(self.address, tell, force))

    def workers(self) -> list[int]:
        """The process ids of all workers."""
        return [process_id for _, process_id in self._told()]

    def busy(self) -> list[int]:
        """The process ids of the workers that train."""
        return [process_id for executing, process_id in self._told() if executing]

    def _told(self) -> list[tuple[int, int]]:
        with Client(self.address, timeout=60, set_as_default=False) as client:
            told = client.run(lambda dask_worker: (dask_worker.state.executing_count, os.getpid()))
        return list(told.values())

    def free(self) -> None:
        """Kill the workers that train code which never finishes an epoch."""
        for process_id in self.busy():
            os.kill(process_id, signal.SIGKILL)

    def _start(self, command: str, *options: object) -> None:
        with (self._folder / f"{command}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", command, *map(str, options)],
                cwd=self._folder,
                env={**os.environ, **QUICK, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
