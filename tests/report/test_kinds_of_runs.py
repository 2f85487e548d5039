"""A run of every kind has its report: the page, the terminal's text and the figures."""

import pytest

from hpsearch import run as searched
from tests.conftest import config_with

HALVING = {"min_epochs": 1, "factor": 3, "among": "search"}
KINDS = {
    "a lag": {"search": {"lag": 3}},
    "halving among all": {"search": {"trials": 9, "rounds": 3, "halving": HALVING}},
    "repeats": {"search": {"repeats": 2}},
    "finalists": {"search": {"finalists": {"count": 2, "repeats": 2}}},
    "folds": {"data": {"split": {"folds": 3}}},
    "parts of passes": {"hyperparameters": {"epoch_size": 32, "batch_size": 16}},
    "searched views": {"data": {"numbers": {"choices": ["plain", {"piecewise_linear": 4}]}}},
    "regression": {"data": {"source": "diabetes"}},
    "no result": {
        "hyperparameters": {"optimizer": "sgd", "learning_rate": {"low": 1e30, "high": 1e35, "scale": "log"}}
    },
    "a grid": {"search": {"sampler": "grid", "rounds": 1}},
}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier") / "run"
    searched(config_with(), out=folder, jobs=1)
    return folder


def _has_its_report(command, run):
    page = run.folder / "report.html"
    told = command("report", run.folder, "--all", "--html", page)
    has_results = bool(run.trials["dev_loss"].notna().any())
    assert ("<svg" in page.read_text(encoding="utf-8")) == has_results
    assert "learning_rate" in told.stdout
    run.plot()


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_of_this_kind_has_its_report(kind, command, tmp_path):
    run = searched(config_with(**KINDS[kind]), out=tmp_path / "run", jobs=1)
    _has_its_report(command, run)


@pytest.mark.parametrize("trials", [8, 12])
def test_a_run_that_took_trials_over_has_its_report(earlier, command, tmp_path, trials):
    """All of its trials may be those of another run, or some of them."""
    run = searched(config_with(search={"trials": trials}), out=tmp_path / "run", jobs=1, from_run=earlier)
    _has_its_report(command, run)
    assert "taken over" in (run.folder / "report.html").read_text(encoding="utf-8")
