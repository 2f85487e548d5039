"""The example of docs/own-code.md: a loop in PyTorch becomes code that is searched, and that panda trains."""

import difflib
import shutil

import pytest

from hpsearch.config import config_from
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import prepare
from tests.pages import ROOT, blocks
from tests.panda.chain import halves_and_survives_a_kill, is_babysat_and_survives_a_kill
from tests.panda.scripts import babysat, hashes, replays_exactly

EXAMPLE = ROOT / "experiments" / "own_code"
MOST_LINES = 6

WITH_ADAM = """
import io

import torch
from digits import DEV, TRAIN, X, Y, cross_entropy, network


def train(hyperparameters, seed, state=None):
    torch.manual_seed(seed)
    model = network(2)
    optimizer = torch.optim.Adam(model.parameters(), lr=hyperparameters["learning_rate"])
    first = 0
    if state:
        first, weights, moments = torch.load(io.BytesIO(state))
        model.load_state_dict(weights)
        optimizer.load_state_dict(moments)
    for epoch in range(first, hyperparameters["epochs"]):
        torch.manual_seed(seed + epoch)
        optimizer.param_groups[0]["lr"] = hyperparameters["learning_rate"]
        for rows in torch.randperm(len(Y[TRAIN])).split(200):
            loss = cross_entropy(model.train()(X[TRAIN][rows]), Y[TRAIN][rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            metrics = {"train_loss": loss.item(), "dev_loss": cross_entropy(model.eval()(X[DEV]), Y[DEV]).item()}
        torch.save((epoch + 1, model.state_dict(), optimizer.state_dict()), kept := io.BytesIO())
        hyperparameters |= yield metrics, kept.getvalue()


train.live = ["learning_rate"]
"""


@pytest.fixture
def config(tmp_path):
    pytest.importorskip("torch")
    for name in ("digits.py", "digits.yaml"):
        shutil.copy(EXAMPLE / name, tmp_path)
    return tmp_path / "digits.yaml"


def test_a_loop_becomes_searchable_by_six_lines():
    loop, searched = ((EXAMPLE / name).read_text(encoding="utf-8").splitlines() for name in ("loop.py", "digits.py"))
    changed = [line for line in difflib.ndiff(loop, searched) if line.startswith("+ ") and line[2:].strip()]
    assert len(changed) <= MOST_LINES


def test_the_page_shows_the_lines_of_the_example():
    lines = (EXAMPLE / "digits.py").read_text(encoding="utf-8").splitlines()
    (shown,) = [block for block in blocks("docs/own-code.md", "python") if "torch.manual_seed" in block]
    assert [line for line in shown.splitlines() if line.strip() not in ("", "...") and line not in lines] == []


def test_a_network_of_pytorch_is_halved_and_survives_a_kill(config):
    halves_and_survives_a_kill(config)


def test_a_network_of_pytorch_is_babysat_and_survives_a_kill(config):
    is_babysat_and_survives_a_kill(config)


def test_a_state_by_torch_save_is_taken_back_and_resumed_to_the_same_bits(config, monkeypatch):
    """With Adam, whose moments are part of it: the bytes are the same whether a state was loaded before or not."""
    config.with_name("adam.py").write_text(WITH_ADAM, encoding="utf-8")
    stated = {
        "objective": "adam.py:train",
        "hyperparameters": {"learning_rate": 0.01, "epochs": 8},
        "search": {"mode": "panda", "metric": "dev_loss", "trials": 1, "rounds": 1},
    }
    prepared, folder = prepare(config_from(stated, config.parent)), config.with_name("adam")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        babysat(prepared, folder, {3: ["learning_rate=0.5x"], 5: ["rollback=2"], 6: ["stop"]}, patched)
    babysat(prepared, folder, {}, monkeypatch, existing=Existing.CONTINUE)
    known = hashes(folder)
    assert known[0, 0, 3] == known[0, 1, 3]
    assert (0, 1, 8) in known
    assert replays_exactly(folder)
