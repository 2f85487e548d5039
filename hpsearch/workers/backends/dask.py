"""Dask: workers are processes of a Dask cluster, on this machine or on others."""

from hpsearch.workers.backends import Cluster, Workers, check_package


class Dask:
    """The workers of a Dask scheduler."""

    name = "dask"
    example = "tcp://127.0.0.1:8786"

    def connect(self, jobs: int | None, cluster: Cluster) -> Workers:
        """Connect to the scheduler, and wait for its first worker."""
        check_package("distributed", backend=self.name)
        from hpsearch.workers.cluster.dask_connection import DaskConnection  # noqa: PLC0415 (an extra)
        from hpsearch.workers.cluster.pool import ClusterWorkers  # noqa: PLC0415 (other backends do not need it)

        return ClusterWorkers(DaskConnection(cluster.address), jobs, cluster.tell, force=cluster.force)
