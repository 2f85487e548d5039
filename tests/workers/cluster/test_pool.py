"""A search on a cluster whose workers come, die, differ and get lost."""

import pytest

from hpsearch.errors import UsageError, WorkerError
from hpsearch.runs.environment import environment
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Status
from hpsearch.workers.cluster import pool
from hpsearch.workers.cluster.connection import ConnectionLost, TaskEnded, WorkerGone
from hpsearch.workers.cluster.pool import ClusterWorkers
from hpsearch.workers.time_limit import TimeLimit
from tests.training.own_code import OwnTraining
from tests.workers.test_backends import plan


class ScriptedCluster:
    """Workers that train when one asks what has ended. The next `lost` questions find no scheduler."""

    where, how_to_start = "the cluster at home", "start-a-worker"

    def __init__(self, *workers, deadly=(), others=None):
        self.names, self.deadly, self.others = list(workers), deadly, others or {}
        self.lost = self.deaths = 0
        self.gone, self.silent, self.begun, self.told, self.closed = set(), set(), [], [], False
        self.tasks, self.left_out = {}, []

    def connect(self, jobs=None, *, force=False):
        return ClusterWorkers(self, jobs, self.told.append, force=force)

    def workers(self):
        self._answer()
        return list(self.names)

    def environments(self, workers):
        return {worker: self.others.get(worker, environment()) for worker in workers}

    def leave_out(self, worker):
        self.left_out.append(worker)

    def begin(self, task, training, worker):
        self._answer()
        if worker in self.gone:
            self.names.remove(worker)
            raise WorkerGone
        assert worker not in self.tasks
        self.begun.append((worker, [plan.trial.number for plan in task.plans]))
        self.tasks[worker] = task, training

    def give_up(self, worker):
        self.tasks.pop(worker, None)

    def ended(self, _seconds):
        self._answer()
        worker = next((worker for worker in self.tasks if worker not in self.silent), None)
        if worker is None:
            return None
        task, training = self.tasks.pop(worker)
        if any(plan.trial.number in self.deadly for plan in task.plans):
            self.deaths += 1
            self.names[self.names.index(worker)] = f"{worker}, born again {self.deaths} times"
            return TaskEnded(worker, None)
        return TaskEnded(worker, results(training, task.plans))

    def close(self):
        self.closed = True

    def _answer(self):
        if self.lost:
            self.lost -= 1
            raise ConnectionLost


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(pool, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(pool, "WAITING_SECONDS", 0.2)


def outcomes(workers, *cohorts):
    trained = workers.train([[plan(number) for number in cohort] for cohort in cohorts], OwnTraining(), TimeLimit())
    return {result.trial.number: result for results in trained for result in results}


def test_a_cohort_at_which_workers_die_is_divided_until_one_trial_fails_alone():
    cluster = ScriptedCluster("a", "b", deadly={1})
    found = outcomes(cluster.connect(), [0, 1, 2], [3])
    assert {number: result.status for number, result in found.items()} == {
        0: Status.COMPLETE,
        1: Status.FAILED,
        2: Status.COMPLETE,
        3: Status.COMPLETE,
    }
    assert found[1].message == "WorkerError: three workers in a row disappeared at this trial"


def test_what_a_worker_had_that_left_without_a_word_begins_again_elsewhere():
    cluster = ScriptedCluster("a", "b")
    trained = cluster.connect().train([[plan(0)], [plan(1)], [plan(2)]], OwnTraining(), TimeLimit())
    numbers = [next(trained)[0].trial.number]
    left = next(iter(cluster.tasks))
    cluster.names.remove(left)
    cluster.silent.add(left)
    numbers += [results[0].trial.number for results in trained]
    assert sorted(numbers) == [0, 1, 2]


def test_a_scheduler_that_comes_back_is_told_once_and_nothing_is_lost():
    cluster = ScriptedCluster("a", "b")
    trained = cluster.connect().train([[plan(number)] for number in range(6)], OwnTraining(), TimeLimit())
    numbers = [next(trained)[0].trial.number]
    cluster.lost = 4
    numbers += [results[0].trial.number for results in trained]
    assert sorted(numbers) == list(range(6))
    assert cluster.told == ["the cluster at home does not answer; waiting 0 seconds for it and a worker"]


def test_a_scheduler_that_stays_away_ends_the_search_in_a_sentence():
    cluster = ScriptedCluster("a")
    workers = cluster.connect()
    cluster.lost = 1000
    with pytest.raises(WorkerError, match="at home does not answer; what was finished is kept, go on with --resume"):
        outcomes(workers, [0])
    assert cluster.closed


def test_a_search_that_waits_for_a_first_worker_says_so_once(monkeypatch):
    monkeypatch.setattr(pool, "SILENT_SECONDS", 0.0)
    cluster = ScriptedCluster()
    with pytest.raises(WorkerError, match="at home has no worker; start one: start-a-worker"):
        cluster.connect()
    assert cluster.told == ["the cluster at home has no worker; waiting 0 seconds for one: start-a-worker"]


def test_a_search_whose_last_worker_leaves_ends_in_a_sentence():
    cluster = ScriptedCluster("a")
    workers = cluster.connect()
    cluster.gone.add("a")
    with pytest.raises(WorkerError, match="home has no worker left; start one: start-a-worker; what was finished"):
        outcomes(workers, [0])


def test_a_worker_that_leaves_before_it_gets_a_task_loses_none():
    cluster = ScriptedCluster("a", "b")
    workers = cluster.connect()
    cluster.gone.add("a")
    assert sorted(outcomes(workers, [0], [1])) == [0, 1]


def test_workers_that_come_later_train_too():
    cluster = ScriptedCluster("a")
    workers = cluster.connect()
    trained = workers.train([[plan(number, epochs=100)] for number in range(300)], OwnTraining(), TimeLimit())
    next(trained)
    cluster.names.append("b")
    assert len(list(trained)) == 299
    assert {worker for worker, _ in cluster.begun} == {"a", "b"}
    assert workers.jobs == 2


def test_no_more_than_the_number_of_jobs_train_at_a_time():
    cluster = ScriptedCluster("a", "b", "c")
    workers = cluster.connect(2)
    outcomes(workers, [0], [1], [2], [3])
    assert (workers.jobs, {worker for worker, _ in cluster.begun}) == (2, {"a", "b"})


def test_a_worker_that_differs_is_told_and_left_out_unless_forced():
    other = {**environment(), "numpy": "1.0"}
    cluster = ScriptedCluster("a", "b", others={"b": other})
    assert cluster.connect().jobs == 1
    here = environment()["numpy"]
    assert cluster.told == [f"worker b is left out: numpy is 1.0 there, {here} here; --force uses it all the same"]
    assert cluster.left_out == ["b"]
    assert cluster.connect(force=True).jobs == 2


def test_where_every_worker_differs_it_is_said():
    cluster = ScriptedCluster("a", others={"a": ModuleNotFoundError("No module named 'hpsearch'")})
    with pytest.raises(UsageError, match="every worker differs from this machine; --force"):
        cluster.connect()
    assert "hpsearch cannot be used there (ModuleNotFoundError: No module named 'hpsearch')" in cluster.told[0]


def test_where_no_worker_comes_it_is_said_how_to_start_one():
    with pytest.raises(WorkerError, match="the cluster at home has no worker; start one: start-a-worker"):
        ScriptedCluster().connect()
