"""`run --overwrite`: shown, and done by consent only."""

import sys
from pathlib import Path

import pexpect
import pytest

CONFIG = """\
data: {source: iris}
hyperparameters: {units: [4], learning_rate: {low: 1e-3, high: 1e-1, scale: log}, epochs: 2}
search: {trials: 3, rounds: 1, finalists: {count: 2, repeats: 2}}
"""
LOST = (
    "runs/c: --overwrite deletes 3 trials, 4 retrainings, 6 epochs, 1 s of training: "
    "run.db, trials.csv, history.csv, finalists.csv, timings.csv, config.yaml, best.safetensors, "
    "ensemble.safetensors"
)
HPSEARCH = str(Path(sys.executable).with_name("hpsearch"))
OVERWRITE = ["run", "c.yaml", "--jobs", "1", "--overwrite", "--seed", "1"]


@pytest.fixture
def searched(command, tmp_path):
    """A run's trials.csv."""
    (tmp_path / "c.yaml").write_text(CONFIG)
    command("run", "c.yaml", "--jobs", 1)
    return tmp_path / "runs/c/trials.csv"


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2), ("", 2)])
def test_on_a_terminal_a_person_sees_what_would_go_and_is_asked(searched, tmp_path, answer, code, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)  # the terminal has its own
    before = searched.read_bytes()
    child = pexpect.spawn(HPSEARCH, OVERWRITE, cwd=str(tmp_path), dimensions=(24, 240), encoding="utf-8", timeout=60)
    child.expect_exact(LOST)
    child.expect_exact("Delete all this and start again? [y/N]: ")
    assert searched.read_bytes() == before
    child.sendline(answer)
    told = child.read()
    child.close()
    assert child.exitstatus == code
    assert (searched.read_bytes() == before) == (code == 2)
    assert ("runs/c: nothing was deleted; --resume continues the run" in told) == (code == 2)


def test_without_a_terminal_only_yes_agrees(searched, command):
    before = searched.read_bytes()
    assert command(*OVERWRITE, code=2).stderr == f"{LOST}; give --yes to agree without being asked\n"
    assert searched.read_bytes() == before
    command(*OVERWRITE, "--yes")
    assert searched.read_bytes() != before


def test_where_nothing_would_go_nobody_is_asked(command, tmp_path):
    """Without a run in the folder, --overwrite needs no --yes and names nothing to delete."""
    (tmp_path / "c.yaml").write_text(CONFIG)
    assert "--overwrite deletes" not in command(*OVERWRITE).stderr


def test_a_damaged_run_is_said_to_be_one(searched, command):
    database = searched.with_name("run.db")
    database.write_bytes(database.read_bytes()[:5000])
    told = command(*OVERWRITE, code=2).stderr
    assert told.startswith("runs/c: --overwrite deletes a run that cannot be read: run.db, trials.csv")
    command(*OVERWRITE, "--yes")
