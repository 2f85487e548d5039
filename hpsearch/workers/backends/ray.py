"""Ray: workers are processes that a Ray cluster starts for a search, on this machine or on others."""

from hpsearch.workers.backends import Cluster, Workers, check_package


class Ray:
    """Processes on the nodes of a Ray cluster, one of which is this machine."""

    name = "ray"
    example = "auto"

    def connect(self, jobs: int | None, cluster: Cluster) -> Workers:
        """Join the cluster, and wait for its first worker."""
        check_package("ray", backend=self.name)
        from hpsearch.workers.cluster.pool import ClusterWorkers  # noqa: PLC0415 (other backends do not need it)
        from hpsearch.workers.cluster.ray_connection import RayConnection  # noqa: PLC0415 (as above)

        return ClusterWorkers(RayConnection(cluster.address, jobs), jobs, cluster.tell, force=cluster.force)
