"""Branches, and what it means to go back."""

import pytest

from hpsearch.runs.run import Run
from hpsearch.runs.store.journal import JournalReader
from hpsearch.trials.interventions import Moment

from .scripts import STEPS, babysat, hashes, interventions, replays_exactly


def told(folder):
    return [(str(each.what), each.moment, each.before, each.after) for each in interventions(folder)]


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "rmsprop", "sgd"])
def test_going_back_without_a_change_trains_the_same_bits_again(made, tmp_path, monkeypatch, optimizer):
    """Weights, optimizer state, hyperparameters, random state and position in the data are those of then."""
    how = {"optimizer": optimizer, "keep_prob": 0.8, "batch_norm": True, "augment": {"noise": 0.1}}
    babysat(made(hyperparameters=how), tmp_path, {9 * STEPS + 1: ["rollback=4"]}, monkeypatch)
    known = hashes(tmp_path)
    assert {branch for _, branch, _ in known} == {0, 1}
    assert [known[0, 0, epoch] for epoch in range(5, 10)] == [known[0, 1, epoch] for epoch in range(5, 10)]
    assert (0, 0, 10) not in known
    assert (0, 1, 12) in known


def test_nothing_is_deleted_by_a_rollback(made, tmp_path, monkeypatch):
    """Nothing is deleted; the row counts the epochs of the branch that was finished, and has the best of all."""
    script = {6 * STEPS: ["rollback=2", "learning_rate=0.1x"], 12 * STEPS: ["finish"]}
    babysat(made(), tmp_path, script, monkeypatch)
    history = Run(tmp_path).history
    assert list(history.branch) == [0] * 6 + [1] * 6
    assert list(history.epoch) == [*range(1, 7), *range(3, 9)]
    (trial,) = Run(tmp_path).trials.to_dict("records")
    assert trial["epochs_run"] == 8
    assert trial["dev_error"] == history.dev_error.min()
    assert trial["status"] == "complete"
    assert trial["message"].startswith("finished by hand after epoch 8")
    assert set(history[history.branch == 1].learning_rate) == {0.001}


def test_a_rollback_restores_the_values_of_then(made, tmp_path, monkeypatch):
    script = {3 * STEPS: ["learning_rate=0.02"], 5 * STEPS: ["l2=3", "keep_prob=0.5"], 8 * STEPS: ["rollback=5"]}
    babysat(made(), tmp_path, {**script, 8 * STEPS + 1: ["l2=2", "learning_rate=2x", "keep_prob=0.9"]}, monkeypatch)
    assert [(what, before, after) for what, _, before, after in told(tmp_path)[-3:]] == [
        ("l2", 0.0, 2),
        ("learning_rate", 0.02, 0.04),
        ("keep_prob", 1.0, 0.9),
    ]


def test_undo_takes_back_the_last_change_and_then_the_one_before(made, tmp_path, monkeypatch):
    """A rollback that is undone returns to the branch that was left, where it was left, to the same bits."""
    babysat(made(), tmp_path / "plain", {}, monkeypatch)
    script = {
        3 * STEPS + 1: ["l2=2"],
        7 * STEPS + 2: ["rollback=5"],
        9 * STEPS: ["undo"],
        9 * STEPS + 1: ["undo"],
        9 * STEPS + 2: ["undo"],
    }
    babysat(made(), tmp_path / "undone", script, monkeypatch)
    happened = interventions(tmp_path / "undone")
    assert [each.what for each in happened] == ["l2", "rollback", "return", "l2"]
    assert happened[2].target == happened[1].moment == Moment(0, 7, 2)
    assert (happened[3].before, happened[3].after, happened[3].undoes) == (2, 0, happened[0].id)
    known = hashes(tmp_path / "undone")
    assert [place for place in known if place[1] == 0] == [(0, 0, epoch) for epoch in range(1, 13)]
    assert replays_exactly(tmp_path / "undone")
    with JournalReader(tmp_path / "undone") as reader:
        assert "no change is left to take back" in str(reader.answer(5).refusal)


def test_an_undone_extension_ends_at_the_plan(made, tmp_path, monkeypatch):
    """An extended training continues, and an undone extension does not."""
    babysat(made(), tmp_path, {STEPS: ["extend=4"], 2 * STEPS: ["extend=10"], 3 * STEPS: ["undo"]}, monkeypatch)
    assert len(hashes(tmp_path)) == 16


def test_a_training_can_be_extended_at_its_very_end(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {12 * STEPS: ["extend=3"]}, monkeypatch)
    assert len(hashes(tmp_path)) == 15


def test_a_trial_given_up_has_a_row(made, tmp_path, monkeypatch):
    """A trial that is given up has a row and the next one begins."""
    rates = {"learning_rate": {"low": 0.001, "high": 0.1, "scale": "log"}}
    babysat(made(hyperparameters=rates, search={"trials": 2}), tmp_path, {4 * STEPS + 1: ["give_up"]}, monkeypatch)
    trials = Run(tmp_path).trials
    assert list(trials.status) == ["stopped", "complete"]
    assert list(trials.epochs_run) == [4, 12]
    assert trials.message[0] == "given up after epoch 4"
    assert Run(tmp_path).best.number == 1
    assert replays_exactly(tmp_path)


def test_a_rate_set_by_hand_keeps_the_schedule(made, tmp_path, monkeypatch):
    """A rate set by hand keeps the schedule, and a timetable keeps its later rates."""
    falling = made(hyperparameters={"schedule": "exponential", "decay_rate": 0.5, "epochs": 4})
    babysat(falling, tmp_path / "schedule", {2 * STEPS: ["learning_rate=0.1"]}, monkeypatch)
    assert list(Run(tmp_path / "schedule").history.learning_rate) == [0.01, 0.005, 0.025, 0.0125]
    by_hand = made(hyperparameters={"schedule": {"at": {"0": 0.04, "3": 0.02}}, "epochs": 5})
    babysat(by_hand, tmp_path / "timetable", {STEPS: ["learning_rate=0.5x"]}, monkeypatch)
    assert list(Run(tmp_path / "timetable").history.learning_rate) == [0.04, 0.02, 0.02, 0.02, 0.02]
    assert interventions(tmp_path / "timetable")[0].before == 0.04


REFUSED = [
    ({"optimizer": "sgd"}, "beta1=0.5", "sgd, this trial's optimizer, does not use beta1"),
    ({}, "weight_decay=0.1", "adam, this trial's optimizer, does not use weight_decay"),
    ({"optimizer": "rmsprop"}, "velocity=0", "rmsprop, this trial's optimizer, has none"),
    ({"units": []}, "keep_prob=0.5", "this network has none"),
    ({}, "keep_prob=[0.5]", "expected one for each hidden layer, here 2"),
    ({}, "l2=2x", "l2 is 0 now, which cannot be multiplied"),
    ({}, "clip_norm=2x", "clip_norm is none now, which cannot be multiplied"),
    ({}, "beta1=2x", "is too large; expected less than 1"),
    ({}, "learning_rate=0x", "0 is too small; expected more than 0"),
    ({"l2": 1e10}, "l2=1e300x", "inf is not a finite number"),
    ({}, "rollback=3", "branch 0 has 1 whole epochs; expected 0 to 1"),
    ({}, "rollback=-2", "branch 0 has 1 whole epochs; expected 0 to 1"),
    ({}, "undo", "no change is left to take back"),
]


@pytest.mark.parametrize(("how", "change", "reason"), REFUSED)
def test_impossible_changes_are_refused(made, tmp_path, monkeypatch, how, change, reason):
    """A change that is impossible now is refused with the reason, and the training continues."""
    babysat(made(hyperparameters=how), tmp_path, {STEPS + 1: [change]}, monkeypatch)
    with JournalReader(tmp_path) as reader:
        assert reason in str(reader.answer(1).refusal)
    assert interventions(tmp_path) == []
    assert len(hashes(tmp_path)) == 12


def test_a_return_keeps_no_model_with_later_changes(made, tmp_path, monkeypatch):
    """Else what a later rollback restores there would depend on whether the clock had kept a model before."""
    script = {5 * STEPS: ["l2=1", "rollback=3"], 7 * STEPS: ["undo"], 8 * STEPS: ["rollback=5"]}
    babysat(made(), tmp_path / "seldom", script, monkeypatch)
    monkeypatch.setattr("hpsearch.panda.checkpoints.SHARE", 1e9)
    babysat(made(), tmp_path / "always", script, monkeypatch)
    assert [each.what for each in interventions(tmp_path / "seldom")] == ["l2", "rollback", "return", "rollback"]
    assert hashes(tmp_path / "seldom") == hashes(tmp_path / "always")
    assert replays_exactly(tmp_path / "seldom")


def test_a_branch_has_the_epochs_added_where_it_begins(made, tmp_path, monkeypatch):
    """A branch from the end of the plan has the epochs that were added there."""
    script = {12 * STEPS: ["extend=10"], 15 * STEPS: ["rollback=12", "learning_rate=0.5x"]}
    babysat(made(), tmp_path, script, monkeypatch)
    assert max(hashes(tmp_path)) == (0, 1, 22)
    assert replays_exactly(tmp_path)


def test_an_undone_timetable_rate_is_restored(made, tmp_path, monkeypatch):
    """A timetable's rate after an undone change is what it would have been without it."""
    prepared = made(hyperparameters={"schedule": {"at": {"0": 0.1, "6": 0.01}}})
    babysat(prepared, tmp_path / "once", {3 * STEPS: ["learning_rate=0.05"], 8 * STEPS: ["undo"]}, monkeypatch)
    assert [each.after for each in interventions(tmp_path / "once")] == [0.05, 0.01]
    script = {
        STEPS: ["learning_rate=0.05"],
        2 * STEPS: ["learning_rate=0.02"],
        7 * STEPS: ["undo"],
        8 * STEPS: ["undo"],
    }
    babysat(prepared, tmp_path / "twice", script, monkeypatch)
    assert [each.after for each in interventions(tmp_path / "twice")] == [0.05, 0.02, 0.01, 0.01]
