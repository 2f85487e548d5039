"""The cluster that the tests of workers share; it is started where a test asks for it."""

from collections.abc import Iterator

import pytest

from tests.workers.cluster.dask_cluster import DaskCluster


@pytest.fixture(scope="session")
def dask_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with DaskCluster(tmp_path_factory.mktemp("dask"), 4) as cluster:
        yield cluster
