"""A search as a whole: the same bytes however it is run, and every outcome accounted for."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from hpsearch import run
from hpsearch.errors import InUseError, UsageError, WorkerError
from hpsearch.panda.mode import Panda
from hpsearch.runs.folder.lock import held
from hpsearch.runs.run import Run
from hpsearch.search.events import EpochFinished, RoundFinished, SearchStarted, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.training.networks.cohort import Cohort
from hpsearch.trials.outcomes import Status
from hpsearch.workers.backends import start_workers
from tests.kept_workers import kept_workers


def searching(prepared, folder: Path, jobs: int = 1, **options):
    mode = Panda() if prepared.config.search.mode == "panda" else None
    return search(prepared, folder, kept_workers(jobs), mode=mode, **options)


TABLES = ("trials.csv", "history.csv")


def tables(prepared, folder: Path, jobs: int = 1, **options) -> list[bytes]:
    """The tables of a search in `folder`."""
    for _ in searching(prepared, folder, jobs, **options):
        pass
    return [(folder / name).read_bytes() for name in TABLES]


def cut_off(prepared, folder: Path, after: int) -> None:
    """Search in `folder`, in one process, until a number of trials has ended."""
    interrupted, ended = searching(prepared, folder), 0
    for event in interrupted:
        ended += isinstance(event, TrialFinished)
        if ended == after:
            break
    interrupted.close()


@pytest.mark.parametrize("jobs", [2, 3])
def test_tables_are_the_same_bytes_for_any_number_of_workers(small, tmp_path, jobs):
    assert tables(small(), tmp_path / "one") == tables(small(), tmp_path / "many", jobs)


@pytest.mark.parametrize("largest", [1, 2, 3, 5])
def test_tables_are_the_same_bytes_for_any_grouping_into_cohorts(small, tmp_path, monkeypatch, largest):
    expected = tables(small(), tmp_path / "sixteen")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert tables(small(), tmp_path / "few") == expected


def test_panda_and_caviar_give_the_same_tables(small, tmp_path):
    panda = small(search={"mode": "panda"})
    assert tables(panda, tmp_path / "panda") == tables(small(), tmp_path / "caviar")


def test_another_seed_gives_other_tables(small, tmp_path):
    assert tables(small(search={"seed": 1}), tmp_path / "one") != tables(small(), tmp_path / "zero")


@pytest.mark.parametrize("source", ["wine", "diabetes", "moons", "breast_cancer"])
def test_every_task_and_head_searches_to_a_model_that_predicts(small, tmp_path, source):
    prepared = small(data={"source": source})
    tables(prepared, tmp_path)
    run = Run(tmp_path)
    predicted = run.model().predict(np.asarray(prepared.objective.dataset.dev.x.T, np.float64))
    assert len(predicted) == len(prepared.objective.dataset.dev.y)
    assert len(run.trials) == 8


def test_events_tell_the_whole_story(small, tmp_path):
    events = list(search(small(), tmp_path, start_workers(1)))
    assert isinstance(events[0], SearchStarted)
    assert (events[0].trials, events[0].finished) == (8, 0)
    assert sorted(event.outcome.number for event in events if isinstance(event, TrialFinished)) == list(range(8))
    assert [event.round for event in events if isinstance(event, RoundFinished)] == [1, 2]


def test_panda_tells_every_epoch_of_one_trial_after_the_other(small, tmp_path):
    events = list(searching(small(search={"mode": "panda"}), tmp_path))
    told = [(event.trial.number, event.epoch.epoch) for event in events if isinstance(event, EpochFinished)]
    assert told == [(number, epoch) for number in range(8) for epoch in (1, 2, 3)]


def test_a_trial_whose_loss_is_not_finite_is_a_diverged_row(small, tmp_path):
    """A trial whose loss is not finite is a row with status diverged."""
    hopeless = {"learning_rate": {"choices": [1e-2, 1e30]}, "optimizer": "sgd"}
    tables(small(hyperparameters=hopeless), tmp_path)
    trials = Run(tmp_path).trials
    diverged = trials[trials.learning_rate > 1]
    assert 0 < len(diverged) < len(trials)
    assert set(diverged.status) == {"diverged"}
    assert diverged.dev_error.isna().all()
    assert diverged.message.str.startswith("loss not finite in epoch").all()
    assert set(trials[trials.learning_rate < 1].status) == {"complete"}


def test_a_trial_that_raises_fails_alone_and_the_search_goes_on(small, tmp_path, monkeypatch):
    """Its companions in the stack get the results that they get without it."""
    expected = tables(small(), tmp_path / "healthy")[0].decode().splitlines()
    first_round = [outcome.trial for outcome in Run(tmp_path / "healthy").outcomes if outcome.trial.round == 1]
    trial, guilty = first_round[0], small().objective.plan(first_round[0]).recipe
    whole_cohort = Cohort

    def cohort(recipes, *rest, **options):
        if guilty in recipes:
            raise MemoryError("no room for the weights of \udcff")  # a name that is no text, as files may have
        return whole_cohort(recipes, *rest, **options)

    monkeypatch.setattr("hpsearch.training.networks.cohort.Cohort", cohort)
    rows = tables(small(), tmp_path / "ill")[0].decode().splitlines()
    row = rows.pop(trial.number + 1)
    assert row.startswith(f"{trial.number},1,failed,,,,,,0,")
    assert row.endswith("MemoryError: no room for the weights of \\udcff")
    del expected[trial.number + 1]
    assert rows[:4] == expected[:4]


def test_outcomes_are_on_disk_before_they_are_told(small, tmp_path):
    for event in search(small(), tmp_path, start_workers(1)):
        if isinstance(event, TrialFinished):
            assert event.outcome.number in {outcome.number for outcome in Run(tmp_path).outcomes}


@pytest.mark.parametrize("stop_after", [1, 3, 4, 7])
def test_a_search_that_was_cut_off_resumes_to_the_same_tables(small, tmp_path, stop_after):
    prepared = small(search={"mode": "panda"})
    interrupted = searching(prepared, tmp_path / "cut")
    for event in interrupted:
        if isinstance(event, TrialFinished) and event.outcome.number == stop_after:
            interrupted.close()
    resumed = tables(prepared, tmp_path / "cut", existing=Existing.CONTINUE)
    assert resumed == tables(prepared, tmp_path / "whole")
    best = [(tmp_path / name / "best.safetensors").read_bytes() for name in ("cut", "whole")]
    assert best[0] == best[1]


def test_a_finished_search_is_extended_and_its_first_trials_stay(small, tmp_path):
    first = tables(small(), tmp_path)
    more = tables(small(search={"trials": 13}), tmp_path, existing=Existing.CONTINUE)
    assert more[0].startswith(first[0])
    assert [row.split(b",")[1] for row in more[0].splitlines()[9:]] == [b"3"] * 4 + [b"4"]


def test_resuming_on_a_missing_folder_starts(small, tmp_path):
    assert tables(small(), tmp_path / "new", existing=Existing.CONTINUE) == tables(small(), tmp_path / "other")


def test_a_folder_that_holds_a_run_is_refused(small, tmp_path):
    """A folder with a run is refused unless an option says what to do."""
    before = tables(small(), tmp_path)
    with pytest.raises(UsageError, match="--resume continues it, --overwrite starts anew"):
        tables(small(), tmp_path)
    assert [(tmp_path / name).read_bytes() for name in TABLES] == before
    assert tables(small(search={"seed": 5}), tmp_path, existing=Existing.OVERWRITE) != before


def test_overwriting_leaves_files_that_are_not_ours(small, tmp_path):
    tables(small(), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    tables(small(), tmp_path, existing=Existing.OVERWRITE)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("section", "key", "value", "difference"),
    [
        ("hyperparameters", "epochs", 4, "hyperparameters.epochs was 3, is 4"),
        ("search", "seed", 1, "search.seed was 0, is 1"),
        ("data", "normalize", "none", 'data.normalize was "standard", is "none"'),
    ],
)
def test_resuming_with_another_config_is_refused_with_the_difference(small, tmp_path, section, key, value, difference):
    tables(small(), tmp_path)
    with pytest.raises(UsageError) as refusal:
        tables(small(**{section: {key: value}}), tmp_path, existing=Existing.CONTINUE)
    assert difference in str(refusal.value)


def test_resuming_on_changed_data_is_refused(small, tmp_path):
    rows = "\n".join(f"{i % 7},{i % 2}" for i in range(60))
    data = tmp_path / "data.csv"
    data.write_text(f"x,y\n{rows}\n")
    changed = {"data": {"source": str(data)}}
    tables(small(**changed), tmp_path / "run")
    data.write_text(f"x,y\n{rows}\n1,1\n")
    with pytest.raises(UsageError, match=r"the data in .* have changed since; undo that to continue, or"):
        tables(small(**changed), tmp_path / "run", existing=Existing.CONTINUE)


def test_a_run_in_use_is_refused(small, tmp_path):
    with held(tmp_path), pytest.raises(InUseError, match=f"process {os.getpid()} is writing"):
        tables(small(), tmp_path)


def test_the_run_folder_says_what_it_was_made_of(small, tmp_path):
    tables(small(), tmp_path)
    run = Run(tmp_path)
    assert run.meta("environment")["numpy"] == np.__version__
    assert run.meta("round_sizes") == [4, 4]
    assert json.loads(json.dumps(run.meta("config")))["search"]["trials"] == 8
    assert run.best.status == Status.COMPLETE


def test_the_tables_hold_all_that_is_stored(small, tmp_path, monkeypatch):
    """The tables hold all that is stored where the search cannot go on."""
    workers = start_workers(1)
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)

    def breaks_off(*arguments):
        yield next(train(*arguments))
        raise WorkerError("no worker can start")

    train = workers.train
    monkeypatch.setattr(workers, "train", breaks_off)
    with pytest.raises(WorkerError):
        list(search(small(), tmp_path, workers))
    assert len((tmp_path / "trials.csv").read_text().splitlines()) == 1 + len(Run(tmp_path).outcomes) == 2


@pytest.mark.parametrize("mode", ["caviar", "panda"])
def test_an_interrupted_search_leaves_the_model_of_its_best(small, tmp_path, monkeypatch, mode):
    """A search that is interrupted within a round leaves the model of its best."""
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    prepared = small(search={"mode": mode, "finalists": None, "rounds": 1})
    events = searching(prepared, tmp_path)
    finished = 0
    while finished < 5:
        finished += isinstance(next(events), TrialFinished)
    run = Run(tmp_path)
    if mode == "panda":  # whose trials take their time
        assert run.network().parameters.tobytes() == prepared.objective.model(run.best).parameters.tobytes()
    events.close()
    assert run.network().parameters.tobytes() == prepared.objective.model(run.best).parameters.tobytes()


MOVED = """\
data: {source: some.npz}
hyperparameters: {learning_rate: {low: 1e-3, high: 1e-1, scale: log}, epochs: 2}
search: {trials: 2, finalists: null}
"""


def test_a_project_that_was_moved_goes_on_with_its_runs(tmp_path):
    """Where the same data lie makes no difference."""
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    rng = np.random.default_rng(0)
    np.savez(before / "some.npz", X=rng.normal(size=(60, 3)), y=rng.integers(0, 2, 60))
    (before / "some.yaml").write_text(MOVED)
    run(before / "some.yaml", out=before / "run", jobs=1)
    before.rename(after)
    run(after / "some.yaml", out=after / "run", jobs=1, overrides=["search.trials=4"], resume=True)
    assert len(Run(after / "run").outcomes) == 4
