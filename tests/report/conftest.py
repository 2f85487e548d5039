from pathlib import Path

import pytest

from hpsearch.looping import Loop
from hpsearch.panda.mode import Panda
from hpsearch.runs.run import Run
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.test_looping import CONFIG, looped

STEERED = {"units": [6], "optimizer": "sgd", "learning_rate": 1e4, "l2": 1e6, "epochs": 6, "batch_size": "full"}
PILOT = {"on_divergence": {"rollback": 5, "learning_rate": "1e-6x"}, "at_most": 3}
"""The loss is lost, the autopilot goes back and lowers the rate."""


@pytest.fixture
def steered(small, tmp_path):
    """Returns the run of a model that an autopilot has changed, or of an unchanged one."""

    def run(name="run", autopilot=PILOT):
        options = {"mode": "panda", "trials": 1, "rounds": 1, "autopilot": autopilot}
        list(search(small(hyperparameters=STEERED, search=options), tmp_path / name, start_workers(1), mode=Panda()))
        return Run(tmp_path / name)

    return run


@pytest.fixture
def loop(tmp_path, monkeypatch) -> Loop:
    """A loop of two steps."""
    monkeypatch.chdir(tmp_path)
    Path("poor.yaml").write_text(CONFIG)
    made = Loop(Path("poor.yaml"), (), Path("loop"), rounds=2)
    looped(made)
    return made
