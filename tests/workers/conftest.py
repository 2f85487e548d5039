"""The clusters that the tests of workers share; each is started where a test asks for it."""

from collections.abc import Iterator

import pytest

from tests.workers.cluster.dask_cluster import DaskCluster
from tests.workers.cluster.ray_cluster import RayCluster


@pytest.fixture(scope="session")
def dask_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with DaskCluster(tmp_path_factory.mktemp("dask"), 4) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def ray_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayCluster]:
    pytest.importorskip("ray")
    with RayCluster(tmp_path_factory.mktemp("ray"), 2) as cluster:
        yield cluster
