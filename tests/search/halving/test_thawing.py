"""Halving among all trials of a search: what paused may go on in a later round, and every search decides the same."""

from collections import defaultdict

import pytest

from hpsearch.errors import ConfigError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.events import RoundFinished, TimeIsUp, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.folder.opening import changed_keys
from hpsearch.search.preview import cost
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.training.networks.training import NetworkTraining
from hpsearch.workers.backends import start_workers
from tests.search.test_search import cut_off, tables

HALVING = {"min_epochs": 2, "factor": 3, "among": "search"}
THAWED = {"trials": 27, "rounds": 3, "halving": HALVING}
EPOCHS = {"epochs": 12}
WILD = {"learning_rate": {"low": 1e-3, "high": 1e15, "scale": "log"}, "optimizer": "sgd"}


@pytest.fixture
def thawed(small, tmp_path):
    """A search whose trials may go on in any round, and the same trials trained to their end."""
    sampler = {"sampler": "random"}  # which ignores results
    tables(small(search={**THAWED, **sampler}, hyperparameters=EPOCHS), tmp_path / "thawed")
    tables(small(search={**THAWED, **sampler, "halving": None}, hyperparameters=EPOCHS), tmp_path / "plain")
    return Run(tmp_path / "thawed"), Run(tmp_path / "plain")


def chosen_by_hand(trials, history):
    """Epochs of each trial, where each round trains its 9 on to 2, the best 3 of all there to 6, the best to 12."""
    at = history.set_index(["number", "epoch"])
    epochs: dict[int, int] = {}
    for _, one_round in trials.groupby("round"):
        epochs |= dict.fromkeys(one_round.number, 2)
        for rung, until, count in ((2, 6, 3), (6, 12, 1)):
            there = [number for number, reached in epochs.items() if reached == rung]
            value = {n: (at.dev_error[n, rung], at.dev_loss[n, rung], n) for n in there}
            epochs |= dict.fromkeys(sorted(there, key=value.get)[:count], until)
    return epochs


def test_the_best_of_all_that_paused_at_a_rung_go_on(thawed):
    run, plain = thawed
    expected = chosen_by_hand(run.trials, plain.history)
    assert dict(zip(run.trials.number, run.trials.epochs_run, strict=True)) == expected
    assert set(run.trials.status) == {"complete", "stopped"}


def test_a_trial_goes_on_in_a_later_round_with_its_weights(small, tmp_path, thawed):
    """Some trial continues in a later round, and all epochs are bitwise those of a training without a pause."""
    run, plain = thawed
    history, whole = (each.history.set_index(["number", "epoch"]) for each in (run, plain))
    assert history.equals(whole.loc[history.index])
    late = defaultdict(int)
    finished = search(
        small(search={**THAWED, "sampler": "random"}, hyperparameters=EPOCHS), tmp_path / "again", start_workers(1)
    )
    latest = 0
    for event in finished:
        if isinstance(event, TrialFinished):
            latest = max(latest, event.outcome.trial.round)
            late[latest - event.outcome.trial.round] += event.again
    assert sum(late.values()) == 12
    assert late[1] + late[2] > 0


@pytest.mark.parametrize(("jobs", "largest"), [(2, 16), (1, 1), (1, 4)])
@pytest.mark.parametrize("more", [{}, {"repeats": 2}])
def test_any_workers_and_grouping_give_the_same_bytes(small, tmp_path, monkeypatch, jobs, largest, more):
    prepared = small(search={**THAWED, **more}, hyperparameters={**EPOCHS, "patience": 3})
    expected = tables(prepared, tmp_path / "one")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert tables(prepared, tmp_path / "other", jobs) == expected


@pytest.mark.parametrize("after", range(1, 40, 5))
@pytest.mark.parametrize("more", [{}, {"repeats": 2}])
def test_a_search_cut_off_anywhere_resumes_to_the_same_bytes(small, tmp_path, after, more):
    prepared = small(search={**THAWED, **more}, hyperparameters={**EPOCHS, **WILD})
    expected = tables(prepared, tmp_path / "whole")
    cut_off(prepared, tmp_path / "cut", after)
    assert tables(prepared, tmp_path / "cut", existing=Existing.CONTINUE) == expected
    assert {"complete", "stopped", "diverged"} == set(Run(tmp_path / "cut").trials.status)


def test_after_an_interruption_stacks_go_on_or_begin_as_a_whole(small, tmp_path, monkeypatch):
    """Trials of before the interruption begin anew, those after it go on: never in one stack."""
    prepared = small(search={**THAWED, "sampler": "random", "seed": 1}, hyperparameters={**EPOCHS, "optimizer": "adam"})
    interrupted = search(prepared, tmp_path, start_workers(1))
    next(event for event in interrupted if isinstance(event, RoundFinished))
    interrupted.close()
    kinds, train = [], NetworkTraining.train

    def seen(self, plans):
        kinds.append({(plan.paused is not None, plan.until) for plan in plans})
        return train(self, plans)

    monkeypatch.setattr(NetworkTraining, "train", seen)
    tables(prepared, tmp_path, existing=Existing.CONTINUE)
    assert all(len(kind) == 1 for kind in kinds)
    assert {paused for kind in kinds for paused, until in kind if until != HALVING["min_epochs"]} == {True, False}


def test_a_search_that_the_time_ends_at_a_rung_says_so_and_goes_on(small, tmp_path):
    """All trials have a result then, and none is trained to its end."""
    one_stack = {**EPOCHS, "optimizer": "adam"}
    one_round = {**THAWED, "trials": 9, "rounds": 1}
    expected = tables(small(search=one_round, hyperparameters=one_stack), tmp_path / "whole")
    limited = small(search={**one_round, "time_limit": 1e-9}, hyperparameters=one_stack)
    *_, last = search(limited, tmp_path / "cut", start_workers(1))
    assert last == TimeIsUp(9, 9)
    assert set(Run(tmp_path / "cut").trials.status) == {"stopped"}
    later = small(search=one_round, hyperparameters=one_stack)
    assert tables(later, tmp_path / "cut", existing=Existing.CONTINUE) == expected


def test_a_finished_search_trains_nothing_again(small, tmp_path, monkeypatch):
    prepared = small(search=THAWED, hyperparameters=EPOCHS)
    expected = tables(prepared, tmp_path)

    def refuse(*_outcomes):
        raise AssertionError("a trial was stored again")

    monkeypatch.setattr(Database, "add", refuse)
    assert tables(prepared, tmp_path, existing=Existing.CONTINUE) == expected


@pytest.mark.parametrize("more", [{}, {"patience": 2}])
def test_a_search_that_is_extended_is_the_one_planned_longer(small, tmp_path, more):
    """Also if networks end at a rung by early stopping."""
    longer = small(search={**THAWED, "trials": 45, "rounds": 5}, hyperparameters={**EPOCHS, **more})
    expected = tables(longer, tmp_path / "whole")
    tables(small(search=THAWED, hyperparameters={**EPOCHS, **more}), tmp_path / "extended")
    assert tables(longer, tmp_path / "extended", existing=Existing.CONTINUE) == expected


def test_folds_go_on_together(small, tmp_path):
    prepared = small(data={"split": {"folds": 3}}, search=THAWED, hyperparameters=EPOCHS)
    assert tables(prepared, tmp_path / "one") == tables(prepared, tmp_path / "two", 2)


def test_a_search_takes_the_epochs_that_are_planned(small, thawed):
    planned = cost(small(search=THAWED, hyperparameters=EPOCHS)).epochs
    assert thawed[0].trials.epochs_run.sum() == planned == 3 * (9 * 2 + 3 * 4 + 6)


def test_a_halving_of_an_earlier_version_compared_within_rounds(small):
    """A run that was stored without `among` can be resumed with `round`, but not with `search`."""
    stored = small(search={"halving": {"min_epochs": 2}}, hyperparameters=EPOCHS).config.as_dict()
    del stored["search"]["halving"]["among"]
    for among, changed in (("round", []), ("search", ['search.halving.among was "round", is "search"'])):
        now = small(search={"halving": {"min_epochs": 2, "among": among}}, hyperparameters=EPOCHS)
        assert changed_keys(stored, now.config) == changed


def test_auto_compares_among_the_whole_search(small):
    halving = small(search={"halving": "auto"}, hyperparameters={"epochs": 9}).config.search.halving
    assert (halving.min_epochs, halving.factor, halving.among) == (3, 3, "search")


def test_another_word_than_auto_is_refused(small):
    with pytest.raises(ConfigError, match=r"search.halving: 'always' is not known here; expected auto"):
        small(search={"halving": "always"})


def test_the_clock_does_not_count_rounds_of_trials_that_go_on_in_any(small):
    with pytest.raises(ConfigError, match=r"search.halving: .* set a number of trials, or set among: round"):
        small(search={"halving": "auto", "trials": "auto", "time_limit": 5})
