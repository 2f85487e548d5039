"""No settings are tried twice; where there are no others, the search ends and says so."""

import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.panda.mode import Panda
from hpsearch.runs.run import Run
from hpsearch.search.events import FinalistsFinished, Remarked, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.proposals import conversation, pieces, untried
from hpsearch.search.proposals.untried import Untried, count_different
from hpsearch.search.search import search
from hpsearch.space import Choice, Range, Space
from hpsearch.workers.backends import start_workers
from tests.kept_workers import kept_workers
from tests.samplers.installed import every_sampler

SIX = {
    "units": {"choices": [4, 8]},
    "optimizer": {"choices": ["sgd", "momentum"]},
    "beta1": {"choices": [0.5, 0.9]},  # which only momentum uses
    "learning_rate": 0.01,
    "epochs": 1,
}


def run(prepared, folder, jobs=1, **options):
    mode = Panda() if prepared.config.search.mode == "panda" else None
    return list(search(prepared, folder, kept_workers(jobs), mode=mode, **options))


def different(folder):
    return [json.dumps(outcome.settings) for outcome in Run(folder).outcomes]


@every_sampler
def test_every_sampler_tries_each_setting_once(small, tmp_path, name):
    """Every sampler tries each setting once and then the search ends."""
    prepared = small(hyperparameters=SIX, search={"sampler": name, "trials": 40})
    events = run(prepared, tmp_path)
    assert len(different(tmp_path)) == len(set(different(tmp_path))) == prepared.trials == 6
    assert [event.sentence for event in events if isinstance(event, Remarked)] == [
        "the space is used up: all 6 different settings were tried, where 40 trials were asked for"
    ]


@every_sampler
def test_part_of_a_space_is_tried_without_repetition(small, tmp_path, name):
    """Part of a space is tried without repetition for any workers and after a resume."""
    hyperparameters = {**SIX, "batch_size": {"low": 20, "high": 22}}  # 18 settings
    whole, part = ({"sampler": name, "trials": trials, "rounds": 4} for trials in (14, 8))
    run(small(hyperparameters=hyperparameters, search=whole), tmp_path / "one")
    assert len(set(different(tmp_path / "one"))) == 14
    prepared = small(hyperparameters=hyperparameters, search=whole)
    events = search(prepared, tmp_path / "cut", start_workers(1))
    for event in events:
        if isinstance(event, TrialFinished) and event.outcome.number == 9:
            events.close()
    run(prepared, tmp_path / "cut", jobs=2, existing=Existing.CONTINUE)
    assert (tmp_path / "cut" / "trials.csv").read_bytes() == (tmp_path / "one" / "trials.csv").read_bytes()
    run(small(hyperparameters=hyperparameters, search=part), tmp_path / "extended")
    run(
        small(hyperparameters=hyperparameters, search={**part, "trials": 99}),
        tmp_path / "extended",
        existing=Existing.CONTINUE,
    )
    assert len(different(tmp_path / "extended")) == len(set(different(tmp_path / "extended"))) == 18


@pytest.mark.parametrize(
    "search",
    [
        {"mode": "panda"},
        {"halving": {"min_epochs": 1, "factor": 2}},
        {"repeats": 2},
        {"start": [{"units": 8, "optimizer": "sgd"}, {"units": 8, "optimizer": "sgd"}, {"units": 8}]},
        {"time_limit": 3600},
        {"sampler": {"name": "grid", "points": 3}},
    ],
)
def test_in_every_way_to_search_each_setting_is_tried_once(small, tmp_path, search):
    run(small(hyperparameters={**SIX, "epochs": 3}, search={"trials": 40, **search}), tmp_path)
    assert len(different(tmp_path)) == len(set(different(tmp_path))) == 6
    tables = (tmp_path / "trials.csv").read_bytes()
    run(
        small(hyperparameters={**SIX, "epochs": 3}, search={"trials": 40, **search}),
        tmp_path,
        existing=Existing.CONTINUE,
    )
    assert (tmp_path / "trials.csv").read_bytes() == tables


def test_finalists_are_different_settings(small, tmp_path):
    events = run(small(hyperparameters=SIX, search={"trials": 24, "finalists": {"count": 9, "repeats": 2}}), tmp_path)
    (ranking,) = [event.ranked_finalists for event in events if isinstance(event, FinalistsFinished)]
    assert len({json.dumps(finalist.outcome.settings) for finalist in ranking}) == len(ranking) == 6


@pytest.mark.parametrize(
    "idle",
    [
        {"optimizer": "adam", "weight_decay": {"low": 1e-4, "high": 0.1, "scale": "log"}},
        {"optimizer": "adam", "batch_size": {"low": 1_000, "high": 2_000}},  # all of the 90 examples at once
    ],
)
def test_settings_that_train_the_same_model_are_tried_once(small, tmp_path, idle):
    run(small(hyperparameters={"learning_rate": 0.01, **idle}), tmp_path)
    assert len(different(tmp_path)) == 1


def test_an_interval_of_few_floats_ends_too(small, tmp_path, monkeypatch):
    monkeypatch.setattr(untried, "REPEATED", 100)
    narrow = {"optimizer": "adam", "learning_rate": {"low": 0.01, "high": 0.01 + 1e-15}}
    events = run(small(hyperparameters=narrow), tmp_path)
    assert len(different(tmp_path)) == 1
    assert any(
        "its one setting was tried, where 8" in event.sentence for event in events if isinstance(event, Remarked)
    )
    run(small(hyperparameters=narrow, search={"trials": 20}), tmp_path, existing=Existing.CONTINUE)
    assert len(different(tmp_path)) == 1


def test_check_says_ahead_how_many_trials_will_run(command, tmp_path):
    config = tmp_path / "few.yaml"
    config.write_text("data: {source: iris}\nhyperparameters: {units: {choices: [8, 16]}}\nsearch: {trials: 24}\n")
    assert (
        "the space has only 2 different settings, so the search ends before 24 trials"
        in command("check", config).stdout
    )


@st.composite
def finite_spaces(draw):
    whole = draw(st.integers(1, 4))
    return Space.of(
        {
            "optimizer": Choice(("sgd", "momentum", "adam")),
            "units": Range(1, whole, per_layer=draw(st.booleans())),
            "layers": Range(1, 2),
            "beta1": Range(
                0.0, 0.4, step=0.1, or_zero=draw(st.sampled_from([0.0, 0.9])), when={"optimizer": ("adam",)}
            ),
        },
        whole=frozenset({"units", "layers"}),
    )


@given(finite_spaces(), st.integers(1, 200))
def test_others_are_found_until_there_are_as_many_as_were_counted(space, most):
    search = Untried(space)
    for tried in count():
        settings = next(search.others(), None)
        if settings is None or tried == most:
            break
        assert search.take(settings)
    assert tried == count_different(space, untried.as_stated, most)


@given(finite_spaces())
def test_the_size_of_a_space_is_how_many_combinations_it_has(space):
    assert space.size(10**9) == len(list(space.combinations(lambda axis: axis.values())))


@given(finite_spaces(), st.integers(1, 200))
def test_a_large_space_is_counted_as_it_is_stated(space, most):
    exact, stated = count_different(space, untried.as_stated, 10**9), space.size(most)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(untried, "MOST_LISTED", 5)
        counted = count_different(space, untried.as_stated, most)
    assert counted == (min(exact, most) if exact <= 5 else stated)


def test_a_million_settings_are_counted_without_going_through_them(small):
    looked_at = []
    units = {"low": 1, "high": 2000, "per_layer": True}
    space = small(hyperparameters={"units": units, "layers": {"choices": [1, 2]}, "learning_rate": 0.01}).space
    assert space.size(10**9) == 2 * (2_000 + 2_000**2)  # with each of two optimizers
    assert count_different(space, lambda settings: looked_at.append(settings) or len(looked_at), 1_000_000) == 1_000_000
    assert len(looked_at) <= untried.MOST_LISTED


def test_a_space_with_an_interval_is_not_counted():
    assert count_different(Space.of({"l2": Range(0.0, 1.0, or_zero=0.5)}), untried.as_stated, 10**9) == 10**9


@pytest.mark.parametrize("piece", [1, 3])
def test_a_round_in_pieces_is_the_same_round(small, tmp_path, monkeypatch, piece):
    run(small(), tmp_path / "whole")
    monkeypatch.setattr(pieces, "PIECE", piece)
    monkeypatch.setattr(pieces, "PROPOSALS_AT_ONCE", 2)
    run(small(), tmp_path / "pieces", jobs=2)
    for table in ("trials.csv", "history.csv", "best.safetensors"):
        assert (tmp_path / "pieces" / table).read_bytes() == (tmp_path / "whole" / table).read_bytes()


def test_the_time_limit_holds_while_a_large_round_is_proposed(small, tmp_path, monkeypatch):
    asked, ask = [], conversation.Conversation.ask

    def counting(self, round_, count):
        asked.append(count)
        return ask(self, round_, count)

    monkeypatch.setattr(conversation.Conversation, "ask", counting)
    run(small(search={"trials": 5_000, "rounds": 1, "time_limit": 1e-9}), tmp_path)
    assert sum(asked) == pieces.PROPOSALS_AT_ONCE
    assert Run(tmp_path).progress[0] >= 1
