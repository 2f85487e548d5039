"""A connection to a real Dask cluster, whose scheduler can get lost."""

import pytest

from hpsearch.errors import UsageError, WorkerError
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import Cluster, start_workers
from hpsearch.workers.cluster import dask_connection, pool
from tests.durability.test_workers import SEARCHES, tables
from tests.workers.cluster.dask_cluster import DaskCluster, free_port
from tests.workers.cluster.test_clusters import kept


def test_a_scheduler_that_comes_back_is_used_and_one_that_stays_away_ends_the_search(small, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 1.0)
    (tmp_path / "cluster").mkdir()
    prepared = small(search=SEARCHES["rounds"])
    with DaskCluster(tmp_path / "cluster", 1) as cluster:
        told = []
        events = search(prepared, tmp_path / "cut", cluster.connect(tell=told.append))
        for _ in range(3):
            next(events)
        cluster.end()
        cluster.begin()
        for _ in range(8):
            next(events)
        cluster.end()
        monkeypatch.setattr(pool, "WAITING_SECONDS", 0.5)
        with pytest.raises(WorkerError, match=r"the Dask scheduler at tcp.* does not answer; .* go on with --resume"):
            list(events)
        assert [sentence for sentence in told if "does not answer; waiting" not in sentence] == []
    for _ in search(prepared, tmp_path / "cut", start_workers(1), existing=Existing.CONTINUE):
        pass
    assert kept(tmp_path / "cut") == tables(prepared, tmp_path / "whole", start_workers(1))


@pytest.mark.parametrize(
    ("backend", "address", "sentence"),
    [
        ("dask", "there", "address there: .*expected one such as tcp://127.0.0.1:8786"),
        ("loky", "tcp://127.0.0.1:1", "backend loky: has no workers at an address"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(backend, address, sentence):
    with pytest.raises(UsageError, match=sentence):
        start_workers(1, backend, Cluster(address, print))


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:8786", "tcp://host"])
def test_no_client_begins_for_an_address_that_is_none(monkeypatch, address):
    """It would end late, and with a traceback of its own."""
    monkeypatch.setattr(dask_connection, "Client", None)
    with pytest.raises(UsageError, match=f"address {address}: .*; expected one such as tcp"):
        start_workers(1, "dask", Cluster(address, print))


def test_where_no_scheduler_answers_it_is_said_how_to_start_one(monkeypatch):
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 0.5)
    with pytest.raises(UsageError, match="no Dask scheduler answers there; start one: dask scheduler"):
        start_workers(1, "dask", Cluster(f"tcp://127.0.0.1:{free_port()}", print))


def test_a_scheduler_that_lacks_hpsearch_is_told_before_the_search_begins(dask_cluster, monkeypatch):
    """It reads each task before a worker does."""

    def lacking():
        raise ModuleNotFoundError("No module named 'hpsearch'")

    monkeypatch.setattr(dask_connection, "environment", lacking)
    with pytest.raises(UsageError, match=r"it cannot use hpsearch \(ModuleNotFound.*; install hpsearch\[dask\] there"):
        dask_cluster.connect()


def test_without_an_address_it_is_asked_for():
    with pytest.raises(UsageError, match="needs the address of a cluster; add --address, such as tcp"):
        start_workers(None, "dask")
