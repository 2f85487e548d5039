"""The ensemble of a search: which networks, the same bytes always, and what uses it."""

import pytest

import hpsearch
from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model
from hpsearch.runs.run import Run
from hpsearch.search import ensembling
from hpsearch.search.events import FinalistsFinished, RetrainingFinished, TrialFinished
from hpsearch.search.existing import Existing
from hpsearch.search.search import search
from hpsearch.training import cohorts
from hpsearch.workers.backends import start_workers

FINAL = {"finalists": {"count": 3, "repeats": 2}}


def made(prepared, folder, jobs=1, **options):
    """The content of the ensemble's file, and what the run records of it."""
    for _ in search(prepared, folder, start_workers(jobs), **options):
        pass
    run, path = Run(folder), folder / "ensemble.safetensors"
    return (path.read_bytes() if path.exists() else b""), run.ensemble


def test_a_small_dev_part_takes_the_mean_of_the_retrained_networks(small, tmp_path):
    _, record = made(small(search=FINAL), tmp_path)
    chosen = {finalist.number for finalist in Run(tmp_path).ranked_finalists}
    assert record.method == "mean"
    assert {(each.number, each.repeat) for each in record.members} == {(n, r) for n in chosen for r in (1, 2)}
    assert {each.share for each in record.members} == {1 / 6}


def test_a_large_dev_part_chooses_among_the_best_trials_too(small, tmp_path, monkeypatch):
    monkeypatch.setattr(ensembling, "SMALL_DEV_PART", 10)
    monkeypatch.setattr(ensembling, "LARGE_DEV_PART", 20)
    _, record = made(small(search=FINAL), tmp_path)
    assert record.method == "greedy"
    assert len(record.candidates) == 6 + 8
    assert sum(each.share for each in record.members) == pytest.approx(1)


@pytest.mark.parametrize("method", ["mean", "greedy"])
@pytest.mark.parametrize(("jobs", "largest"), [(2, 16), (1, 1)])
def test_an_ensemble_is_the_same_bytes_for_any_workers(small, tmp_path, monkeypatch, method, jobs, largest):
    prepared = small(search={**FINAL, "ensemble": method})
    expected = made(prepared, tmp_path / "one")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert made(prepared, tmp_path / "other", jobs) == expected


@pytest.mark.parametrize("kind", [TrialFinished, RetrainingFinished, FinalistsFinished])
def test_a_search_cut_off_resumes_to_the_same_ensemble(small, tmp_path, monkeypatch, kind):
    """Networks that were lost with the process are trained again to the same bits."""
    monkeypatch.setattr(ensembling, "LARGE_DEV_PART", 20)
    prepared = small(search={**FINAL, "ensemble": "greedy"})
    expected = made(prepared, tmp_path / "whole")
    events = search(prepared, tmp_path / "cut", start_workers(1))
    next(event for event in events if isinstance(event, kind))
    events.close()
    assert made(prepared, tmp_path / "cut", existing=Existing.CONTINUE) == expected


def test_a_finished_search_that_is_resumed_trains_nothing_again(small, tmp_path, monkeypatch):
    prepared = small(search=FINAL)
    expected = made(prepared, tmp_path)
    monkeypatch.setattr(ensembling.Ensembling, "_trained", lambda *_: pytest.fail("trains"))
    assert made(prepared, tmp_path, existing=Existing.CONTINUE) == expected


@pytest.mark.parametrize("content", [None, b"", b"damaged"])
def test_a_lost_or_damaged_file_is_written_again(small, tmp_path, monkeypatch, content):
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    prepared = small(search=FINAL)
    expected = made(prepared, tmp_path)
    path = tmp_path / "ensemble.safetensors"
    path.unlink() if content is None else path.write_bytes(content)
    assert made(prepared, tmp_path, existing=Existing.CONTINUE) == expected


def test_an_extended_search_makes_its_ensemble_anew(small, tmp_path):
    made(small(search=FINAL), tmp_path / "extended")
    after = made(small(search={**FINAL, "trials": 24}), tmp_path / "extended", existing=Existing.CONTINUE)
    assert after == made(small(search={**FINAL, "trials": 24, "rounds": 6}), tmp_path / "at once")


@pytest.mark.parametrize("without", [{"ensemble": "none"}, {"finalists": None}, {"mode": "panda", "finalists": None}])
def test_some_searches_have_no_ensemble(small, tmp_path, without):
    assert made(small(search={**FINAL, **without}), tmp_path) == (b"", None)
    assert isinstance(Run(tmp_path).model(), Model)


def test_the_runs_model_is_the_ensemble_and_its_network_the_winners(small, tmp_path, monkeypatch):
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    made(small(search=FINAL), tmp_path)
    run = Run(tmp_path)
    assert isinstance(run.model(), Ensemble)
    assert isinstance(run.network(), Model)
    assert repr(hpsearch.load(tmp_path).model()) == repr(run.model())


def test_an_ensemble_that_is_no_better_is_not_used(small, tmp_path, monkeypatch):
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: False)
    content, record = made(small(search=FINAL), tmp_path)
    assert (content, record.used) == (b"", False)
    assert isinstance(Run(tmp_path).model(), Model)


def test_a_search_whose_time_is_up_averages_the_networks_at_hand(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 2)
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    prepared = small(search={**FINAL, "ensemble": "greedy", "time_limit": 1e-9, "trials": 32})
    content, record = made(prepared, tmp_path, jobs=2)
    done = {outcome.number for outcome in Run(tmp_path).outcomes}
    assert 0 < len(done) < 32
    assert content
    assert {number for number, _ in record.candidates} <= done
