"""Panda's commands as a person runs them: on a terminal, from a script, afterwards."""

import json
import os
import re
import shlex
import signal
import sqlite3
import time
from contextlib import nullcontext
from types import SimpleNamespace

import pandas as pd
import pexpect
import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands
from hpsearch.errors import UsageError
from hpsearch.panda import view
from hpsearch.panda.changes import parse
from hpsearch.panda.view import View, send_all
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.rows import checksum
from hpsearch.runs.tables.rescue import rescue
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

from .processes import COMMAND, Trainer, config
from .scripts import STEPS, babysat, hashes


def plain_terminal(folder, *arguments):
    """One that shows lines, and no screen."""
    env = {**os.environ, "TERM": "dumb"}
    return pexpect.spawn(COMMAND, list(arguments), cwd=str(folder), env=env, encoding="utf-8", timeout=60)


def test_the_refusal_of_trials_auto_has_the_command_that_trains_the_config_of_init(command, tmp_path):
    command("init", "iris")
    refused = command("run", "iris.yaml", "--mode", "panda", code=2).stderr
    _, *words = shlex.split(re.search("`(.*)`", refused)[1])
    assert words == ["run", "iris.yaml", "--mode", "panda", "--trials", "2"]
    command(*words, "--set", "hyperparameters.epochs=2")
    assert len(Run(tmp_path / "runs" / "iris").outcomes) == 2


def test_a_closed_terminal_leaves_the_training(hpsearch, tmp_path):
    """The trainer is a separate process: it is changed, watched, and finally finished, from another one."""
    config(tmp_path, epochs=10**6)
    run = "runs/babysat"
    terminal = plain_terminal(tmp_path, "run", "babysat.yaml")
    terminal.expect("epoch 5/")
    terminal.close(force=True)  # the terminal hangs up
    told = hpsearch("tell", run, "learning_rate=0.5x", "pause", "--remark", "too fast").stdout.splitlines()
    assert re.fullmatch(r"trial 0, branch 0, epoch \d+(, step \d)?: learning_rate 0.01 → 0.005 \(too fast\)", told[0])
    assert told[1].endswith("paused (too fast)")
    watching = plain_terminal(tmp_path, "watch", run)
    watching.expect("learning_rate 0.01 → 0.005")
    watching.sendintr()
    watching.expect("is paused at epoch")
    assert hpsearch("run", "babysat.yaml", "--resume", code=5).stderr.count("is writing to this run")
    hpsearch("tell", run, "rollback=2", "finish")
    deadline = time.monotonic() + 60
    with View(tmp_path / run) as view:
        while view.alive and time.monotonic() < deadline:
            time.sleep(0.05)
    assert "no training is running" in hpsearch("tell", run, "pause", code=2).stderr
    assert "1 of 1 trials are done" in hpsearch("watch", run).stderr
    assert "rank" in (tmp_path / run / "trainer.log").read_text()


def test_a_terminal_shows_mistakes_and_the_leaderboard(tmp_path):
    """On a terminal a mistake is shown there, and a short training ends with its leaderboard."""
    config(tmp_path, epochs=3)

    def terminal(*options):
        child = plain_terminal(tmp_path, "run", "babysat.yaml", *options)
        text = child.read()
        child.close()
        return child.exitstatus, text

    code, text = terminal("--set", "data.source=gone.csv")
    assert (code, "there is no such file" in text) == (2, True)
    code, text = terminal()
    assert code == 0
    assert "epoch 3/3" in text
    assert "every trial and epoch, and the best model" in text
    assert "\x1b[?25l" not in text
    code, text = terminal()
    assert (code, "holds a run already" in text) == (2, True)


def test_without_a_terminal_it_trains_in_the_foreground(tmp_path):
    """Without a terminal it trains in the foreground, and after a signal it can be resumed."""
    folder = tmp_path / "run"
    with Trainer(config(tmp_path, epochs=10**6), folder) as trainer:
        trainer.until(lambda view: view.status.epoch > 3)
        os.kill(trainer.process.pid, signal.SIGINT)
        assert trainer.ended() == 130
        assert re.search(r"^trial 0  epoch 4/1000000  learning_rate 0.01  train_loss", trainer.told, re.MULTILINE)
        assert trainer.told.splitlines()[-1].startswith("interrupted; what was finished is kept")
    assert len(Run(folder).history) == len(hashes(folder)) > 3


def test_the_report_tells_changes_and_branches(made, command, tmp_path, monkeypatch):
    """The report shows the changes, their effects, and the branches."""
    script = {4 * STEPS: ["learning_rate=2x"], 8 * STEPS: ["rollback=3", "l2=1"], 9 * STEPS: ["note=better"]}
    babysat(made(), tmp_path / "panda", script, monkeypatch)
    report = command("report", "panda").stdout
    for said in ("learning_rate 0.01 → 0.02", "back to the end of epoch 3, where branch 1 begins", "note (better)"):
        assert said in report
    history = Run(tmp_path / "panda").history
    error = {(row.branch, row.epoch): row.dev_error for row in history.itertuples()}

    (told,) = json.loads(command("report", "panda", "--format", "json").stdout)["runs"]
    changes = told["changes"]
    assert [each["dev_error_before"] for each in changes[:3]] == [error[0, 4], error[0, 8], error[0, 3]]
    assert [each["dev_error_after"] for each in changes[:3]] == [error[0, 8], None, error[1, 12]]
    best = min(error, key=error.get)[0]
    assert [(each["branch"], each["last_epoch"], each["kept"]) for each in told["branches"]] == [
        (0, 8, best == 0),
        (1, 12, best == 1),
    ]


def test_a_run_of_many_models_has_no_one_to_steer(small, tmp_path):
    list(search(small(), tmp_path, start_workers(1)))

    def said(*arguments):
        done = CliRunner().invoke(commands, arguments)
        return done.exit_code, done.stderr

    code, told = said("replay", str(tmp_path))
    assert (code, "has mode caviar, in which nothing can be changed" in told) == (2, True)
    code, told = said("tell", str(tmp_path), "pause")
    assert (code, "has mode caviar, in which nothing can be changed" in told) == (2, True)
    code, told = said("watch", str(tmp_path))
    assert (code, "8 of 8 trials are done" in told) == (0, True)


def test_a_replay_elsewhere_compares_within_a_tolerance(made, command, tmp_path, monkeypatch):
    """A replay elsewhere compares within a tolerance and never says exact."""
    babysat(made(), tmp_path / "panda", {STEPS: ["l2=1"]}, monkeypatch)
    with Database.reopen(tmp_path / "panda") as database:
        database.change("environment", {**database.meta("environment"), "processor": "an abacus"})
    done = command("replay", "panda", "--verify")
    assert "processor was an abacus, is" in done.stderr
    assert "within 1 %" in done.stdout
    assert "every bit" not in done.stdout


def test_a_training_that_was_not_this_one_is_told_apart(made, command, tmp_path, monkeypatch):
    babysat(made(), tmp_path / "panda", {5 * STEPS: ["l2=1"]}, monkeypatch)

    with sqlite3.connect(tmp_path / "panda/run.db") as connection:
        row = list(connection.execute("SELECT * FROM events").fetchone())
        row[7] = "2"
        connection.execute("UPDATE events SET after = '2', checksum = ?", (checksum(*row[:-1]),))
    connection.close()
    done = command("replay", "panda", "--verify", code=1)
    assert "the first that differs is trial 0, branch 0, epoch 6" in done.stdout


def test_bytes_that_are_no_text_are_refused_before_they_are_sent(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {}, monkeypatch)
    for change, remark in (("note=\udcff", ""), ("pause", "\udcff")):
        with pytest.raises(UsageError, match=r"\\udcff: is not UTF-8, which all text of a run is"):
            send_all(tmp_path, [parse(change)], "tell", remark)


def test_what_was_done_by_hand_is_rescued_from_a_damaged_run(made, tmp_path, monkeypatch):
    script = {4 * STEPS: ["l2=1", "note=why, indeed"], 6 * STEPS: ["rollback=2"]}
    babysat(made(), tmp_path / "panda", script, monkeypatch)
    written, damaged = rescue(tmp_path / "panda", tmp_path)
    counts = {path.stem: count for path, count in written.items() if path.stem != "checkpoints"}
    rows = {"trials": 1, "history": 6 + 10, "retrainings": 0, "epochs": 6 + 10}
    assert counts | {**rows, "commands": 3, "events": 3, "answers": 3} == counts
    assert damaged == 0
    events = pd.read_csv(tmp_path / "events.csv", keep_default_na=False)
    told = list(zip(events.what, events.before, events.after, events.remark, strict=True))
    assert told[:2] == [("l2", "0.0", "1.0", ""), ("note", "null", "null", "why, indeed")]


@pytest.mark.parametrize(("done", "told"), [(1, "the training ended before the change was made"), (0, "` goes on")])
def test_a_change_that_came_too_late_is_not_told_to_be_made_by_resuming(tmp_path, monkeypatch, done, told):
    """Nothing goes on where all trials are done."""
    monkeypatch.setattr(view, "alive", lambda _reader: False)
    reader = SimpleNamespace(folder=tmp_path, answer=lambda _command: None, progress=lambda: (done, 1))
    monkeypatch.setattr(view, "JournalReader", lambda _folder: nullcontext(reader))
    with pytest.raises(UsageError, match=told):
        view.answers(tmp_path, [0], 0.0)
