"""If the system kills a worker, only its cohort is trained again, and the search continues."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from hpsearch.errors import StorageError, WorkerError
from hpsearch.search.search import search
from hpsearch.training.objective import Plan
from hpsearch.trials.outcomes import Status, Trial
from hpsearch.workers.backends import start_workers
from hpsearch.workers.loky import worker
from hpsearch.workers.loky.sharing import shared_file
from hpsearch.workers.time_limit import TimeLimit
from tests.durability.cases import scaled
from tests.durability.processes import started_here, wait_until

SEARCHES = {
    "rounds": {"trials": 24, "rounds": 4},
    "rungs": {"trials": 16, "rounds": 2, "repeats": 2, "halving": {"min_epochs": 2, "factor": 2}},
    "lag": {"trials": 24, "rounds": 8, "lag": 3},
    "finalists": {"trials": 8, "rounds": 2, "finalists": {"count": 3, "repeats": 4}},
}


def tables(prepared, folder: Path, workers) -> dict[str, bytes]:
    for _ in search(prepared, folder, workers):
        pass
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in TABLES}


TABLES = ("trials.csv", "history.csv", "finalists.csv", "best.safetensors")


@contextmanager
def one_killed(after: float, choice: random.Random, others: set[int]) -> Iterator[None]:
    """Kill a random worker of this process `after` seconds from now; its `others` are processes of other tests."""
    over = Event()

    def kill() -> None:
        over.wait(after)
        with suppress(ProcessLookupError):
            os.kill(choice.choice(sorted(started_here() - others)), signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


@pytest.mark.parametrize("time", range(scaled(len(SEARCHES), 30)))
def test_one_worker_killed_at_any_moment_changes_no_table(small, tmp_path, time):
    """One worker killed at any moment leaves the tables as they would have been."""
    kind, draw = list(SEARCHES)[time % len(SEARCHES)], random.Random(time)  # noqa: S311, no secret
    prepared = small(search=SEARCHES[kind], hyperparameters={"epochs": 20})
    others = started_here()  # such as joblib's tracker of resources, where other tests have started it
    with start_workers(2) as workers, one_killed(draw.uniform(0, 1.5), draw, others):
        disturbed = tables(prepared, tmp_path / "disturbed", workers)
    assert disturbed == tables(prepared, tmp_path / "undisturbed", start_workers(1))


class Deadly(Plan):
    """One whose mere arrival kills the worker."""

    def __reduce__(self):
        return eval, (f"__import__('os').kill(__import__('os').getpid(), {int(signal.SIGKILL)})",)


def trained(prepared, workers, cohorts) -> dict[int, tuple[Status, str, dict[str, float]]]:
    done = workers.train(cohorts, prepared.objective.training, TimeLimit())
    return {each.number: (each.status, each.message, each.metrics) for outcomes in done for each in outcomes}


def test_a_trial_that_kills_every_worker_fails_alone_and_says_why(small):
    prepared = small(hyperparameters={"optimizer": "adam"})
    planned = [prepared.objective.plan(Trial(number, 1, {"learning_rate": 0.01 / (number + 1)})) for number in range(6)]
    expected = trained(prepared, start_workers(1), [planned])
    deadly = [*planned[:2], Deadly(**{name: getattr(planned[2], name) for name in Plan.__slots__}), *planned[3:]]
    with start_workers(2) as workers:
        got = trained(prepared, workers, [deadly[:4], deadly[4:5], deadly[5:]])
        assert got.pop(2) == (
            Status.FAILED,
            "WorkerError: three workers in a row were killed by SIGKILL at this trial",
            {},
        )
        expected.pop(2)
        assert got == expected
        assert trained(prepared, workers, [planned[3:]]) == {number: expected[number] for number in (3, 4, 5)}


def test_where_no_worker_can_start_it_is_said_in_a_sentence(small, monkeypatch):
    prepared = small(hyperparameters={"optimizer": "adam"})
    planned = prepared.objective.plan(Trial(0, 1, {"learning_rate": 0.01}))
    monkeypatch.setattr(worker, "_work", id)  # which ends at once
    with pytest.raises(WorkerError, match=r"no worker can start, .* ended with exit code 0; --jobs 1"):
        trained(prepared, start_workers(2), [[planned]])


def test_what_goes_wrong_around_the_training_is_raised_and_told(small, monkeypatch):
    """An error outside of a trial's training is raised in the main process."""
    prepared = small(hyperparameters={"optimizer": "adam"})
    planned = prepared.objective.plan(Trial(0, 1, {"learning_rate": 0.01}))
    with shared_file() as file:
        gone = file.lay_out(prepared.objective.training)
    workers = start_workers(2)
    monkeypatch.setattr(workers, "_shared", lambda _training: gone)
    with pytest.raises(StorageError, match=r"\.arrays: No such file or directory; .*TMPDIR"):
        trained(prepared, workers, [[planned]])


def test_what_a_killed_process_left_for_its_workers_is_removed(monkeypatch, tmp_path):
    """What a killed process left for its workers is removed by the next."""
    monkeypatch.setattr("hpsearch.workers.loky.sharing.gettempdir", lambda: str(tmp_path))
    for name in ("hpsearch-1.lock", "hpsearch-1.arrays", "hpsearch-2.lock", "other.lock"):
        (tmp_path / name).touch()
    with shared_file() as living:
        for _ in range(2):
            with shared_file():
                names = {path.name for path in tmp_path.iterdir()}
            assert len(names) == 5
            assert {"other.lock", living.path.name} < names
    assert [path.name for path in tmp_path.iterdir()] == ["other.lock"]


def test_searches_leave_no_handle_and_no_process(small, tmp_path):
    others = started_here()

    def handles() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def one(number: int) -> None:
        with start_workers(2) as workers:
            tables(small(), tmp_path / str(number), workers)
        assert wait_until(lambda: started_here() <= others)

    one(0)
    before = handles()
    for number in range(1, scaled(3, 40)):
        one(number)
    assert handles() <= before
