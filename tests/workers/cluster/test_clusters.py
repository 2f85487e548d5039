"""A search on a real cluster, whatever software runs it: the tables of one machine, whichever worker dies meanwhile."""

import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest

from hpsearch.errors import UsageError
from hpsearch.runs import environment as environments
from hpsearch.search.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import BACKENDS, ClusterBackend, start_workers
from tests.conftest import config_with
from tests.durability.cases import scaled
from tests.durability.processes import wait_until
from tests.durability.test_workers import SEARCHES, TABLES, tables

LONG = {"epochs": 60}
"""So that a worker is busy when it dies."""


@pytest.fixture(params=[name for name in BACKENDS if isinstance(BACKENDS[name], ClusterBackend)])
def cluster(request):
    return request.getfixturevalue(f"{request.param}_cluster")


def kept(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in TABLES}


@contextmanager
def one_killed(cluster, after, choice):
    """Kill one of the cluster's busy workers, whichever, so many seconds after the first is busy; the list has it."""
    over, killed = Event(), []

    def kill():
        wait_until(lambda: over.is_set() or cluster.busy(), 60)
        over.wait(after)
        if busy := cluster.busy():
            with suppress(ProcessLookupError):
                os.kill(choice.choice(busy), signal.SIGKILL)
                killed.append(busy)

    killer = Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        over.set()
        killer.join()


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_any_number_of_workers_gives_the_tables_of_one_process(small, tmp_path, cluster, jobs):
    prepared = small(search=SEARCHES["rungs"])
    with cluster.connect(jobs) as workers:
        there = tables(prepared, tmp_path / "there", workers)
    assert there == tables(prepared, tmp_path / "here", start_workers(1))


def test_a_busy_worker_that_is_killed_changes_no_table(small, tmp_path, cluster):
    prepared = small(search=SEARCHES["rounds"], hyperparameters=LONG)
    with cluster.connect(2) as workers, one_killed(cluster, 0, random.Random(0)) as killed:  # noqa: S311, no secret
        disturbed = tables(prepared, tmp_path / "disturbed", workers)
    assert killed
    assert disturbed == tables(prepared, tmp_path / "undisturbed", start_workers(1))


@pytest.mark.parametrize("time", range(scaled(2, 20)))
def test_a_worker_killed_at_any_moment_changes_no_table(small, tmp_path, cluster, time):
    kind, draw = list(SEARCHES)[time % len(SEARCHES)], random.Random(time)  # noqa: S311, no secret
    prepared = small(search=SEARCHES[kind], hyperparameters={"epochs": 20})
    with cluster.connect(2) as workers, one_killed(cluster, draw.uniform(0, 1.5), draw):
        disturbed = tables(prepared, tmp_path / "disturbed", workers)
    assert disturbed == tables(prepared, tmp_path / "undisturbed", start_workers(1))


def test_a_search_whose_process_was_killed_is_resumed_to_the_same_tables(small, tmp_path, cluster):
    config = config_with(search=SEARCHES["rounds"], hyperparameters=LONG)
    program = (
        "import sys, hpsearch; _, config, out, backend, address = sys.argv; "
        "hpsearch.run(eval(config), out=out, backend=backend, address=address)"
    )
    arguments = (repr(config), str(tmp_path / "cut"), cluster.name, cluster.address)
    client = subprocess.Popen([sys.executable, "-c", program, *arguments])
    assert wait_until(lambda: (tmp_path / "cut" / "run.db").exists() and cluster.busy(), 60)
    client.kill()
    client.wait()
    with cluster.connect(2) as workers:
        for _ in search(small(**config), tmp_path / "cut", workers, existing=Existing.CONTINUE):
            pass
    assert kept(tmp_path / "cut") == tables(small(**config), tmp_path / "whole", start_workers(1))


def test_workers_that_differ_are_told_and_left_out_unless_forced(cluster, monkeypatch):
    here = {**environments.environment(), "numpy": "1.0"}
    monkeypatch.setattr(environments, "environment", lambda: here)
    told = []
    with pytest.raises(UsageError, match="every worker differs from this machine; --force uses them"):
        cluster.connect(tell=told.append)
    assert told
    assert all("there, 1.0 here; --force uses it all the same" in sentence for sentence in told)
    with cluster.connect(force=True) as workers:
        assert workers.jobs >= 1
