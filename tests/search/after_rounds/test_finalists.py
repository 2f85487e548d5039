"""The last phase: the best trials again, with new seeds."""

from pathlib import Path

import pytest

from hpsearch.errors import UsageError
from hpsearch.models.model import Model
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.events import FinalistsFinished, FinalistsStarted, RetrainingFinished, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.training.networks import objective as network_objective
from hpsearch.training.networks.cohort import Cohort
from hpsearch.trials.repeats import mean
from hpsearch.workers.backends import start_workers
from tests.kept_workers import kept_workers

FINAL = {"finalists": {"count": 3, "repeats": 4}}
DIFFERENCE = ["difference", "difference_low", "difference_high"]
FILES = ("trials.csv", "history.csv", "finalists.csv", "best.safetensors")


def files(prepared, folder: Path, jobs: int = 1, **options) -> list[bytes]:
    """What a search leaves in `folder`."""
    for _ in search(prepared, folder, kept_workers(jobs), **options):
        pass
    return [(folder / name).read_bytes() for name in FILES]


def test_the_best_train_again_on_draws_that_the_search_did_not_see(small, tmp_path):
    prepared = small(search=FINAL)
    told = list(search(prepared, tmp_path, start_workers(1)))
    (started,) = (event for event in told if isinstance(event, FinalistsStarted))
    assert (started.trials, started.retrainings, started.finished) == (3, 12, 0)
    draws = [event.outcome for event in told if isinstance(event, RetrainingFinished)]
    run = Run(tmp_path)
    best = run.ranking.best_first(run.outcomes)[:3]
    assert {(draw.number, draw.repeat) for draw in draws} == {(each.number, r) for each in best for r in (1, 2, 3, 4)}
    assert isinstance(told[-1], FinalistsFinished)
    assert told[-1].ranked_finalists == run.ranked_finalists


def test_a_retraining_is_what_that_repeat_of_the_search_would_be(small, tmp_path):
    files(small(search=FINAL), tmp_path / "fresh")
    for _ in search(small(search={"repeats": 5, "rounds": 1}), tmp_path / "repeats", start_workers(1)):
        pass
    files(small(search={**FINAL, "rounds": 1}), tmp_path / "fresh", existing=Existing.OVERWRITE)
    repeats = Run(tmp_path / "repeats").history
    for finalist in Run(tmp_path / "fresh").ranked_finalists:
        rows = repeats[(repeats.number == finalist.number) & (repeats.epoch == 3) & (repeats.repeat > 0)]
        assert finalist.interval.middle == mean(rows.dev_error.to_list())


def test_the_finalists_choose_the_winner(small, tmp_path):
    """The first by retrainings is run.best and the model that is saved, whatever it reached in the search."""
    prepared = small(search={**FINAL, "finalists": {"count": 8, "repeats": 2}})
    files(prepared, tmp_path)
    run = Run(tmp_path)
    assert [outcome.number for outcome in run.outcomes] == [finalist.number for finalist in run.ranked_finalists]
    assert run.best.number == run.ranked_finalists[0].number
    assert run.network().parameters.tobytes() == prepared.objective.model(run.best).parameters.tobytes()
    table = run.finalists
    assert list(table.columns) == ["rank", "number", "repeats", "mean", "low", "high", "tied_with_first", *DIFFERENCE]
    assert list(table["mean"]) == sorted(table["mean"])
    assert ((table.low <= table["mean"]) & (table["mean"] <= table.high)).all()
    assert (tmp_path / "finalists.csv").read_text().splitlines()[0] == ",".join(table.columns)


@pytest.mark.parametrize(("jobs", "largest"), [(2, 16), (1, 1), (1, 2)])
def test_finalists_are_the_same_bytes_for_any_workers_and_grouping(small, tmp_path, monkeypatch, jobs, largest):
    expected = files(small(search=FINAL), tmp_path / "one")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert files(small(search=FINAL), tmp_path / "other", jobs) == expected


def test_finalists_train_in_stacks_of_one_shape_and_repeat(small, monkeypatch, tmp_path):
    stacks = []
    grouped = network_objective.into_cohorts

    def seen(*given):
        made = grouped(*given)
        stacks.extend(stack for stack in made if stack[0].repeat)
        return made

    monkeypatch.setattr(network_objective, "into_cohorts", seen)
    files(small(search=FINAL, hyperparameters={"optimizer": "adam"}), tmp_path)
    assert [len(stack) for stack in stacks] == [3] * 4
    assert [{model.repeat for model in stack} for stack in stacks] == [{1}, {2}, {3}, {4}]


@pytest.mark.parametrize("after", [1, 5, 11, 12])
def test_a_search_cut_off_among_finalists_resumes_to_the_same_bytes(small, tmp_path, monkeypatch, after):
    """A search cut off among its finalists resumes to the same bytes.

    Reported results are on disk, and are not trained again.
    """
    prepared = small(search=FINAL)
    expected = files(prepared, tmp_path / "whole")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    interrupted, told = search(prepared, tmp_path / "cut", start_workers(1)), 0
    for event in interrupted:
        told += isinstance(event, RetrainingFinished)
        if told == after:
            break
    interrupted.close()
    resumed = list(search(prepared, tmp_path / "cut", start_workers(1), existing=Existing.CONTINUE))
    (started,) = (event for event in resumed if isinstance(event, FinalistsStarted))
    assert started.finished == after
    assert sum(isinstance(event, RetrainingFinished) for event in resumed) == 12 - after
    assert [(tmp_path / "cut" / name).read_bytes() for name in FILES] == expected


def test_an_extended_search_chooses_its_finalists_anew(small, tmp_path):
    """An extended search chooses its finalists anew and keeps the draws it has."""
    files(small(search=FINAL), tmp_path)
    before = {finalist.number: finalist for finalist in Run(tmp_path).ranked_finalists}
    events = list(search(small(search={**FINAL, "trials": 16}), tmp_path, start_workers(1), existing=Existing.CONTINUE))
    (started,) = (event for event in events if isinstance(event, FinalistsStarted))
    after = {finalist.number: finalist for finalist in Run(tmp_path).ranked_finalists}
    assert started.finished == 4 * len(before.keys() & after.keys())
    assert len(after) == 3
    assert all(after[number].interval == before[number].interval for number in before.keys() & after.keys())


def test_finalists_follow_the_repeats_of_the_search(small, tmp_path):
    files(small(search={**FINAL, "repeats": 2}), tmp_path)
    assert {finalist.outcome.repeat for finalist in Run(tmp_path).ranked_finalists} == {2}


def test_where_nothing_is_searched_the_one_trial_gets_its_mean(small, tmp_path):
    """Where nothing is searched the one trial gets its mean and interval."""
    fixed = {"optimizer": "adam", "learning_rate": 0.01}
    files(small(hyperparameters=fixed, search={"finalists": {"count": 5, "repeats": 3}}), tmp_path)
    (only,) = Run(tmp_path).ranked_finalists
    assert (only.rank, only.number, only.retrainings, only.tied_with_first) == (1, 0, 3, True)
    assert only.interval.half > 0


def test_without_a_complete_trial_there_are_no_finalists(small, tmp_path):
    hopeless = {"learning_rate": 1e30, "optimizer": "sgd"}
    for _ in search(small(hyperparameters=hopeless, search=FINAL), tmp_path, start_workers(1)):
        pass
    assert Run(tmp_path).ranked_finalists == ()
    assert (tmp_path / "finalists.csv").read_text().count("\n") == 1


@pytest.mark.parametrize("without", [{"finalists": None}, {"mode": "panda"}])
def test_without_finalists_none_are_trained(small, tmp_path, without):
    events = list(search(small(search=without), tmp_path, start_workers(1)))
    assert not any(isinstance(event, FinalistsStarted) for event in events)
    assert not (tmp_path / "finalists.csv").exists()
    run = Run(tmp_path)
    assert run.best.number == run.ranking.best_first(run.outcomes)[0].number


def test_a_finalist_that_fails_when_retrained_is_last(small, tmp_path, monkeypatch):
    prepared = small(search=FINAL)
    files(prepared, tmp_path / "healthy")
    first = Run(tmp_path / "healthy").ranked_finalists[0]
    guilty = prepared.objective.plan(first.outcome.trial).recipe
    whole_cohort = Cohort

    def cohort(recipes, training_set, seed, repeat):
        if guilty in recipes and repeat == 2:
            raise MemoryError("no room")
        return whole_cohort(recipes, training_set, seed, repeat)

    monkeypatch.setattr("hpsearch.training.networks.cohort.Cohort", cohort)
    files(prepared, tmp_path / "ill")
    ranking = Run(tmp_path / "ill").ranked_finalists
    assert ranking[-1].number == first.number
    assert ranking[-1].interval is None
    last = (tmp_path / "ill/finalists.csv").read_text().splitlines()[-1]
    assert last == f"3,{first.number},4,,,,false,,,"


def test_a_finished_search_that_is_resumed_writes_no_other_model(small, tmp_path, monkeypatch):
    """A finished search that is resumed writes no other model than its winners.

    Whatever is cut off meanwhile, the file holds whom the finalists' retrainings put first.
    """
    prepared = small(search={"seed": 9, "finalists": {"count": 8, "repeats": 2}})
    files(prepared, tmp_path)
    assert Run(tmp_path).best != Run(tmp_path).ranking.best_first(Run(tmp_path).outcomes)[0]
    winner, saved = (tmp_path / "best.safetensors").read_bytes(), []
    save = Model.save
    monkeypatch.setattr(Model, "save", lambda self, path: (save(self, path), saved.append(path.read_bytes()))[0])
    files(prepared, tmp_path, existing=Existing.CONTINUE)
    assert saved == []
    (tmp_path / "best.safetensors").unlink()
    files(prepared, tmp_path, existing=Existing.CONTINUE)
    assert saved == [winner]


def test_the_winner_of_the_finalists_stays_however_the_search_ends(small, tmp_path):
    """Interrupted when all is done but the last word."""
    prepared = small(search={"seed": 9, "finalists": {"count": 8, "repeats": 2}})
    events = search(prepared, tmp_path, start_workers(1))
    next(event for event in events if isinstance(event, FinalistsFinished))
    events.close()
    run = Run(tmp_path)
    assert run.best != run.ranking.best_first(run.outcomes)[0]
    assert run.network().parameters.tobytes() == prepared.objective.model(run.best).parameters.tobytes()


@pytest.mark.parametrize("seed", range(1, 7))
def test_an_interrupted_extension_keeps_the_best_model(small, tmp_path, seed):
    """An extension that is interrupted never passes another trial's model off as the best ones.

    It is the best one's, or that is said; the extension brings it up to date.
    """
    plan = {"seed": seed, "finalists": {"count": 3, "repeats": 2}}
    files(small(search=plan), tmp_path)
    more = small(search={**plan, "trials": 16})
    for trained in (1, 2):
        events = search(more, tmp_path, start_workers(1), existing=Existing.CONTINUE)
        for _ in range(trained):
            next(event for event in events if isinstance(event, TrialFinished))
        events.close()
        run = Run(tmp_path)
        with Database.open(tmp_path) as database:
            saved = database.saved_model
        if saved == run.best.number:
            assert run.network().parameters.tobytes() == more.objective.model(run.best).parameters.tobytes()
        else:
            with pytest.raises(UsageError, match=rf"model of trial {saved}, and the best is trial {run.best.number}; "):
                run.network()
    files(more, tmp_path, existing=Existing.CONTINUE)
    assert Run(tmp_path).network().parameters.tobytes() == more.objective.model(Run(tmp_path).best).parameters.tobytes()
