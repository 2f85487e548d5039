"""The trials of an earlier run that diverged outside of the ranges of a new one."""

from math import inf

import pytest

import hpsearch
from hpsearch.runs.run import Run
from hpsearch.trials.outcomes import Status


def _diverging(hyperparameters, seed):  # noqa: ARG001 (what an objective is given)
    return {"mine": hyperparameters["rate"] if hyperparameters["rate"] < 0.5 else inf}


def _searched(folder, high, **more):
    return hpsearch.run(
        {
            "objective": _diverging,
            "hyperparameters": {"rate": {"low": 0.0, "high": high}},
            "search": {"metric": "mine", "direction": "minimize", "trials": 8, "rounds": 1, "finalists": None},
        },
        out=folder,
        jobs=1,
        backend="in_process",
        **more,
    )


def test_a_run_keeps_where_the_run_before_diverged(tmp_path):
    """And hands it on, so that a loop does not move a range there again and again."""
    first = _searched(tmp_path / "1", 1.0)
    lost = sorted(each.settings["rate"] for each in first.outcomes if each.status == Status.DIVERGED)
    assert lost
    _searched(tmp_path / "2", 0.5, from_run=tmp_path / "1")
    _searched(tmp_path / "3", 0.49, from_run=tmp_path / "2")
    for folder in ("2", "3"):
        assert sorted(each["rate"] for each in Run(tmp_path / folder).diverged_outside) == lost


def _trained(folder, low, high, epochs, **more):
    return hpsearch.run(
        {
            "data": {"source": "moons"},
            "hyperparameters": {
                "units": 4,
                "optimizer": "sgd",
                "learning_rate": {"low": low, "high": high, "scale": "log"},
                "epochs": epochs,
            },
            "search": {"trials": 20, "rounds": 1, "finalists": None, "ensemble": "none"},
        },
        out=folder,
        jobs=1,
        backend="in_process",
        **more,
    )


HIGH = 1.0


def _is_beyond(outcome, status):
    return outcome.status == status and outcome.settings["learning_rate"] > HIGH


@pytest.mark.parametrize(("epochs", "kept"), [(3, True), (1, False)])
def test_a_longer_training_is_known_to_diverge_where_a_shorter_one_did(tmp_path, epochs, kept):
    """So advice that lowered the rates and raised the epochs at once does not raise the rates again."""
    first = _trained(tmp_path / "1", 1e-2, 1e4, 2)
    rates = {
        status: sorted(each.settings["learning_rate"] for each in first.outcomes if _is_beyond(each, status))
        for status in (Status.DIVERGED, Status.COMPLETE)
    }
    assert all(rates.values())
    _trained(tmp_path / "2", 1e-2, HIGH, epochs, from_run=tmp_path / "1")
    then = Run(tmp_path / "2")
    found = (then.diverged_outside, then.completed_shorter)
    told = [sorted(each["learning_rate"] for each in settings) for settings in found]
    assert told == ([rates[Status.DIVERGED], rates[Status.COMPLETE]] if kept else [[], []])
