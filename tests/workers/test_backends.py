"""What every backend does, be it ours or another package's: found by name, and tested by this one suite."""

import os
from multiprocessing import active_children

import pytest

from hpsearch.errors import UsageError
from hpsearch.trials.outcomes import Status, Trial
from hpsearch.workers.backends import BACKENDS, ClusterBackend, start_workers
from hpsearch.workers.time_limit import TimeLimit
from tests.training.own_code import OwnRecipe, OwnTraining, Plan

every_backend = pytest.mark.parametrize("backend", BACKENDS)


class Passed(TimeLimit):
    """A time limit that has passed after a number of checks."""

    def __init__(self, looks):
        self._looks = looks

    @property
    def passed(self):
        self._looks -= 1
        return self._looks < 0


def plan(number, function="descend", epochs=3):
    return Plan(Trial(number, 1, {}), OwnRecipe((("learning_rate", 0.1 / (number + 1)),), epochs, function))


def is_cluster(backend):
    return isinstance(BACKENDS[backend], ClusterBackend)


@pytest.fixture
def workers(request):
    """Starts workers of a backend, two where it can, and ends them after the test."""
    started = []

    def start(backend):
        try:
            if is_cluster(backend):
                started.append(request.getfixturevalue(f"{backend}_cluster").connect(2))
            else:
                started.append(start_workers(2, backend))
        except UsageError:
            started.append(start_workers(1, backend))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def outcomes(workers, cohorts, limit=None):
    trained = workers.train(cohorts, OwnTraining(), limit or TimeLimit())
    return sorted((result for results in trained for result in results), key=lambda result: result.number)


def skip_unless_elsewhere(workers):
    """Skip what would kill this process."""
    (one,) = outcomes(workers, [[plan(0, "where")]])
    if one.metrics["dev_loss"] == os.getpid():
        pytest.skip("trains in this process")


@every_backend
def test_results_have_the_same_bits_everywhere_and_again(workers, backend):
    def told(used):
        cohorts = [[plan(0), plan(1)], [plan(2)], [plan(3)]]
        return [(each.number, each.status, each.metrics, each.history) for each in outcomes(used, cohorts)]

    used = workers(backend)
    expected = repr(told(start_workers(backend="in_process")))
    assert [repr(told(used)), repr(told(used))] == [expected, expected]


@every_backend
def test_a_trial_that_raises_fails_alone(workers, backend):
    results = outcomes(workers(backend), [[plan(0), plan(1, "raising"), plan(2)]])
    assert [each.status for each in results] == [Status.COMPLETE, Status.FAILED, Status.COMPLETE]
    assert results[1].message == "ValueError: no such rate"


@every_backend
def test_no_cohort_begins_after_the_time_limit(workers, backend):
    assert outcomes(workers(backend), [[plan(0)], [plan(1)]], Passed(0)) == []


@every_backend
def test_a_trial_that_kills_its_workers_fails_alone(workers, backend):
    used = workers(backend)
    skip_unless_elsewhere(used)
    results = outcomes(used, [[plan(0), plan(1, "deadly")], [plan(2)]])
    assert [each.status for each in results] == [Status.COMPLETE, Status.FAILED, Status.COMPLETE]
    assert "WorkerError: three workers in a row " in results[1].message


@every_backend
def test_whoever_stops_listening_stops_the_workers(workers, backend, request):
    before = set(active_children())
    used = workers(backend)
    skip_unless_elsewhere(used)
    results = used.train([[plan(0)], [plan(1, "endless")], [plan(2, "endless")]], OwnTraining(), TimeLimit())
    assert [each.number for each in next(results)] == [0]
    results.close()
    assert not set(active_children()) - before
    if is_cluster(backend):  # others' processes, which a cluster lets go on until their epoch ends
        request.getfixturevalue(f"{backend}_cluster").free()


@pytest.mark.parametrize(
    ("backend", "sentence"),
    [
        ("slurm", "backend slurm: is unknown; expected one of dask, in_process, loky, ray"),
        ("dask", "backend dask: needs the address of a cluster; add --address, such as tcp://"),
        ("ray", "backend ray: needs the address of a cluster; add --address, such as auto"),
    ],
)
def test_a_backend_that_is_not_there_is_refused(backend, sentence):
    with pytest.raises(UsageError, match=sentence):
        start_workers(backend=backend)


def test_this_process_refuses_two_jobs():
    with pytest.raises(UsageError, match="one cohort at a time, and 2 jobs were asked for; expected 1"):
        start_workers(2, "in_process")


@every_backend
def test_cohorts_that_follow_from_results_train_once_these_are_there(workers, backend):
    found = []

    def cohorts():
        yield [plan(0)]
        yield [plan(1)]
        while len(found) < 2:
            yield []
        yield [plan(2, epochs=len(found))]

    for results in workers(backend).train(cohorts(), OwnTraining(), TimeLimit()):
        found += results
    assert sorted((result.number, result.epochs_run) for result in found) == [(0, 3), (1, 3), (2, 2)]


@every_backend
def test_training_ends_where_no_result_can_come_any_more(workers, backend):
    def cohorts():
        yield [plan(0)]
        while True:
            yield []

    assert [result.number for result in outcomes(workers(backend), cohorts())] == [0]
