"""The result of a training that was changed is its best epoch, whichever branch that is on."""

import pytest

from hpsearch.panda.mode import Panda
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database

from .scripts import STEPS, babysat, replays_exactly

RUIN = {9 * STEPS: ["learning_rate=300"]}


@pytest.mark.parametrize("patience", [None, 20])
@pytest.mark.parametrize(
    "script",
    [RUIN, {9 * STEPS: ["rollback=2"], 9 * STEPS + 1: ["learning_rate=300"]}],
    ids=["on its way", "on an abandoned branch"],
)
def test_the_model_of_the_best_epoch_is_saved_whatever_came_after(made, tmp_path, monkeypatch, script, patience):
    """A training that was ruined by hand keeps what it had reached, and can be exported and replayed."""
    prepared = made(hyperparameters={"patience": patience})
    babysat(prepared, tmp_path, script, monkeypatch)
    run = Run(tmp_path)
    best = run.history.sort_values(["dev_error", "branch", "epoch"]).iloc[0]
    (trial,) = run.trials.to_dict("records")
    assert (trial["dev_error"], trial["dev_loss"], trial["best_epoch"]) == (best.dev_error, best.dev_loss, best.epoch)
    assert best.dev_error < run.history.iloc[-1].dev_error
    assert ("branch 0, which was left" in trial["message"]) == (script is not RUIN)
    with Database.open(tmp_path) as database:
        (outcome,), saved = database.outcomes(), database.model_checksum
    assert Panda().model(prepared, tmp_path, outcome).save(tmp_path / "again.safetensors") == saved
    assert replays_exactly(tmp_path)


def test_a_training_that_nobody_changed_ends_as_in_a_search_of_many(made, tmp_path, monkeypatch):
    """Pauses and notes change nothing."""
    prepared = made()
    babysat(prepared, tmp_path, {3 * STEPS: ["note=so so"]}, monkeypatch)
    (trial,) = Run(tmp_path).trials.to_dict("records")
    last = Run(tmp_path).history.iloc[-1]
    assert (trial["dev_error"], trial["dev_loss"]) == (last.dev_error, last.dev_loss)
