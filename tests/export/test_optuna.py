"""A run as a study of Optuna: every trial with its parameters, its state and its epochs."""

import os
import socket
import subprocess
import sys
import time
from math import log10
from pathlib import Path

import optuna
import pytest
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

from experiments.page import browser
from hpsearch import run as search
from hpsearch.export import EXPORTS, ExportRequest
from tests.conftest import config_with

HYPERPARAMETERS = {
    "units": {"choices": [[4], [8, 4]]},
    "optimizer": {"choices": ["momentum", "sgd"]},
    "learning_rate": {"low": 1e-3, "high": 1e30, "scale": "log"},
    "beta1": {"low": 0.5, "high": 0.99, "scale": "reverse_log", "when": {"optimizer": ["momentum"]}},
    "l2": {"low": 1e-2, "high": 1, "scale": "log", "or_zero": True},
    "batch_size": {"low": 16, "high": 64, "step": 16},
}

START = [{"learning_rate": rate} for rate in (1e30, 0.01, 0.02, 0.03, 0.05, 0.1)]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with trials that were completed, stopped and diverged."""
    config = config_with(
        hyperparameters=HYPERPARAMETERS,
        search={"halving": {"min_epochs": 1, "factor": 2}, "start": START, "trials": 8},
    )
    return search(config, out=tmp_path_factory.mktemp("optuna") / "run", jobs=1)


@pytest.fixture(scope="module", params=["study.db", "study.log"])
def file(run, tmp_path_factory, request):
    path = tmp_path_factory.mktemp("study") / request.param
    path.write_bytes(EXPORTS["optuna"].content(run, ExportRequest(path=path)))
    return path


@pytest.fixture
def study(file):
    if file.suffix == ".log":
        yield optuna.load_study(study_name="run", storage=JournalStorage(JournalFileBackend(str(file))))
        return
    storage = RDBStorage(f"sqlite:///{file}")
    yield optuna.load_study(study_name="run", storage=storage)
    storage.remove_session()
    storage.engine.dispose()


def test_the_trials_have_the_states_and_values_of_the_run(run, study):
    states = {"complete": "COMPLETE", "stopped": "PRUNED", "diverged": "FAIL", "failed": "FAIL"}
    table = run.trials
    assert {*table.status} >= {"complete", "stopped", "diverged"}
    assert [trial.state.name for trial in study.trials] == [states[status] for status in table.status]
    for trial, value in zip(study.trials, table.dev_error, strict=True):
        assert trial.value == (None if value != value else value)  # noqa: PLR0124 (NaN)
    assert study.best_value == run.best.metrics["dev_error"]


def test_the_epochs_are_the_intermediate_values(run, study):
    for trial in study.trials:
        epochs = run.history[run.history.number == trial.number]
        assert [*trial.intermediate_values] == [*epochs.epoch]
        assert [*trial.intermediate_values.values()] == pytest.approx([*epochs.dev_error], nan_ok=True)


def test_settings_are_parameters_or_attributes(run, study):
    for outcome in run.outcomes:
        trial = study.trials[outcome.number]
        rate = trial.distributions["learning_rate"]
        assert (log10(rate.low), log10(rate.high), rate.log) == (-3, 30, True)
        for name, value in outcome.settings.items():
            shown = trial.params.get(name, trial.user_attrs.get(name))
            assert shown in (value, str(value))
        assert ("1-beta1" in trial.params) == (outcome.settings["optimizer"] == "momentum")


def test_one_trial_alone(run, tmp_path):
    (tmp_path / "one.db").write_bytes(EXPORTS["optuna"].content(run, ExportRequest(3)))
    storage = RDBStorage(f"sqlite:///{tmp_path / 'one.db'}")
    (trial,) = optuna.load_study(study_name="run", storage=storage).trials
    storage.remove_session()
    storage.engine.dispose()
    assert trial.user_attrs["round"] == 1


@pytest.mark.skipif(browser() is None, reason="there is no Chromium; on Debian: apt-get install chromium")
def test_the_page_of_optuna_dashboard_lists_the_trials(run, file):
    if file.suffix == ".log" and "HPSEARCH_CASES" not in os.environ:
        pytest.skip("8 s; part of the long form")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place, study = (file, 0) if file.suffix == ".log" else (f"sqlite:///{file}", 1)
    tool = Path(sys.executable).with_name("optuna-dashboard")
    command = [tool, "--host", "127.0.0.1", "--port", str(port), "--server", "wsgiref", "--quiet", str(place)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            shown = _page(f"http://127.0.0.1:{port}/dashboard/studies/{study}/trials")
        finally:
            server.terminate()
    for number in range(len(run.outcomes)):
        assert f"Trial {number}" in shown


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers at port {port}")


def _page(address: str) -> str:
    """What a browser shows once the page's own code has filled it."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", "--dump-dom"]
    done = subprocess.run([browser(), *options, address], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout
