"""The networks of a run's model are trained again on the rows of train and dev together."""

import json
import re

import numpy as np
import pytest

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble
from hpsearch.records import replace
from hpsearch.report.building import build_report
from hpsearch.report.render.json_object import as_json_object
from hpsearch.report.sections.ensemble import refit_sentence
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.recorded import RecordedValues
from hpsearch.search.after_rounds import refitting
from hpsearch.search.budget import KEPT, KEPT_TO_REFIT, kept_share
from hpsearch.text.counting import how_many
from hpsearch.trials import ensembles
from hpsearch.trials.ensembles import MOST_WITH_SEEDS, EnsembleRecord
from hpsearch.workers.time_limit import TimeLimit
from tests.conftest import config_with
from tests.search.after_rounds.refitted import after_each_network, end_the_time, files, forced, run_and_said, run_of


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
@pytest.mark.parametrize("repeats", [1, 2])
def test_without_an_ensemble_it_is_the_winners_network(tmp_path, monkeypatch, ensemble, repeats):
    forced(monkeypatch, used=False)
    search = {"ensemble": ensemble, "repeats": repeats}
    before, run = run_of(tmp_path / "before", refit=False, **search), run_of(tmp_path / "after", **search)
    record = run.ensemble
    networks = 1 if ensemble == "none" else MOST_WITH_SEEDS
    assert (record.alone, record.refit, record.averages) == (run.saved_model, networks, False)
    model = run.model()
    assert isinstance(model, Ensemble)
    assert repr(model).startswith(f"Ensemble({how_many(networks, 'network')};")
    different = {each.parameters.tobytes() for each in (*model.members, run.network())}
    assert len(different) == networks + 1
    found = run.evaluate()
    seeds = ", as 6 networks" if networks > 1 else ""
    assert found.judged == f"trial {run.saved_model} (trained again on train and dev{seeds})"
    assert found.metrics.dev.equals(before.evaluate().metrics.dev)
    assert run.evaluate(trial=run.saved_model, again=True).judged == f"trial {run.saved_model}"


def test_a_report_as_json_says_that_the_model_is_a_network_alone(tmp_path):
    run = run_of(tmp_path, ensemble="none")
    (told,) = json.loads(as_json_object(build_report([run])))["runs"]
    alone = {"trial": run.saved_model, "repeat": 0, "share": 1.0, "refit": True}
    assert told["model"] == {"kind": "network", "networks": [alone]}
    assert told["ensemble"] is None


@pytest.mark.parametrize("refit", [False, True])
def test_a_report_as_json_says_which_networks_the_ensemble_has(tmp_path, monkeypatch, refit):
    forced(monkeypatch, used=True)
    run = run_of(tmp_path, refit=refit)
    (told,) = json.loads(as_json_object(build_report([run])))["runs"]
    assert (told["model"]["kind"], told["ensemble"]["used"]) == ("ensemble", True)
    assert [(each["share"], each["refit"]) for each in told["model"]["networks"]] == [(0.25, refit)] * 4


def test_a_network_that_wins_no_more_is_no_model(tmp_path, monkeypatch):
    """Where the time is over before the new winner is trained again, its network is the model as the search left it."""
    search = {"ensemble": "none", "finalists": None, "rounds": 1, "seed": 1}
    first = run_of(tmp_path, trials=2, **search)
    assert first.ensemble.used
    monkeypatch.setattr(refitting.Refitting, "run", lambda _: iter(()))
    config = config_with(search={"refit": True, "trials": 2, **search})
    run = hpsearch.run(config, out=tmp_path, jobs=1, resume=True, overrides=["search.trials=16"])
    assert run.saved_model != first.saved_model
    assert not run.ensemble.used
    np.testing.assert_array_equal(run.model().parameters, run.network().parameters)


@pytest.mark.parametrize("used", [True, False])
def test_files_are_the_same_for_any_number_of_workers_and_when_it_goes_on(tmp_path, monkeypatch, used):
    forced(monkeypatch, used=used)
    one, two = run_of(tmp_path / "one"), run_of(tmp_path / "two", jobs=2)
    assert files(one) == files(two)
    (two.folder / "ensemble.safetensors").unlink()
    again, _ = run_and_said(two.folder, resume=True)
    assert files(again) == files(one)


def test_nothing_is_trained_again_in_panda_mode(tmp_path):
    run = run_of(tmp_path, mode="panda", trials=1, rounds=1, finalists=None, ensemble="none")
    assert run.ensemble is None


@pytest.mark.parametrize(
    ("split", "reason"),
    [
        ({"folds": 3}, "with folds each row trains already"),
        ({"train": 0.78, "dev": 0.02, "test": 0.2}, "are few beside the"),
    ],
)
def test_a_search_says_why_nothing_is_trained_again(tmp_path, split, reason):
    run, said = run_and_said(tmp_path, data={"split": split})
    assert not run.ensemble or not run.ensemble.refit
    assert re.search(f"search.refit does nothing: .*{reason}", said)


def test_folds_leave_the_time_of_it_to_the_rounds(small):
    shares = [
        kept_share(small(data=data, search={"refit": True}).config)
        for data in ({}, {"split": {"folds": 3}})
    ]  # fmt: skip
    assert shares == [KEPT + KEPT_TO_REFIT, KEPT]


def test_networks_for_which_there_is_no_time_wait_for_the_search_to_go_on(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    before, at_once = run_of(tmp_path / "before", refit=False).model(), run_of(tmp_path / "at once")

    after_each_network(monkeypatch, end_the_time)
    for session in range(1, 5):
        run, said = run_and_said(tmp_path / "after", resume=session > 1)
        same = [np.array_equal(one.parameters, other.parameters)
                for one, other in zip(before.members, run.model().members, strict=True)]  # fmt: skip
        assert (run.ensemble.refit, sum(same)) == (session, 4 - session)
        assert (f"the time was over before {how_many(4 - session, 'network')} of the model" in said) == (session < 4)
        verb = "was" if session == 1 else "were"
        assert (f"{session} of its 4 networks {verb} trained again" in refit_sentence(run)) == (session < 4)
        told = f" ({session} of its 4 networks trained again on train and dev)"
        found = run.evaluate(again=True)
        assert (found.judged.endswith(told), found.refit) == (session < 4, session)
    assert files(run) == files(at_once)
    assert run.ensemble == at_once.ensemble


def test_networks_that_were_refit_before_an_interruption_are_not_refit_anew(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    at_once = run_of(tmp_path / "at once")

    def interrupt(_limit):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        after_each_network(patch, interrupt)
        with pytest.raises(KeyboardInterrupt):
            run_and_said(tmp_path / "cut")
    assert len(hpsearch.load(tmp_path / "cut").model().members) == 4
    run, said = run_and_said(tmp_path / "cut", resume=True)
    assert "training 3 networks of the model again" in said
    assert files(run) == files(at_once)


def test_a_network_is_not_lost_where_a_kill_came_between_its_file_and_the_record(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    at_once = run_of(tmp_path / "at once")
    record_ensemble = RecordedValues.record_ensemble

    def killed(self, record):
        if len(record.again) == 2:
            raise KeyboardInterrupt
        record_ensemble(self, record)

    with monkeypatch.context() as patch:
        after_each_network(patch, lambda _: None)
        patch.setattr(RecordedValues, "record_ensemble", killed)
        with pytest.raises(KeyboardInterrupt):
            run_and_said(tmp_path / "cut")
    run, said = run_and_said(tmp_path / "cut", resume=True)
    assert "training 2 networks of the model again" in said
    assert files(run) == files(at_once)


def test_what_was_compared_before_is_not_compared_anew_for_networks_that_are_refit_later(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)

    with monkeypatch.context() as patch:
        after_each_network(patch, end_the_time)
        first, _ = run_and_said(tmp_path)
    assert first.comparisons
    monkeypatch.setattr("hpsearch.search.after_rounds.judging.compared", lambda *_: pytest.fail("is compared anew"))
    run, _ = run_and_said(tmp_path, resume=True)
    assert (first.ensemble.refit, run.ensemble.refit) == (1, 4)
    assert run.comparisons == first.comparisons


def test_a_run_that_says_how_many_networks_were_refit_but_not_which_is_read():
    """As the first runs with refit say it."""
    record = EnsembleRecord("none", (), (), 1.0, {}, {}, used=True, alone=3)
    for counted, again in ((0, ()), (1, ((3, 0),))):
        stored = {name: value for name, value in record.as_json().items() if name != "again"}
        assert EnsembleRecord.of({**stored, "refit": counted}) == replace(record, again=again)


def test_a_search_says_that_no_time_is_left_for_it(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    whole = refitting.Refitting.run

    def late(self):
        over = TimeLimit(0.0)
        over.begin()
        return whole(replace(self, context=replace(self.context, limit=over)))

    monkeypatch.setattr(refitting.Refitting, "run", late)
    run, said = run_and_said(tmp_path)
    assert run.ensemble.used
    assert not run.ensemble.refit
    assert "no time is left to train the networks of the model again" in said
    timed = {"search": {**run.meta("config")["search"], "time_limit": 1.0}}
    with Database.reopen(run.folder) as database:
        database.change("config", {**run.meta("config"), **timed})
    assert refit_sentence(Run(run.folder)) == (
        "no time was left to train the model's networks again on train and dev together (search.refit); --resume with "
        "more time trains them"
    )


def test_inputs_that_are_too_large_are_not_joined(tmp_path, monkeypatch):
    monkeypatch.setattr(ensembles, "LARGEST_INPUTS", 100)
    run = run_of(tmp_path)
    assert not run.ensemble.refit
    assert refit_sentence(run) == ""


def test_the_report_says_what_was_trained_again(tmp_path, monkeypatch, command):
    forced(monkeypatch, used=True)
    run = run_of(tmp_path / "run")
    shown = " ".join(command("report", run.folder).stdout.split())
    assert "its 4 networks were trained again on the rows of train and dev together" in shown


def test_a_file_that_is_missing_is_told_with_the_command_that_writes_it(tmp_path, monkeypatch):
    forced(monkeypatch, used=True)
    run = run_of(tmp_path)
    (tmp_path / "ensemble.safetensors").unlink()
    with pytest.raises(UsageError, match=r"ensemble\.safetensors: is missing; .*--resume"):
        run.model()
