"""kill -9 at any moment: all acknowledged changes are stored, and the training resumes to the same bits."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from hpsearch.errors import UsageError
from hpsearch.panda.changes import parse
from hpsearch.panda.view import answers, send_all
from hpsearch.runs.run import Run

from .processes import Trainer, config
from .scripts import CHANGES, hashes, interventions, replays_exactly

FULL = bool(int(os.environ.get("HPSEARCH_CASES", "0")))


@pytest.mark.parametrize("seed", range(30 if FULL else 1))
def test_a_killed_and_resumed_training_replays(tmp_path, seed):
    """A training that is killed at random moments and resumed replays to the same bits."""
    rng, folder = np.random.default_rng(seed), tmp_path / "run"
    stated = config(tmp_path, epochs=10**6)
    for _ in range(3 if FULL else 2):
        with Trainer(stated, folder) as trainer:
            trainer.training()
            for _ in range(4):
                changes = [str(rng.choice(CHANGES))]
                if rng.random() < 0.5:
                    changes.insert(0, f"rollback=-{rng.integers(1, 20)}")
                answers(folder, send_all(folder, [parse(change) for change in changes], "tell"), 60)
                time.sleep(rng.random() * 0.3)
            trainer.kill()
    with Trainer(stated, folder) as trainer:
        trainer.training()
        answers(folder, send_all(folder, [parse("finish")], "tell"), 60)
        assert trainer.ended() == 0
    assert sum(each.sets or each.moves for each in interventions(folder)) >= 8
    assert replays_exactly(folder)
    assert len(Run(folder).history) == len(hashes(folder))


def test_an_acknowledged_intervention_survives_a_kill(tmp_path):
    """An intervention that was acknowledged is kept, even if the trainer is killed right after."""
    folder, stated = tmp_path / "run", config(tmp_path, epochs=10**6)
    for number in range(1, (100 if FULL else 2) + 1):
        with Trainer(stated, folder) as trainer:
            trainer.training()
            (answer,) = answers(folder, send_all(folder, [parse(f"l2={number}")], "tell"), 60)
            trainer.kill()
        assert interventions(folder)[-1] == answer.intervention
        assert [each.after for each in interventions(folder)] == list(range(1, number + 1))
    with Trainer(stated, folder) as trainer:
        trainer.training()
        assert trainer.process.poll() is None
        answers(folder, send_all(folder, [parse("rollback=0"), parse("run=3")], "tell"), 60)
        trainer.until(lambda view: view.status.state == "paused" and view.status.epoch == 3)
        trainer.kill()
    with Trainer(stated, folder) as trainer:  # which is as paused as it was
        assert trainer.training().status.state == "paused"
        answers(folder, send_all(folder, [parse("stop")], "tell"), 60)
        assert trainer.ended() == 130
        assert "--resume" in trainer.told
    with pytest.raises(UsageError, match="no training is running"):
        send_all(folder, [parse("pause")], "tell")


LOST = """
import os, sys
from pathlib import Path
from hpsearch.config import read_config
from hpsearch.panda.mode import Panda
from hpsearch.search.events import TrialFinished
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

for event in search(prepare(read_config(Path(sys.argv[1]))), Path(sys.argv[2]), start_workers(1), mode=Panda()):
    if isinstance(event, TrialFinished):
        os._exit(9)
"""


def test_a_finished_trial_has_all_its_epochs(tmp_path):
    """A trial that was reported as finished has all its epochs, whatever happens next."""
    stated = config(tmp_path, epochs=30)
    done = subprocess.run([sys.executable, "-c", LOST, stated, tmp_path / "run"], check=False)
    assert done.returncode == 9
    assert [epoch for *_, epoch in hashes(tmp_path / "run")] == list(range(1, 31))
    for folder in ("run", "undisturbed"):
        with Trainer(stated, tmp_path / folder) as trainer:
            assert trainer.ended() == 0
    for name in ("trials.csv", "history.csv", "best.safetensors"):
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()
