"""Whatever the user's own code raises or forks in a trial stays in that trial; a real Ctrl-C ends the search."""

import re
import signal

import pytest

from hpsearch.training.results import results
from tests.training.own.runs import config_of, objective_of, planned, searched

CODE = """
import asyncio
import os
import signal
import sys


class Own(BaseException):
    pass


def cancelled(hyperparameters, seed):
    raise asyncio.CancelledError("too slow")


def interrupting(hyperparameters, seed):
    yield {"dev_error": 1}
    raise KeyboardInterrupt


def own(hyperparameters, seed):
    raise Own("of mine")


def leaving(hyperparameters, seed):
    sys.exit(3)


def closing(hyperparameters, seed):
    raise GeneratorExit


class Number:
    def __add__(self, other):
        raise Own("no number")


def odd_number(hyperparameters, seed):
    return {"dev_error": Number()}


def interrupted(hyperparameters, seed):
    os.kill(os.getpid(), signal.SIGINT)
    return {"dev_error": 1}


def stubborn(hyperparameters, seed):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        raise RuntimeError("was interrupted")
    return {"dev_error": 1}


def forking(hyperparameters, seed):
    if child := os.fork():
        os.waitpid(child, 0)
    return {"dev_error": hyperparameters["rate"]}


def forking_generator(hyperparameters, seed):
    child = os.fork()
    for epoch in range(3):
        yield {"dev_error": hyperparameters["rate"]}
    if child:
        _, status = os.waitpid(child, 0)
        return {"dev_error": status}


def failing_fork(hyperparameters, seed):
    if child := os.fork():
        return {"dev_error": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}
    raise ValueError("in the child")


def leaving_fork(hyperparameters, seed):
    if child := os.fork():
        return {"dev_error": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}
    sys.exit(7)
"""


@pytest.mark.parametrize(
    ("function", "message", "last_line"),
    [
        ("cancelled", r"CancelledError: too slow \(train.py:\d+\)", "asyncio.exceptions.CancelledError: too slow"),
        ("interrupting", r"KeyboardInterrupt \(train.py:\d+\)", "KeyboardInterrupt"),
        ("own", r"Own: of mine \(train.py:\d+\)", "train.Own: of mine"),
        ("leaving", r"called sys.exit\(3\) \(train.py:\d+\)", "SystemExit: 3"),
        ("closing", r"GeneratorExit \(train.py:\d+\)", "GeneratorExit"),
        ("odd_number", r"Own: no number \(train.py:\d+\)", "train.Own: no number"),
    ],
)
def test_an_error_of_any_kind_fails_its_trial_alone(tmp_path, function, message, last_line):
    """Its message has the line of the code, its log the traceback from there on."""
    objective = objective_of(tmp_path, function, code=CODE)
    (outcome,) = results(objective.training, [planned(objective)])
    assert outcome.status == "failed"
    assert re.fullmatch(message, outcome.message)
    assert outcome.log.count("Traceback") == 1
    assert outcome.log.splitlines()[-1].endswith(last_line.removeprefix("train."))


@pytest.mark.parametrize(("mode", "jobs"), [("caviar", 1), ("caviar", 2), ("panda", 1)])
def test_a_search_goes_on_after_an_error_of_any_kind(tmp_path, jobs, mode):
    config = config_of(tmp_path, "interrupting", code=CODE, trials=3, mode=mode)
    run = searched(tmp_path / "run", config, jobs)
    assert list(run.trials.status) == ["failed"] * 3
    assert set(run.trials.epochs_run) == {1}


@pytest.fixture
def interruptible():
    """As in a terminal: a shell has its background processes ignore interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("function", ["interrupted", "stubborn"])
def test_a_real_interrupt_ends_the_search(tmp_path, function):
    """Also where the code makes another error of it."""
    with pytest.raises(KeyboardInterrupt):
        searched(tmp_path / "run", config_of(tmp_path, function, code=CODE))


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("function", ["forking", "forking_generator"])
def test_a_process_that_the_code_forks_takes_no_part_in_the_search(tmp_path, function, jobs):
    run = searched(tmp_path / "run", config_of(tmp_path, function, code=CODE, trials=6), jobs)
    assert list(run.trials.status) == ["complete"] * 6
    if function == "forking":
        assert run.trials.dev_error.equals(run.trials.rate.rename("dev_error"))
    else:
        assert set(run.trials.dev_error) == {0}


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(("function", "code"), [("failing_fork", 1), ("leaving_fork", 7)])
def test_a_process_that_the_code_forks_ends_as_python_does(tmp_path, function, code):
    objective = objective_of(tmp_path, function, code=CODE)
    (outcome,) = results(objective.training, [planned(objective)])
    assert outcome.metrics == {"dev_error": code}
