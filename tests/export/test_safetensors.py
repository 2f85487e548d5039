"""A model file of any trial: the winner's as it was saved, another's trained again to the same bits."""

import numpy as np
import pandas as pd
import pytest

from hpsearch import load
from hpsearch import run as search_for
from hpsearch.errors import UsageError
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.runs.run import Run
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with
from tests.panda.scripts import STEPS, babysat


def file_of(run, trial=None):
    return EXPORTS["safetensors"].content(run, ExportRequest(trial))


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """A run on a table, by halving, with a trial that diverges."""
    folder = tmp_path_factory.mktemp("searched")
    rng = np.random.default_rng(0)
    pd.DataFrame({"a": rng.normal(size=90), "y": rng.choice(["no", "yes"], 90)}).to_csv(folder / "t.csv", index=False)
    start = [{"learning_rate": 1e30}]
    config = config_with(
        data={"source": str(folder / "t.csv")},
        hyperparameters={"learning_rate": {"low": 1e-3, "high": 1e30, "scale": "log"}, "optimizer": "sgd"},
        search={"halving": {"min_epochs": 1, "factor": 2}, "start": start, "trials": 6},
    )
    search_for(config, out=folder / "run", jobs=1)
    return folder


def by_status(run, status):
    return [outcome for outcome in run.outcomes if outcome.status == status]


def test_the_winner_is_the_file_of_the_run(searched):
    assert file_of(Run(searched / "run")) == (searched / "run/best.safetensors").read_bytes()


@pytest.mark.parametrize("status", ["complete", "stopped"])
def test_a_trial_whose_settings_were_kept_comes_to_its_error_again(searched, status, tmp_path):
    """A trial whose parameters were not kept reaches its dev error again."""
    run = load(searched / "run")
    outcome = by_status(run, status)[-1]
    (tmp_path / "m").write_bytes(file_of(run, outcome.number))
    frame = pd.read_csv(searched / "t.csv")
    assert {*load(tmp_path / "m").predict(frame)} <= {"no", "yes"}


def test_a_trial_that_diverged_has_no_model(searched, command):
    run = Run(searched / "run")
    number = by_status(run, "diverged")[0].number
    told = command("export", run.folder, "--to", "safetensors", "--trial", number, code=2).stderr
    assert f"trial {number} diverged, so it has no model" in told


@pytest.mark.parametrize(("change", "sentence"), [("edit", "have changed since"), ("delete", "t.csv")])
def test_without_its_data_a_trial_is_not_trained_again(searched, command, change, sentence):
    table = searched / "t.csv"
    content = table.read_text()
    run = Run(searched / "run")
    number = next(each.number for each in run.outcomes if each.number != run.best.number and each.metrics)
    table.write_text(content.replace("yes", "no", 1)) if change == "edit" else table.unlink()
    try:
        told = command("export", run.folder, "--to", "safetensors", "--trial", number, code=2).stderr
    finally:
        table.write_text(content)
    assert sentence in told


def test_a_trial_that_trains_to_other_bits_here_is_refused(searched, monkeypatch):
    run = Run(searched / "run")
    outcome = by_status(run, "complete")[0]
    monkeypatch.setitem(outcome.metrics, "dev_loss", 0.5)
    monkeypatch.setattr(Run, "saved_model", None)
    with pytest.raises(UsageError, match="does not train to the same bits here"):
        file_of(run, outcome.number)


def test_a_panda_comes_to_the_same_file_as_the_saved_one(made, tmp_path, monkeypatch):
    """Panda gives the same file again without the saved one."""
    script = {
        3 * STEPS: ["learning_rate=0.5x"],
        9 * STEPS: ["rollback=5", "learning_rate=0.02"],
        12 * STEPS: ["finish"],
    }
    babysat(made(), tmp_path / "panda", script, monkeypatch)
    saved = file_of(Run(tmp_path / "panda"))
    monkeypatch.setattr(Run, "saved_model", None)
    assert file_of(Run(tmp_path / "panda")) == saved


def test_a_search_comes_to_the_same_file_as_the_saved_one(small, tmp_path, monkeypatch):
    """A search gives the same file again without the saved one."""
    list(search(small(), tmp_path / "run", start_workers(1)))
    saved = file_of(Run(tmp_path / "run"))
    monkeypatch.setattr(Run, "saved_model", None)
    assert file_of(Run(tmp_path / "run")) == saved
