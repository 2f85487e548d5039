"""A search on a real Dask cluster: the tables of one machine, whatever dies meanwhile."""

import os
import signal
import subprocess
import sys
from threading import Thread

import pytest

from hpsearch.errors import UsageError, WorkerError
from hpsearch.runs import environment as environments
from hpsearch.search.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import Cluster, start_workers
from hpsearch.workers.cluster import dask_connection, pool
from tests.conftest import config_with
from tests.durability.processes import wait_until
from tests.durability.test_workers import SEARCHES, TABLES, tables
from tests.workers.cluster.dask_cluster import DaskCluster, free_port

LONG = {"epochs": 60}
"""So that a worker is busy when it dies."""


def kept(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in TABLES}


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_any_number_of_workers_gives_the_tables_of_one_process(small, tmp_path, dask_cluster, jobs):
    prepared = small(search=SEARCHES["rungs"])
    with dask_cluster.connect(jobs) as workers:
        there = tables(prepared, tmp_path / "there", workers)
    assert there == tables(prepared, tmp_path / "here", start_workers(1))


def test_a_busy_worker_that_is_killed_changes_no_table(small, tmp_path, dask_cluster):
    prepared = small(search=SEARCHES["rounds"], hyperparameters=LONG)

    def kill():
        busy = []
        wait_until(lambda: busy.extend(dask_cluster.busy()) or busy)
        os.kill(busy[0], signal.SIGKILL)

    killer = Thread(target=kill)
    with dask_cluster.connect(2) as workers:
        killer.start()
        disturbed = tables(prepared, tmp_path / "disturbed", workers)
        killer.join()
    assert disturbed == tables(prepared, tmp_path / "undisturbed", start_workers(1))


def test_a_search_whose_process_was_killed_is_resumed_to_the_same_tables(small, tmp_path, dask_cluster):
    config = config_with(search=SEARCHES["rounds"], hyperparameters=LONG)
    program = (
        "import sys, hpsearch; hpsearch.run(eval(sys.argv[1]), out=sys.argv[2], backend='dask', address=sys.argv[3])"
    )
    client = subprocess.Popen(
        [sys.executable, "-c", program, repr(config), str(tmp_path / "cut"), dask_cluster.address]
    )
    wait_until(lambda: (tmp_path / "cut" / "run.db").exists() and dask_cluster.busy())
    client.kill()
    client.wait()
    with dask_cluster.connect(2) as workers:
        for _ in search(small(**config), tmp_path / "cut", workers, existing=Existing.CONTINUE):
            pass
    assert kept(tmp_path / "cut") == tables(small(**config), tmp_path / "whole", start_workers(1))


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


def test_workers_that_differ_are_told_and_left_out_unless_forced(dask_cluster, monkeypatch):
    here = {**environments.environment(), "numpy": "1.0"}
    monkeypatch.setattr(environments, "environment", lambda: here)
    told = []
    with pytest.raises(UsageError, match="every worker differs from this machine; --force uses them"):
        dask_cluster.connect(tell=told.append)
    assert len(told) == 4
    assert "there, 1.0 here; --force uses it all the same" in told[0]
    with dask_cluster.connect(force=True) as workers:
        assert workers.jobs == 4


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


def test_where_no_scheduler_answers_it_is_said_how_to_start_one(monkeypatch):
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 0.5)
    with pytest.raises(UsageError, match="no Dask scheduler answers there; start one: dask scheduler"):
        start_workers(1, "dask", Cluster(f"tcp://127.0.0.1:{free_port()}", print))


def test_without_an_address_it_is_asked_for():
    with pytest.raises(UsageError, match="needs the address of a cluster; add --address, such as tcp"):
        start_workers(None, "dask")
