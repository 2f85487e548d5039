"""What a worker of Dask does while it trains."""

from types import SimpleNamespace

from hpsearch.workers.cluster.dask_task import SELDOM, seldom_looked_at


def test_a_worker_looks_at_itself_seldom_while_it_trains_and_as_before_afterwards():
    looks = {name: SimpleNamespace(callback_time=time) for name, time in (("profile", 10.0), ("heartbeat", 500.0))}
    worker = SimpleNamespace(periodic_callbacks=looks)
    with seldom_looked_at(worker):
        assert (looks["profile"].callback_time, looks["heartbeat"].callback_time) == (SELDOM, 500.0)
    assert looks["profile"].callback_time == 10.0


def test_a_worker_without_a_profile_trains_as_well():
    worker, trained = SimpleNamespace(periodic_callbacks={}), False
    with seldom_looked_at(worker):
        trained = True
    assert trained
    assert worker.periodic_callbacks == {}


def test_a_worker_of_dask_has_the_looks_that_are_made_seldom(dask_cluster):
    with dask_cluster.connect(1) as workers:
        client = workers._connection._client
        told = client.run(lambda dask_worker: sorted({"profile", "tick"} & {*dask_worker.periodic_callbacks}))
    assert set(map(tuple, told.values())) == {("profile", "tick")}
