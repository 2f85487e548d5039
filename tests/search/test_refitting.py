"""The networks of a run's model are trained again on the rows of train and dev together."""

import numpy as np
import pytest

import hpsearch
from hpsearch.models.ensemble import Ensemble
from hpsearch.report.sections.ensemble import refit_sentence
from hpsearch.search import refitting
from tests.conftest import config_with

FINALISTS = {"count": 2, "repeats": 2}


def run_of(folder, jobs=1, **search):
    """A small search with finalists."""
    search = {"finalists": FINALISTS, "refit": True, "ensemble": "mean", **search}
    data = search.pop("data", {})
    return hpsearch.run(config_with(data=data, search=search), out=folder, jobs=jobs)


def files(run):
    """What the run's files that are models hold, by name."""
    return {path.name: path.read_bytes() for path in run.folder.glob("*.safetensors")}


def forced(monkeypatch, used):
    """Have the ensemble be used, or not, whatever it reaches."""
    monkeypatch.setattr("hpsearch.search.ensembling.Ensembling._is_better", lambda *_: used)


def test_all_figures_are_those_of_the_networks_before(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    before, after = run_of(tmp_path / "before", refit=False), run_of(tmp_path / "after")
    assert before.ensemble.metrics == after.ensemble.metrics
    assert (before.ensemble.refit, after.ensemble.refit) == (0, 4)
    first, second = before.model(), after.model()
    assert len(second.members) == len(first.members)
    assert not any(
        np.array_equal(one.parameters, other.parameters)
        for one, other in zip(first.members, second.members, strict=True)
    )
    assert files(before)["best.safetensors"] == files(after)["best.safetensors"]
    dev = {run: run.evaluate().metrics.set_index("metric").dev["error"] for run in (before, after)}
    assert dev[before] == dev[after]


@pytest.mark.parametrize("ensemble", ["mean", "none"])
def test_without_an_ensemble_it_is_the_winners_network(tmp_path, monkeypatch, ensemble):
    forced(monkeypatch, used=False)
    run = run_of(tmp_path, ensemble=ensemble)
    record = run.ensemble
    assert (record.alone, record.refit, record.averages) == (run.saved_model, 1, False)
    model = run.model()
    assert isinstance(model, Ensemble)
    (network,) = model.members
    assert not np.array_equal(network.parameters, run.network().parameters)
    found = run.evaluate()
    assert found.judged == f"trial {run.saved_model}"
    assert found.metrics.set_index("metric").dev["error"] == pytest.approx(record.of_kept["dev_error"])


@pytest.mark.parametrize("used", [True, False])
def test_files_are_the_same_for_any_number_of_workers_and_when_it_goes_on(tmp_path, monkeypatch, used):
    forced(monkeypatch, used=used)
    one, two = run_of(tmp_path / "one"), run_of(tmp_path / "two", jobs=2)
    assert files(one) == files(two)
    (two.folder / "ensemble.safetensors").unlink()
    again = hpsearch.run(config_with(search={"finalists": FINALISTS, "refit": True, "ensemble": "mean"}),
                         out=two.folder, jobs=1, resume=True)  # fmt: skip
    assert files(again) == files(one)


@pytest.mark.parametrize(
    "search",
    [
        {"mode": "panda", "trials": 1, "rounds": 1, "finalists": None, "ensemble": "none"},
        {"data": {"split": {"folds": 3}}},
        {"data": {"split": {"train": 0.78, "dev": 0.02, "test": 0.2}}},
    ],
    ids=["panda", "folds", "few dev rows"],
)
def test_nothing_is_trained_again_in_panda_mode_with_folds_or_few_dev_rows(tmp_path, search):
    run = run_of(tmp_path, **search)
    assert run.ensemble is None or not run.ensemble.refit


def test_networks_for_which_there_is_no_time_stay_as_they_are(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    before = run_of(tmp_path / "before", refit=False).model()
    whole = refitting.Refitting._trained
    monkeypatch.setattr(refitting.Refitting, "_trained", lambda *given: dict([*whole(*given).items()][:1]))
    run = run_of(tmp_path / "after")
    same = [np.array_equal(one.parameters, other.parameters)
            for one, other in zip(before.members, run.model().members, strict=True)]  # fmt: skip
    assert (run.ensemble.refit, sum(same)) == (1, 3)
    assert "1 of its 4 networks were trained again" in refit_sentence(run)


def test_inputs_that_are_too_large_are_not_joined(tmp_path, monkeypatch):
    monkeypatch.setattr(refitting, "LARGEST_INPUTS", 100)
    assert not run_of(tmp_path).ensemble.refit


def test_the_report_says_what_was_trained_again(tmp_path, monkeypatch, command):
    forced(monkeypatch, used=True)
    run = run_of(tmp_path / "run")
    shown = " ".join(command("report", run.folder).stdout.split())
    assert "its 4 networks were trained again on the rows of train and dev together" in shown
