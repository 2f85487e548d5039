"""Loky: workers are processes on this machine."""

from hpsearch.workers.backends import Workers
from hpsearch.workers.backends.in_process import InProcess


class Loky:
    """One process per core, unless the number of jobs is given; a single job trains in this process."""

    name = "loky"

    def start(self, jobs: int | None) -> Workers:
        """Start the processes; they import modules while this process continues."""
        if jobs == 1:
            return InProcess().start(1)
        from hpsearch.workers.loky.pool import LokyWorkers, cores  # noqa: PLC0415 (10 ms; a single job does not need it)

        jobs = jobs or cores()
        return InProcess().start(1) if jobs == 1 else LokyWorkers(jobs)
