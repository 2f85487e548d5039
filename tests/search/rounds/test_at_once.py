"""A search whose rounds overlap: workers are busy, and the bytes are those of one worker."""

import json

import pytest

from hpsearch.errors import UsageError
from hpsearch.runs.run import Run
from hpsearch.search.events import Remarked, RoundFinished, TimeIsUp, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.workers.backends import start_workers
from tests.kept_workers import kept_workers
from tests.samplers.installed import every_sampler

LAGGING = {"trials": 16, "rounds": 8, "lag": 3}


def events(prepared, folder, jobs=1, **options):
    return list(search(prepared, folder, kept_workers(jobs), **options))


def table(folder):
    return (folder / "trials.csv").read_bytes()


@every_sampler
def test_every_sampler_proposes_the_same_for_any_number_of_workers(small, tmp_path, name):
    prepared = small(search={**LAGGING, "sampler": name})
    for jobs in (1, 2):
        events(prepared, tmp_path / str(jobs), jobs)
    assert table(tmp_path / "1") == table(tmp_path / "2")


def test_the_first_rounds_that_follow_from_no_result_are_those_of_the_lag(small, tmp_path):
    """Without a lag only the first round is drawn from the whole space; the rest learns."""
    events(small(search=LAGGING), tmp_path / "lag")
    assert min(Run(tmp_path / "lag").regions) == 4
    events(small(search={**LAGGING, "lag": 1}), tmp_path / "none")
    assert min(Run(tmp_path / "none").regions) == 2


@pytest.mark.parametrize("name", ["random", "grid"])
def test_a_sampler_that_takes_no_notice_of_results_proposes_the_same_with_any_lag(small, tmp_path, name):
    for lag in (1, 3):
        events(small(search={**LAGGING, "sampler": name, "lag": lag}), tmp_path / str(lag))
    assert table(tmp_path / "1") == table(tmp_path / "3")


def test_each_round_is_told_once_in_order_and_after_its_trials(small, tmp_path):
    told = events(small(search=LAGGING), tmp_path, jobs=2)
    assert [event.round for event in told if isinstance(event, RoundFinished)] == list(range(1, 9))
    seen = []
    for event in told:
        if isinstance(event, TrialFinished):
            seen.append(event.outcome.trial.round)
        elif isinstance(event, RoundFinished):
            assert seen.count(event.round) == 2


@pytest.mark.parametrize("moment", [1, 5, 11, 15])
def test_a_search_that_was_cut_off_resumes_to_the_same_bytes(small, tmp_path, monkeypatch, moment):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    prepared = small(search={**LAGGING, "finalists": {"count": 2, "repeats": 2}})
    interrupted = search(prepared, tmp_path / "cut", start_workers(1))
    finished = 0
    while finished < moment:
        finished += isinstance(next(interrupted), TrialFinished)
    interrupted.close()
    events(prepared, tmp_path / "cut", 2, existing=Existing.CONTINUE)
    events(prepared, tmp_path / "whole")
    for name in ("trials.csv", "history.csv", "finalists.csv", "best.safetensors"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert Run(tmp_path / "cut").regions == Run(tmp_path / "whole").regions


def test_resumed_where_all_is_done_it_trains_nothing_and_tells_the_rounds(small, tmp_path):
    events(small(search=LAGGING), tmp_path)
    again = events(small(search=LAGGING), tmp_path, existing=Existing.CONTINUE)
    assert not any(isinstance(event, TrialFinished) for event in again)
    assert sum(isinstance(event, RoundFinished) for event in again) == 8


def test_an_extended_search_has_the_bytes_of_one_that_was_planned_so_long(small, tmp_path):
    longer = {**LAGGING, "trials": 24, "rounds": 12}
    events(small(search=LAGGING), tmp_path / "extended")
    events(small(search=longer), tmp_path / "extended", existing=Existing.CONTINUE)
    events(small(search=longer), tmp_path / "planned")
    assert table(tmp_path / "extended") == table(tmp_path / "planned")
    assert Run(tmp_path / "extended").regions == Run(tmp_path / "planned").regions


def test_another_lag_is_another_search(small, tmp_path):
    events(small(search=LAGGING), tmp_path)
    with pytest.raises(UsageError, match=r"search\.lag was 3, is 2"):
        events(small(search={**LAGGING, "lag": 2}), tmp_path, existing=Existing.CONTINUE)


def test_however_short_each_start_it_gets_on_to_the_same_bytes(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    limited = small(search={**LAGGING, "repeats": 2, "time_limit": 1e-9})
    for started in range(1, 40):  # noqa: B007 (it is looked at below)
        told = events(limited, tmp_path / "limited", existing=Existing.CONTINUE)
        assert any(isinstance(event, TrialFinished) for event in told)
        if not isinstance(told[-1], TimeIsUp):
            break
    assert started == 16
    events(small(search={**LAGGING, "repeats": 2}), tmp_path / "whole")
    assert table(tmp_path / "limited") == table(tmp_path / "whole")


def test_a_space_that_is_used_up_ends_it(small, tmp_path):
    units = {"units": {"choices": [[4], [8], [16]]}, "learning_rate": 0.01, "optimizer": "adam"}
    told = events(small(hyperparameters=units, search={**LAGGING, "trials": 9, "rounds": 9}), tmp_path)
    assert len(Run(tmp_path).outcomes) == 3
    assert any(isinstance(event, Remarked) and "the space is used up" in event.sentence for event in told)


def test_trials_of_an_earlier_run_are_taken_over_before_the_first_round(small, tmp_path):
    events(small(), tmp_path / "earlier")
    for jobs in (1, 2):
        events(small(search=LAGGING), tmp_path / str(jobs), jobs, earlier=tmp_path / "earlier")
    assert table(tmp_path / "1") == table(tmp_path / "2")
    assert 1 in Run(tmp_path / "1").regions


@pytest.mark.parametrize(
    ("search", "counted"),
    [
        ({}, "2 rounds"),
        ({"rounds": 1}, "1 round"),
        ({"rounds": 1_000_000}, ""),
        ({"trials": 4, "rounds": 900}, "4 rounds"),
    ],
)
def test_more_lag_than_planned_rounds_is_remarked(small, search, counted):
    told = list(small(search={"lag": 4, **search}).idle())
    sentence = f"search.lag is 4, with {counted}: no trial is proposed from the results of others; more rounds let the"
    assert [each.startswith(sentence) for each in told] == [True] * bool(counted)


@pytest.mark.parametrize("name", ["random", "grid", "qmc"])
def test_a_sampler_without_use_for_results_has_no_remark(small, name):
    if name == "qmc":
        pytest.importorskip("scipy")
    assert list(small(search={"lag": 4, "sampler": name}).idle()) == []


def written(path, search):
    search = {"trials": 8, "rounds": 4, "finalists": None, **search}
    hyperparameters = {"learning_rate": {"low": 0.001, "high": 0.1, "scale": "log"}, "epochs": 2}
    stated = {"data": {"source": "iris"}, "hyperparameters": hyperparameters, "search": search}
    path.write_text(json.dumps(stated))


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ({}, "in 4 rounds of 2; seed 0"),
        ({"lag": 2}, "in 4 rounds of 2, each proposed from the results of those up to 2 before it; seed 0"),
        ({"lag": 9}, "in 4 rounds of 2, which train at the same time; seed 0"),
        (
            {"lag": 9, "sampler": "random"},
            "in 4 rounds of 2, which train at the same time; it takes no notice of results; seed 0",
        ),
    ],
)
def test_check_says_what_rounds_are_proposed_from(command, tmp_path, search, told):
    written(tmp_path / "c.yaml", search)
    assert f"sampler {told}" in command("check", "c.yaml").stdout


@pytest.mark.parametrize("lag", [2, 3, 100])
@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_with_a_lag_counts_trials_and_says_nothing_twice(command, tmp_path, lag, jobs):
    """Rounds end in the middle of others, and several of them with one stack of networks."""
    written(tmp_path / "c.yaml", {"lag": lag})
    lines = [line for line in command("run", "c.yaml", "--jobs", jobs).stderr.splitlines() if " trials, best" in line]
    counts = [int(line.split("/")[0]) for line in lines]
    assert counts == sorted(set(counts))
    assert counts[-1] == 8
