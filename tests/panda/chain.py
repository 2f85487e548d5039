"""What a user does with training code: a halved search, which is killed, and one model that is changed by hand."""

import os
import signal
import subprocess
import time
from pathlib import Path

from hpsearch.errors import HpsearchError
from hpsearch.panda.view import View
from hpsearch.runs.run import Run

from .processes import COMMAND, Trainer
from .scripts import hashes, interventions

ONE_MODEL = (
    *("--mode", "panda", "--trials", "1", "--set", "search.halving=null", "--set", "search.finalists=null"),
    *("--set", "hyperparameters.epochs=100000"),
)
TABLES = ("trials.csv", "history.csv")


def hpsearch(*arguments: object) -> str:
    """What a command prints that ends well."""
    done = subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def halves_and_survives_a_kill(config: Path) -> None:
    """A search that is killed once some trials are stored resumes to the tables of an undisturbed one."""
    whole, killed = config.with_name("whole"), config.with_name("killed")
    hpsearch("run", config, "--out", whole, "--jobs", 2)
    assert set(Run(whole).trials.status) == {"complete", "stopped"}
    searching = subprocess.Popen(
        [COMMAND, "run", str(config), "--out", str(killed), "--jobs", "2"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 300
    while not _stored(killed) and searching.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(searching.pid, signal.SIGKILL)
    searching.wait()
    hpsearch("run", config, "--out", killed, "--jobs", 2, "--resume")
    for table in TABLES:
        assert (killed / table).read_bytes() == (whole / table).read_bytes()


def is_babysat_and_survives_a_kill(config: Path) -> None:
    """Changes hold after a kill -9; the training continues, rolls back, ends by hand, and replays to the bit."""
    folder = config.with_name("babysat")
    with Trainer(config, folder, *ONE_MODEL) as trainer:
        trainer.until(lambda view: view.status.epoch >= 2)
        told = hpsearch("tell", folder, "learning_rate=0.5x")
        trainer.until(lambda view: view.status.epoch >= interventions(folder)[0].moment.epoch + 2)
        trainer.until(lambda _: bool(hashes(folder)))  # which a busy machine stores seldom
        trainer.kill()
    (change,) = interventions(folder)
    assert told == f"trial 0, {change.moment}: {change}\n"
    assert (change.what, change.after) == ("learning_rate", change.before / 2)
    last = max(hashes(folder))
    with Trainer(config, folder, *ONE_MODEL) as trainer:
        trainer.until(lambda view: view.status.epoch > last[2] + 1)
        hpsearch("tell", folder, "rollback=1", "learning_rate=2x")
        trainer.until(lambda view: view.status.branch == 1 and view.status.epoch > 2)
        hpsearch("tell", folder, "finish")
        assert trainer.ended() == 0
    known = hashes(folder)
    assert known[last]
    assert {branch for _, branch, _ in known} == {0, 1}
    assert f"{len(known)} epochs, every bit of the model the same after each" in hpsearch("replay", folder, "--verify")
    assert "learning_rate" in hpsearch("report", folder)


def _stored(folder: Path) -> bool:
    try:
        with View(folder) as view:
            return view.done > 0
    except HpsearchError:
        return False
