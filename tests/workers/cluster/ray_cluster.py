"""A real Ray cluster of processes on 127.0.0.1."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from hpsearch.workers.backends import Cluster, start_workers

ROOT = Path(__file__).parents[3]

LOCAL = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # elsewhere too, 127.0.0.1 means 127.0.0.1
    "RAY_USAGE_STATS_ENABLED": "0",
}


class RayCluster:
    """Two nodes with a number of cores each, which end with this process."""

    name = "ray"

    def __init__(self, folder: Path, cores: int) -> None:
        self._folder, self._cores = folder, cores

    def __enter__(self):
        os.environ.update(LOCAL)
        with (self._folder / "ray.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.workers.cluster.ray_nodes", str(self._cores)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.address, *nodes = self._process.stdout.readline().split()
        self.nodes = [int(process_id) for process_id in nodes]
        return self

    def __exit__(self, *_error):
        self.end()
        for name in LOCAL:
            os.environ.pop(name, None)

    def end(self) -> None:
        """End all processes; those that do not are killed."""
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=30)
        for process_id, _ in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        self._process.wait()

    def connect(self, jobs=None, tell=print, *, force=False):
        """Workers of this cluster, as `--backend ray --address` gives them."""
        return start_workers(jobs, "ray", Cluster(self.address, tell, force))

    def workers(self) -> list[int]:
        """The process ids of all workers."""
        return [process_id for process_id, title in self._processes() if title.startswith("ray::RayWorker")]

    def busy(self) -> list[int]:
        """The process ids of the workers that train."""
        return [process_id for process_id, title in self._processes() if title.startswith("ray::RayWorker.train")]

    def free(self) -> None:
        """Do nothing: Ray ends the workers of whoever leaves the cluster."""

    def _processes(self) -> list[tuple[int, str]]:
        """The processes of the cluster: all that are of its session."""
        listed = subprocess.run(["ps", "-eo", "sid=,pid=,args="], capture_output=True, text=True, check=True)
        fields = (line.split(maxsplit=2) for line in listed.stdout.splitlines())
        return [(int(pid), title) for sid, pid, title in fields if sid == str(self._process.pid)]
