"""The ensemble of a search: which networks, the same bytes always, and what uses it."""

import json
from math import sqrt
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pandas as pd
import pytest

import hpsearch
from hpsearch.diagnosis.advice import diagnosis_of
from hpsearch.evaluation.ensembles import METHODS
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model
from hpsearch.report.building import build_report
from hpsearch.report.render.json_object import as_json_object
from hpsearch.report.sections.ensemble import ensemble_sentence
from hpsearch.runs.run import Run
from hpsearch.search.after_rounds import ensembling
from hpsearch.search.events import FinalistsFinished, RetrainingFinished, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.trials import ensembles
from hpsearch.workers.backends import start_workers
from hpsearch.workers.time_limit import TimeLimit
from tests.kept_workers import kept_workers

FINAL = {"finalists": {"count": 3, "repeats": 2}}
FOLDS = {"source": "iris", "split": {"folds": 3}}


def made(prepared, folder, jobs=1, **options):
    """The content of the ensemble's file, and what the run records of it."""
    for _ in search(prepared, folder, kept_workers(jobs), **options):
        pass
    run, path = Run(folder), folder / "ensemble.safetensors"
    return (path.read_bytes() if path.exists() else b""), run.ensemble


def test_a_small_dev_part_takes_the_mean_of_the_retrained_networks(small, tmp_path):
    _, record = made(small(search=FINAL), tmp_path)
    chosen = {finalist.number for finalist in Run(tmp_path).ranked_finalists}
    assert record.method == "mean"
    assert {(each.number, each.repeat) for each in record.members} == {(n, r) for n in chosen for r in (1, 2)}
    assert {each.share for each in record.members} == {1 / 6}


def test_networks_that_are_far_off_take_no_part(small, tmp_path):
    """The loss of a network whose training broke can be a thousand times that of a guess, whatever its error is."""
    rates = {"learning_rate": {"choices": [0.01, 0.02, 300.0]}, "optimizer": "adam"}
    prepared = small(hyperparameters=rates, search={"trials": 3, "finalists": {"count": 3, "repeats": 2}})
    _, record = made(prepared, tmp_path)
    run = Run(tmp_path)
    broken = {outcome.number for outcome in run.outcomes if outcome.settings["learning_rate"] == 300.0}
    assert broken < {finalist.number for finalist in run.ranked_finalists}
    assert len(record.members) == 4
    assert not broken & {each.number for each in record.members}


def test_a_large_dev_part_chooses_among_the_best_trials_too(small, tmp_path, monkeypatch):
    monkeypatch.setattr(ensembles, "SMALL_DEV_PART", 10)
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


@pytest.mark.parametrize("kind", [TrialFinished, RetrainingFinished, FinalistsFinished])
def test_folds_have_the_same_ensemble_for_any_workers_and_after_a_resume(small, tmp_path, monkeypatch, kind):
    prepared = small(data=FOLDS, search=FINAL)
    expected = made(prepared, tmp_path / "whole")
    assert expected[1].used
    events = search(prepared, tmp_path / "cut", start_workers(1))
    next(event for event in events if isinstance(event, kind))
    events.close()
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    assert made(prepared, tmp_path / "cut", jobs=2, existing=Existing.CONTINUE) == expected


def test_the_networks_of_all_folds_predict_together_each_by_its_own_scaling(small, tmp_path):
    made(small(data=FOLDS, search=FINAL), tmp_path)
    model = hpsearch.load(tmp_path / "ensemble.safetensors")
    assert len(model.views) == 3
    assert [member.view for member in model.members[:6]] == [0, 1, 2, 0, 1, 2]
    shares = [member.weight for member in model.members]
    mean = np.average([each.predict_proba("iris") for each in model.models], axis=0, weights=shares)
    tempered = np.exp(np.log(mean) / model.temperature)
    assert model.predict_proba("iris") == pytest.approx(tempered / tempered.sum(axis=1, keepdims=True), rel=1e-9)


def test_an_ensemble_of_folds_is_judged_on_the_test_part_as_it_predicts(small, tmp_path):
    prepared = small(data=FOLDS, search=FINAL)
    made(prepared, tmp_path)
    run = Run(tmp_path)
    test = prepared.objective.dataset.test
    header, rows = (table := run.evaluate().tables["metrics"]).header, table.rows
    errors = {row[0]: row[1] for row in rows}
    rows_of_test = prepared.objective.dataset.preprocessing
    values = test.x.T * rows_of_test.scaling.scale + rows_of_test.scaling.shift
    predicted = run.model().predict(values)
    assert header[0] == "metric"
    assert errors["error"] == pytest.approx(np.mean(predicted != np.asarray(run.model().classes_)[test.y]))


@pytest.mark.parametrize("loss", ["squared", "huber", "absolute"])
@pytest.mark.parametrize("targets", [["y"], ["y", "z"]], ids=["one target", "two"])
def test_a_search_by_the_loss_of_a_regression_judges_by_that_loss_everywhere(small, tmp_path, loss, targets):
    """The saved network has its trial's dev_loss in the ensemble's sentence, and in the comparison with baselines."""
    draws = np.random.default_rng(0).normal(size=(150, 3))
    rows = pd.DataFrame({"a": draws[:, 0], "y": 40 + 7 * draws[:, 0] + draws[:, 1], "z": draws[:, 0] + draws[:, 2]})
    rows[["a", *targets]].to_csv(tmp_path / "rows.csv", index=False)
    data = {"source": str(tmp_path / "rows.csv"), "target": targets if len(targets) > 1 else "y"}
    prepared = small(data=data, hyperparameters={"loss": loss}, search={**FINAL, "metric": "dev_loss"})
    _, record = made(prepared, tmp_path / "run")
    run = Run(tmp_path / "run")
    own = next(each.metrics for each in run.outcomes if each.number == run.saved_model)
    retrained = [each.metrics["dev_loss"] for each in run.retrainings if each.number == run.saved_model]
    assert record.of_kept["dev_loss"] == pytest.approx(own["dev_loss"], rel=1e-5)
    assert record.of_winner["dev_loss"] == pytest.approx(np.mean(retrained), rel=1e-5)
    value = (record.metrics if record.averages else record.of_kept)["dev_loss"]
    assert {each.value for each in run.comparisons} == {value}


def test_one_network_that_selection_chose_is_called_no_ensemble_anywhere(small, tmp_path, monkeypatch):
    monkeypatch.setitem(METHODS, "greedy", lambda candidates: np.eye(len(candidates.values))[-1])
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    made(small(search={**FINAL, "ensemble": "greedy"}), tmp_path)
    run = Run(tmp_path)
    words = f"a retrained network of trial {run.ensemble.members[0].number}"
    assert run.model().size == 1
    assert run.evaluate().judged == words
    assert run.evaluate("iris").judged == words
    assert Run(tmp_path).evaluate(trial=0, again=True).judged == "trial 0"
    assert f"{words} of {tmp_path.name}" in EXPORTS["python"].content(run, ExportRequest())
    assert {each.called for each in run.comparisons} == {words}
    assert ensemble_sentence(run).startswith(f"no ensemble: no mean of networks is better than {words}, which ")
    (told,) = json.loads(as_json_object(build_report([run])))["runs"]
    assert told["model"]["kind"] == "network"


@pytest.mark.parametrize("source", ["iris", "diabetes"])
def test_an_exported_ensemble_of_folds_scales_for_each_fold_as_it_did_in_training(small, tmp_path, monkeypatch, source):
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    made(small(data={**FOLDS, "source": source}, search=FINAL), tmp_path)
    run, program = Run(tmp_path), {}
    exec(EXPORTS["python"].content(run, ExportRequest()), program)  # noqa: S102 (what is tested)
    model = run.model()
    rows = np.random.default_rng(0).normal(size=(40, len(model.preprocessing.columns)))
    columns = dict(zip(model.preprocessing.columns, rows.T, strict=True))
    session = onnxruntime.InferenceSession(EXPORTS["onnx"].content(run, ExportRequest()))
    name = "probabilities" if model.classes else "value"
    (by_onnx,) = session.run([name], {"X": rows} if session.get_inputs()[0].name == "X" else columns)
    expected = model.predict_proba(rows) if model.classes else model.predict(rows)
    assert np.reshape(by_onnx, expected.shape) == pytest.approx(expected, rel=1e-5)
    assert program[name if model.classes else "predict"](columns) == pytest.approx(expected, rel=1e-5)


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


@pytest.mark.parametrize(
    ("error", "log_loss", "used"),
    [(0.1, 0.9, True), (0.3, 0.5, True), (0.3, 0.9, False), (0.35, 0.5, True), (0.5, 0.5, False)],
)
def test_an_ensemble_is_used_where_it_is_better_or_a_little_worse_but_more_probable(small, error, log_loss, used):
    """The winner's retrainings have errors of 0.25 to 0.35, 0.3 in the mean, and a log loss of 0.8; it was lucky."""
    alone = [{"dev_error": each, "dev_log_loss": 0.8} for each in (0.25, 0.35)]
    made_of = ensembling.Ensembling(SimpleNamespace(prepared=small()), None, {})
    found = {"dev_error": error, "dev_log_loss": log_loss}
    assert made_of._is_better(found, alone, {"dev_error": 0.2, "dev_log_loss": 0.7}) == used


def test_an_ensemble_that_is_better_than_the_network_that_is_kept_is_used(small):
    """Even where other trainings of the winner came to a better mean: none of these is kept."""
    alone = [{"dev_error": each, "dev_log_loss": 0.8} for each in (0.03, 0.04)]
    made_of = ensembling.Ensembling(SimpleNamespace(prepared=small()), None, {})
    kept = {"dev_error": 0.05, "dev_log_loss": 0.8}
    assert made_of._is_better({"dev_error": 0.048, "dev_log_loss": 0.9}, alone, kept)
    assert not made_of._is_better({"dev_error": 0.051, "dev_log_loss": 0.9}, alone, kept)


@pytest.mark.parametrize(
    ("metric", "worse", "used"), [("dev_error", 0.99, True), ("dev_error", 1.01, False), ("dev_brier", 0.01, False)]
)
def test_an_ensemble_that_is_worse_by_chance_alone_is_used_if_it_is_more_probable(small, metric, worse, used):
    """Chance is one standard error of an error or accuracy; other metrics are no share of the rows."""
    prepared = small(search={"metric": metric})
    standard_error = sqrt(0.1 * 0.9 / sum(prepared.held_out))
    made_of = ensembling.Ensembling(SimpleNamespace(prepared=prepared), None, {})
    kept = {metric: 0.1, "dev_log_loss": 0.4}
    found = {metric: 0.1 + worse * standard_error, "dev_log_loss": 0.3}
    assert made_of._is_better(found, [kept], kept) == used


def test_an_ensemble_that_is_no_better_is_not_used(small, tmp_path, monkeypatch):
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: False)
    content, record = made(small(search=FINAL), tmp_path)
    assert (content, record.used) == (b"", False)
    assert isinstance(Run(tmp_path).model(), Model)


def test_the_networks_that_were_retrained_before_the_time_was_over_are_averaged(small, tmp_path, monkeypatch):
    """They rank no finalist, but their mean is better than one network; with more time all take part."""
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    retrained = []
    monkeypatch.setattr(TimeLimit, "is_over", property(lambda _: len(retrained) == 3))
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    prepared = small(search={**FINAL, "time_limit": 1000.0})
    for event in search(prepared, tmp_path, kept_workers(1)):
        retrained += [event] if isinstance(event, RetrainingFinished) else []
    run = Run(tmp_path)
    assert run.ranked_finalists == ()
    assert {each.key for each in run.ensemble.members} == {(each.number, each.repeat) for each in run.retrainings}
    assert ensemble_sentence(run).startswith("ensemble of 3 networks: ")
    assert not any(each.name == "few_networks_averaged" for each in diagnosis_of(run))
    monkeypatch.undo()
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    at_once = made(small(search={**FINAL, "time_limit": 1000.0}), tmp_path / "at once")
    assert made(prepared, tmp_path, existing=Existing.CONTINUE) == at_once


def test_a_search_whose_time_is_up_averages_the_networks_at_hand(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 2)
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)
    prepared = small(search={**FINAL, "ensemble": "greedy", "time_limit": 1e-9, "trials": 32})
    content, record = made(prepared, tmp_path, jobs=2)
    done = {outcome.number for outcome in Run(tmp_path).outcomes}
    assert 0 < len(done) < 32
    assert content
    assert {number for number, _ in record.candidates} <= done
