"""A connection to a real Ray cluster, whose nodes can get lost."""

import os
import signal
import sys
from multiprocessing import active_children
from subprocess import run
from threading import Thread

import pytest

from hpsearch.errors import UsageError, WorkerError
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import Cluster, start_workers
from hpsearch.workers.cluster import pool, ray_connection
from hpsearch.workers.cluster.cohort import raised_there
from tests.durability.processes import wait_until
from tests.durability.test_workers import SEARCHES, tables
from tests.workers.cluster.dask_cluster import free_port
from tests.workers.cluster.ray_cluster import RayCluster
from tests.workers.cluster.test_clusters import LONG, kept


@pytest.fixture
def ray_to_lose(tmp_path):
    pytest.importorskip("ray")
    (tmp_path / "cluster").mkdir()
    with RayCluster(tmp_path / "cluster", 1) as cluster:
        yield cluster


def test_a_node_that_is_killed_changes_no_table(small, tmp_path, ray_to_lose):
    prepared = small(search=SEARCHES["rounds"], hyperparameters=LONG)
    killed = []

    def kill():
        if wait_until(lambda: len(ray_to_lose.busy()) == 2, 60):
            os.kill(ray_to_lose.nodes[1], signal.SIGKILL)
            killed.append(ray_to_lose.nodes[1])

    killer = Thread(target=kill)
    with ray_to_lose.connect() as workers:
        killer.start()
        tables(prepared, tmp_path / "disturbed", workers)
        killer.join()
    assert killed
    assert kept(tmp_path / "disturbed") == tables(prepared, tmp_path / "undisturbed", start_workers(1))


def test_a_cluster_that_is_lost_ends_the_search_in_a_sentence_and_nothing_is_lost(
    small, tmp_path, ray_to_lose, monkeypatch
):
    prepared = small(search=SEARCHES["rounds"], hyperparameters=LONG)
    told = []
    events = search(prepared, tmp_path / "cut", ray_to_lose.connect(tell=told.append))
    for _ in range(3):
        next(events)
    monkeypatch.setattr(ray_connection, "ANSWER_SECONDS", 2.0)
    monkeypatch.setattr(ray_connection, "JOIN_SECONDS", 1.0)
    monkeypatch.setattr(pool, "WAITING_SECONDS", 0.5)
    ray_to_lose.end()
    with pytest.raises(WorkerError, match=r"the Ray cluster at 127.* does not answer; .* go on with --resume"):
        list(events)
    assert len(told) == 1
    for _ in search(prepared, tmp_path / "cut", start_workers(1), existing=Existing.CONTINUE):
        pass
    assert kept(tmp_path / "cut") == tables(prepared, tmp_path / "whole", start_workers(1))


def test_a_cluster_that_was_lost_is_joined_again_and_nothing_is_lost(small, tmp_path, ray_cluster):
    prepared = small(search=SEARCHES["rounds"], hyperparameters=LONG)
    told, joined = [], []
    with ray_cluster.connect(2, told.append) as workers:
        for number, _event in enumerate(search(prepared, tmp_path / "disturbed", workers)):
            if number == 3:
                (process,) = active_children()
                os.kill(process.pid, signal.SIGKILL)
                joined.append(process.pid)
        joined += [process.pid for process in active_children()]
    assert len(set(joined)) == 2
    assert [sentence.partition(";")[0] for sentence in told] == [
        f"the Ray cluster at {ray_cluster.address} does not answer"
    ]
    assert kept(tmp_path / "disturbed") == tables(prepared, tmp_path / "undisturbed", start_workers(1))


def test_this_process_never_imports_ray(ray_cluster):
    program = """
import sys
from hpsearch.workers.backends import Cluster, start_workers
with start_workers(1, "ray", Cluster(sys.argv[1], print)):
    assert "ray" not in sys.modules
"""
    run([sys.executable, "-c", program, ray_cluster.address], check=True, timeout=120)


@pytest.mark.parametrize("address", ["there", "ray://127.0.0.1:10001", "127.0.0.1"])
def test_an_address_that_is_none_is_refused(address):
    pytest.importorskip("ray")
    with pytest.raises(UsageError, match=r"address .*: is none of Ray's; expected auto, or one such as 10.0.0.1:6379"):
        start_workers(1, "ray", Cluster(address, print))


@pytest.mark.usefixtures("ray_cluster")  # for what it says of addresses
def test_where_no_cluster_answers_it_is_said_how_to_start_one(monkeypatch):
    monkeypatch.setattr(ray_connection, "JOIN_SECONDS", 5.0)
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(UsageError, match=r"no Ray cluster can be joined there .* start one on this machine: ray start"):
        start_workers(1, "ray", Cluster(address, print))


def test_where_ray_is_missing_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr("hpsearch.workers.backends.find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"needs the package ray; pip install 'hpsearch\[ray\]'"):
        start_workers(1, "ray", Cluster("auto", print))


def test_what_a_worker_raises_names_it():
    assert str(raised_there("7", KeyError("rate"))) == "worker 7: KeyError: 'rate'"
    assert str(raised_there("7", RuntimeError("two\nlines"))) == "worker 7: RuntimeError: two lines"
    assert str(raised_there("7", UsageError("no such file"))) == "no such file"
