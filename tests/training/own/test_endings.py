"""A generator ends after its last epoch: it can return and save, and errors there fail the trial."""

import pytest

from hpsearch.records import replace
from hpsearch.training.results import results

from .runs import config_of, objective_of, planned, searched

CODE = """
import pathlib

HERE = pathlib.Path(__file__).parent


def walked(hyperparameters, seed, state=None):
    best = 1.0
    for error in [0.5, 0.2, 0.4, 0.6, 0.7][: hyperparameters["epochs"]]:
        best = min(best, error)
        yield {"dev_error": error}, b"state"
    print("after the loop")
    (HERE / "saved").touch()
    return {"dev_error": best}


def cleaning(hyperparameters, seed, state=None):
    try:
        yield from walked(hyperparameters, seed, state)
    finally:
        raise OSError("no room")


def going_on(hyperparameters, seed, state=None):
    error = 0.5
    try:
        while True:
            yield {"dev_error": error}, b"state"
            error -= 0.1
    finally:
        (HERE / "saved").touch()


def never_ready(hyperparameters, seed, state=None):
    try:
        yield from going_on(hyperparameters, seed, state)
    finally:
        raise OSError("no room")


def careless(hyperparameters, seed, state=None):
    yield from walked(hyperparameters, seed, state)
    return {"error": 1}


def untakeable(hyperparameters, seed):
    yield from walked(hyperparameters, seed)
"""

FIVE = {"rate": {"low": 0.1, "high": 1.0}, "epochs": 5}


@pytest.fixture(params=["caviar", "panda"])
def outcomes_of(request, tmp_path):
    """Search a function in both modes."""

    def outcomes_of(function):
        config = config_of(tmp_path, function, code=CODE, hyperparameters=FIVE, trials=2, mode=request.param)
        return list(searched(tmp_path / "run", config).outcomes)

    return outcomes_of


def test_a_generator_returns_after_its_last_epoch(tmp_path, outcomes_of):
    outcomes = outcomes_of("walked")
    assert [(each.metrics, each.best_epoch, each.epochs_run) for each in outcomes] == [({"dev_error": 0.2}, 2, 5)] * 2
    assert (tmp_path / "saved").exists()
    assert (tmp_path / "run" / "messages" / "0001.txt").read_text(encoding="utf-8") == "after the loop\n"


def test_an_epoch_beyond_the_last_one_is_thrown_away(tmp_path, outcomes_of):
    outcomes = outcomes_of("going_on")
    assert [(each.status, each.epochs_run) for each in outcomes] == [("complete", 5)] * 2
    assert outcomes[0].metrics["dev_error"] == pytest.approx(0.1)
    assert (tmp_path / "saved").exists()


@pytest.mark.parametrize(
    ("function", "sentence"),
    [("cleaning", "OSError: no room (train.py:"), ("never_ready", "OSError: no room"), ("careless", "gave no dev_err")],
)
def test_what_goes_wrong_after_the_last_epoch_fails_the_trial(outcomes_of, function, sentence):
    outcomes = outcomes_of(function)
    assert [(each.status, each.epochs_run) for each in outcomes] == [("failed", 5)] * 2
    assert outcomes[0].message.startswith(sentence)


def test_a_training_that_pauses_is_not_resumed(tmp_path):
    for function in ("going_on", "never_ready"):
        objective = objective_of(tmp_path, function, code=CODE)
        (result,) = results(objective.training, [replace(planned(objective, epochs=5), until=2)])
        if function == "going_on":
            assert [record.metrics["dev_error"] for record in result.outcome.history] == [0.5, 0.4]
        else:
            assert (result.status, result.epochs_run, result.message[:16]) == ("failed", 2, "OSError: no room")


def test_a_state_that_no_parameter_takes_is_none(tmp_path):
    objective = objective_of(tmp_path, "untakeable", code=CODE)
    (result,) = results(objective.training, [replace(planned(objective), until=3)])
    assert result.status == "failed"
    assert "gives no state, or has no parameter `state` for it" in result.message


def test_panda_does_not_go_back_to_a_state_that_no_parameter_takes(tmp_path):
    objective = objective_of(tmp_path, "untakeable", code=CODE)
    live = objective.live_model(planned(objective))
    live.take_step(watching=False)
    assert "train.py:untakeable gives no state to go back to" in live.no_way_back
    assert not live.snapshot().can_be_restored
