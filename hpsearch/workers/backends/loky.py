"""Loky: workers are processes on this machine."""

from hpsearch.workers.backends import Workers
from hpsearch.workers.backends.in_process import InProcess
from hpsearch.workers.loky.pool import LokyWorkers, cores


class Loky:
    """One process for each core, unless the number of jobs is given; a single job trains in this process."""

    name = "loky"

    def start(self, jobs: int | None) -> Workers:
        """Start the processes; each imports what it needs while this process goes on."""
        jobs = jobs or cores()
        return InProcess().start(1) if jobs == 1 else LokyWorkers(jobs)
