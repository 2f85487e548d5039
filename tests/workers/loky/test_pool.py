"""The workers, and what they read: the same examples for all, and an end at any moment."""

import tempfile
from contextlib import suppress

import numpy as np
import pytest

from hpsearch.errors import StorageError
from hpsearch.training.examples.sets import Examples
from hpsearch.training.networks.cohorts import into_cohorts
from hpsearch.trials.input_views import DEFAULT_VIEW
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.backends import start_workers
from hpsearch.workers.loky.sharing import ALIGNMENT, shared_file
from hpsearch.workers.time_limit import TimeLimit
from tests.durability.processes import started_here


def examples(inputs: int, m: int) -> Examples:
    draw = np.random.default_rng(0)
    rows = draw.normal(size=(m, inputs)).astype(np.float32)
    return Examples(rows.T, np.arange(m), draw.normal(size=m), "linear", 0)


@pytest.mark.parametrize(("inputs", "m"), [(1, 1), (3, 7), (64, 1000)])
def test_shared_arrays_come_back_aligned_and_safe_from_writing(inputs, m):
    """Shared arrays come back as they were aligned and safe from writing."""
    stated = examples(inputs, m)
    with shared_file() as file:
        handed = file.lay_out(stated)
        read = handed.value()
        assert handed.value() is read
    for name in ("x", "y", "encoded"):
        before, after = getattr(stated, name), getattr(read, name)
        np.testing.assert_array_equal(before, after)
        assert (before.dtype, before.strides) == (after.dtype, after.strides)
        assert after.ctypes.data % ALIGNMENT == 0
        assert not after.flags.writeable


@pytest.mark.parametrize("value", ["no array at all", np.zeros(0)], ids=["none", "empty"])
def test_a_value_without_numbers_is_shared_too(value):
    with shared_file() as file:
        handed = file.lay_out(value)
        assert np.array_equal(handed.value(), value)


def test_without_a_folder_for_temporary_files_three_ways_out_are_told(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with pytest.raises(StorageError, match=r"folder for temporary files: .*; make room .* TMPDIR, or choose --jobs 1"):
        shared_file().__enter__()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "nowhere")])
    with pytest.raises(StorageError, match=r"folder for temporary files: No usable"):
        shared_file().__enter__()


def test_workers_that_had_nothing_to_train_remove_what_killed_processes_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for ending in ("arrays", "lock"):
        (tmp_path / f"hpsearch-0.{ending}").touch()
    start_workers(2).dismiss()
    assert not list(tmp_path.iterdir())


def test_what_was_shared_leaves_nothing_on_disk():
    with suppress(KeyboardInterrupt), shared_file() as file:
        file.lay_out(examples(2, 3))
        assert file.path.stat().st_mode & 0o777 == 0o600
        raise KeyboardInterrupt
    assert not list(file.path.parent.glob(f"{file.path.stem}*"))


def test_a_moved_value_is_the_same_and_what_is_made_of_its_arrays_is_not_written_again():
    stated = examples(64, 1000)
    with shared_file() as file:
        moved = file.moved(stated)
        size = file.path.stat().st_size
        again = file.lay_out({"part": moved, "more": np.arange(5)})
        assert file.path.stat().st_size < size + ALIGNMENT + 5 * 8 + 1
        read = again.value()
    for name in ("x", "y", "encoded"):
        before, after = getattr(stated, name), getattr(moved, name)
        assert after.tobytes() == before.tobytes() == getattr(read["part"], name).tobytes()
        assert (before.dtype, before.strides, after.flags.writeable) == (after.dtype, after.strides, False)
    assert np.array_equal(read["more"], np.arange(5))


def test_what_comes_to_the_place_of_a_value_that_is_gone_is_written():
    with shared_file() as file:
        for number in range(20):
            stated = np.full(1_000_000, number)
            moved = file.moved(stated)
            assert moved.tobytes() == stated.tobytes()
            del moved


def test_the_examples_of_a_search_lie_in_the_file_of_its_workers_once(small):
    prepared = small(hyperparameters={"optimizer": "adam"})
    expected = trained(small(hyperparameters={"optimizer": "adam"}), start_workers(1))
    before = prepared.objective.dataset.train.x.copy()
    with start_workers(2) as workers:
        prepared.objective.place(workers.placed)
        for part in (prepared.objective.dataset.train, prepared.objective.training.training_set.train):
            assert not part.inputs.flags.writeable
        size = workers._file.path.stat().st_size
        assert trained(prepared, workers) == expected
        assert workers._file.path.stat().st_size == size
    assert np.array_equal(prepared.objective.dataset.train.x, before)  # as long as this process needs them


def cohorts_of(prepared, trials: int):
    planned = [
        prepared.objective.plan(Trial(number, 1, {"learning_rate": 0.01 / (number + 1)})) for number in range(trials)
    ]
    return into_cohorts(planned, 2, inputs={DEFAULT_VIEW: 64}, outputs=1)


def trained(prepared, workers):
    cohorts = cohorts_of(prepared, 5)
    outcomes = [
        outcome for together in workers.train(cohorts, prepared.objective.training, TimeLimit()) for outcome in together
    ]
    return [(outcome.number, outcome.metrics) for outcome in sorted(outcomes, key=lambda outcome: outcome.number)]


def test_workers_bring_what_this_process_would_have_got(small):
    """Workers bring what this process would have got and are there for the next round."""
    prepared = small(hyperparameters={"optimizer": "adam"})
    with start_workers(2) as workers:
        expected = trained(prepared, start_workers(1))
        assert trained(prepared, workers) == expected
        assert trained(prepared, workers) == expected


def test_whoever_stops_listening_stops_the_workers(small):
    prepared = small(hyperparameters={"optimizer": "adam", "epochs": 10**9})
    others = started_here()
    workers = start_workers(2)
    started = started_here() - others
    assert len(started) == 2
    endless = cohorts_of(prepared, 4)
    brief = cohorts_of(small(hyperparameters={"optimizer": "adam"}), 1)
    outcomes = workers.train([*brief, *endless], prepared.objective.training, TimeLimit())
    assert [outcome.number for outcome in next(outcomes)] == [0]
    outcomes.close()
    assert started.isdisjoint(started_here())


def test_an_error_ends_workers_that_are_only_starting(capfd):
    others = started_here()
    with suppress(ValueError), start_workers(2):
        starting = started_here() - others
        raise ValueError("a mistake in the config")
    assert len(starting) == 2
    assert starting.isdisjoint(started_here())
    assert capfd.readouterr() == ("", "")
