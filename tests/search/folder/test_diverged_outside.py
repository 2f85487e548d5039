"""The trials of an earlier run that diverged outside of the ranges of a new one."""

from math import inf

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
