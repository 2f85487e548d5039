"""The networks of a model of one to three are trained again with several seeds."""

import json

import numpy as np
import pytest

from hpsearch.evaluation.ensembles import chosen_shares
from hpsearch.records import replace
from hpsearch.report.building import build_report
from hpsearch.report.render.json_object import as_json_object
from hpsearch.report.sections.ensemble import refit_sentence
from hpsearch.search.after_rounds import ensembling
from hpsearch.text.counting import how_many
from hpsearch.trials.ensembles import MOST_WITH_SEEDS, SEEDS_APART
from tests.search.after_rounds.refitted import after_each_network, end_the_time, files, forced, run_and_said, run_of


def test_a_report_as_json_has_the_network_that_is_trained_again_with_several_seeds(tmp_path, monkeypatch):
    forced(monkeypatch, used=False)
    run = run_of(tmp_path)
    (told,) = json.loads(as_json_object(build_report([run])))["runs"]
    share = {"share": pytest.approx(1 / MOST_WITH_SEEDS), "refit": True}
    again = [{"trial": run.saved_model, "repeat": place * SEEDS_APART, **share} for place in range(MOST_WITH_SEEDS)]
    assert told["model"] == {"kind": "ensemble", "networks": again}
    assert (told["ensemble"]["used"], told["ensemble"]["again"], len(told["ensemble"]["members"])) == (False, [], 4)


def of_two(monkeypatch):
    """Have an ensemble of two networks with shares of 3/4 and 1/4, and return these."""
    shares = np.array([0.75, 0.25])

    def chosen(_method, networks, objective):
        found = chosen_shares("mean", networks, objective)
        return replace(found, shares=np.resize(shares, len(networks)) * (np.arange(len(networks)) < len(shares)))

    monkeypatch.setattr(ensembling, "chosen_shares", chosen)
    return shares


def test_networks_with_other_seeds_share_the_weight_of_the_one_that_was_chosen(tmp_path, monkeypatch):
    """Two networks become six: the model's outputs are the mean of theirs, by these shares."""
    forced(monkeypatch, used=True)
    shares = of_two(monkeypatch)
    run = run_of(tmp_path)
    assert [each.share for each in run.ensemble.in_file] == pytest.approx(np.repeat(shares, 3) / 3)
    assert [each.weight for each in run.model().members] == pytest.approx(np.repeat(shares, 3) / 3)
    assert len({each.parameters.tobytes() for each in run.model().members}) == MOST_WITH_SEEDS
    assert run.ensemble.refit == MOST_WITH_SEEDS
    assert refit_sentence(run).startswith(
        "its 2 networks were trained again on the rows of train and dev together, with several seeds each, which makes "
        "6 networks"
    )
    found = run.evaluate(again=True)
    assert found.judged == "the ensemble of 2 networks (trained again on train and dev, as 6 networks)"
    assert found.trained_on_more.startswith("the model was trained on train and dev together")


def test_a_network_alone_is_trained_with_several_seeds(tmp_path, monkeypatch):
    """The report says so, and no sentence says that a part of the model was."""
    forced(monkeypatch, used=False)
    run = run_of(tmp_path)
    assert refit_sentence(run).startswith(
        f"the network of trial {run.saved_model} was trained again on the rows of train and dev together, with several "
        "seeds, which makes 6 networks"
    )
    assert run.evaluate().trained_on_more.startswith("the model was trained on train and dev together")


def test_the_networks_that_were_chosen_are_trained_before_those_with_other_seeds(tmp_path, monkeypatch):
    """Where the time ends, each of them has learned the dev rows; what is left waits for the search to go on."""
    forced(monkeypatch, used=True)
    of_two(monkeypatch)
    at_once = run_of(tmp_path / "at once")
    stored = []

    with monkeypatch.context() as patch:
        after_each_network(patch, end_the_time)
        for session in range(1, 6):
            run, said = run_and_said(tmp_path / "after", resume=session > 1)
            stored.append(run.ensemble.again)
            assert len(run.model().members) == max(session, 2)
            assert f"the time was over before {how_many(6 - session, 'network')} of the model" in said
            assert f"--resume goes on with {'it' if session == 5 else 'them'}'" in said
    first, second = at_once.ensemble.chosen
    assert stored[:3] == [(first.key,), (first.key, second.key), (first.key, second.key, first.with_seed(1).key)]
    run, said = run_and_said(tmp_path / "after", resume=True)
    assert "training 1 network of the model again" in said
    assert files(run) == files(at_once)
    assert run.ensemble == at_once.ensemble
