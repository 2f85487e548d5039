"""A search on a real cluster, whatever software runs it: the tables of one machine, whichever worker dies meanwhile."""

import os
import random
import signal
import subprocess
import sys
from threading import Thread, Timer

import pytest

from hpsearch.errors import UsageError
from hpsearch.runs import environment as environments
from hpsearch.search.folder.existing import Existing
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


@pytest.mark.parametrize(("jobs", "kind"), [(1, "rungs"), (2, "rungs"), (4, "rungs"), (2, "lag"), (4, "lag")])
def test_any_number_of_workers_gives_the_tables_of_one_process(small, tmp_path, cluster, jobs, kind):
    prepared = small(search=SEARCHES[kind])
    with cluster.connect(jobs) as workers:
        there = tables(prepared, tmp_path / "there", workers)
    assert there == tables(prepared, tmp_path / "here", start_workers(1))


def test_a_busy_worker_that_is_killed_changes_no_table(small, tmp_path, cluster):
    prepared = small(search=SEARCHES["rounds"], hyperparameters=LONG)

    def kill():
        busy = []
        wait_until(lambda: busy.extend(cluster.busy()) or busy, 60)
        os.kill(busy[0], signal.SIGKILL)

    killer = Thread(target=kill)
    with cluster.connect(2) as workers:
        killer.start()
        disturbed = tables(prepared, tmp_path / "disturbed", workers)
        killer.join()
    assert disturbed == tables(prepared, tmp_path / "undisturbed", start_workers(1))


@pytest.mark.parametrize("case", range(scaled(2, 20)))
def test_a_worker_killed_at_any_moment_changes_no_table(small, tmp_path, cluster, case):
    kind, draw = list(SEARCHES)[case % len(SEARCHES)], random.Random(case)  # noqa: S311, no secret
    prepared = small(search=SEARCHES[kind], hyperparameters={"epochs": 20})
    moment = draw.randrange(1, 12)
    with cluster.connect(2) as workers:
        for number, _event in enumerate(search(prepared, tmp_path / "disturbed", workers)):
            if number == moment:
                killer = Timer(draw.uniform(0, 0.2), os.kill, (draw.choice(cluster.workers()), signal.SIGKILL))
                killer.start()
        killer.join()
    assert kept(tmp_path / "disturbed") == tables(prepared, tmp_path / "undisturbed", start_workers(1))


def test_a_search_whose_process_was_killed_is_resumed_to_the_same_tables(small, tmp_path, cluster):
    config = config_with(search=SEARCHES["rounds"], hyperparameters=LONG)
    program = (
        "import sys, hpsearch; _, config, out, backend, address = sys.argv; "
        "hpsearch.run(eval(config), out=out, backend=backend, address=address)"
    )
    arguments = (repr(config), str(tmp_path / "cut"), cluster.name, cluster.address)
    with subprocess.Popen([sys.executable, "-c", program, *arguments]) as client:
        begun = wait_until(lambda: (tmp_path / "cut" / "run.db").exists() and cluster.busy(), 180)
        client.kill()
    assert begun
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
