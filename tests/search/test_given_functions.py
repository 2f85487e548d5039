"""A search of a function that Python hands over."""

from functools import partial

import pytest

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.report.against import sentences_against


def test_a_function_that_holds_other_values_is_another_code(tmp_path):
    def base(hyperparameters, seed, k):  # noqa: ARG001 (a training's signature)
        return {"dev_error": hyperparameters["x"] + k}

    stated = {"hyperparameters": {"x": {"low": 0.0, "high": 1.0}}, "search": {"metric": "dev_error", "trials": 2}}
    hpsearch.run({"objective": partial(base, k=0), **stated}, out=tmp_path / "r", jobs=1)
    hpsearch.run({"objective": partial(base, k=0), **stated}, out=tmp_path / "r", jobs=1, resume=True)
    with pytest.raises(UsageError, match="has changed since; continue with force=True"):
        hpsearch.run({"objective": partial(base, k=5), **stated}, out=tmp_path / "r", jobs=1, resume=True)


def test_runs_of_own_code_are_compared_by_their_leaderboards_alone(tmp_path):
    """None has a model whose predictions could be compared, and none is expected."""

    def train(hyperparameters, seed):  # noqa: ARG001 (a training's signature)
        return {"dev_error": hyperparameters["x"]}

    config = {
        "objective": train,
        "hyperparameters": {"x": {"low": 0.0, "high": 1.0}},
        "search": {"metric": "dev_error", "trials": 2, "rounds": 1, "finalists": None},
    }
    assert list(sentences_against([hpsearch.run(config, out=tmp_path / name, jobs=1) for name in "ab"])) == []
