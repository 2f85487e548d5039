"""The user's own code under panda: it is changed while it trains, taken back, resumed and repeated to the bit."""

import os

import numpy as np
import pytest

from hpsearch.config.reading import config_in
from hpsearch.errors import ConfigError, TrialFailedError
from hpsearch.export.config import as_config
from hpsearch.panda.view import View
from hpsearch.running import MODES
from hpsearch.runs.run import Run
from hpsearch.runs.store.journal import JournalReader
from hpsearch.search.events import EpochFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.own.log import GOES_ON
from hpsearch.workers.backends import start_workers

from .own_code import HYPERPARAMETERS, watched
from .scripts import babysat, hashes, interventions, replays_exactly

FULL = bool(int(os.environ.get("HPSEARCH_CASES", "0")))
WITH_STATE = ("train", "pickled", "seldom")
CHANGES = ("learning_rate=0.5x", "learning_rate=2x", "beta=0.9", "beta=0.1", "learning_rate=0.05", "undo", "note=so so")


def refusals(folder):
    with JournalReader(folder) as reader:
        return [reader.answer(1 + number).refusal for number in range(len(reader._rows("commands")))]


@pytest.mark.parametrize("function", ["train", "pickled", "stateless", "planned", "bare"])
def test_a_training_that_nobody_changes_is_that_of_a_search_of_many(tmp_path, function):
    """The same tables, to the byte."""
    rates = {**HYPERPARAMETERS, "learning_rate": {"low": 0.001, "high": 0.1, "scale": "log"}}
    for mode in ("panda", "caviar"):
        prepared = watched(tmp_path, function, rates, mode=mode, trials=2, finalists=None)
        list(search(prepared, tmp_path / mode, start_workers(1), mode=MODES[mode](False)))
    for table in ("trials.csv", "history.csv"):
        assert (tmp_path / "panda" / table).read_bytes() == (tmp_path / "caviar" / table).read_bytes()


def test_a_change_reaches_the_generator_with_its_next_epoch(tmp_path, monkeypatch):
    babysat(
        watched(tmp_path), tmp_path / "run", {4: ["learning_rate=0.5x"], 8: ["beta=0", "learning_rate=2x"]}, monkeypatch
    )
    told = [(each.what, each.before, each.after, each.moment.epoch) for each in interventions(tmp_path / "run")]
    assert told == [("learning_rate", 0.02, 0.01, 4), ("beta", 0.5, 0.0, 8), ("learning_rate", 0.01, 0.02, 8)]
    halves = {**HYPERPARAMETERS, "learning_rate": 0.01}
    babysat(
        watched(tmp_path, hyperparameters=halves),
        tmp_path / "halved",
        {0: ["learning_rate=2x"], 4: ["undo"]},
        monkeypatch,
    )
    errors = {name: list(Run(tmp_path / name).history.dev_rmse) for name in ("run", "halved")}
    assert errors["run"][:8] == errors["halved"][:8]
    assert errors["run"][8] != errors["halved"][8]
    with JournalReader(tmp_path / "run") as reader:
        assert [each.record.learning_rate for each in reader.epochs()] == [0.02] * 4 + [0.01] * 4 + [0.02] * 4


@pytest.mark.parametrize("function", WITH_STATE)
def test_going_back_without_a_change_trains_the_same_bits_again(tmp_path, monkeypatch, function):
    babysat(watched(tmp_path, function), tmp_path / "run", {9: ["rollback=4"], 13: ["rollback=4"]}, monkeypatch)
    known = hashes(tmp_path / "run")
    for epoch in range(5, 9):
        assert known[0, 0, epoch] == known[0, 1, epoch] == known[0, 2, epoch]
    assert (0, 2, 12) in known
    assert replays_exactly(tmp_path / "run")


@pytest.mark.parametrize("seed", range(50 if FULL else 2))
@pytest.mark.parametrize("function", WITH_STATE)
def test_a_random_script_replays_to_the_same_bits(tmp_path, monkeypatch, function, seed):
    rng = np.random.default_rng(seed)
    script = {}
    for moment in rng.integers(0, 12, 8).tolist():
        if rng.random() < 0.4:
            script.setdefault(moment, []).append(f"rollback=-{rng.integers(0, 4)}")
        script.setdefault(moment, []).append(str(rng.choice(CHANGES)))
    babysat(watched(tmp_path, function), tmp_path / "run", script, monkeypatch)
    assert sum(each.sets or each.moves for each in interventions(tmp_path / "run")) >= 3
    assert replays_exactly(tmp_path / "run")


@pytest.mark.parametrize("function", ["train", "pickled", "seldom", "stateless", "planned"])
@pytest.mark.parametrize("share", [0.015, 1e9], ids=["without checkpoints", "with each"])
def test_an_interrupted_training_goes_on_to_the_same_bytes(tmp_path, monkeypatch, function, share):
    """From a checkpoint where there is one; without a state it is trained again from its beginning."""
    monkeypatch.setattr("hpsearch.panda.checkpoints.SHARE", share)
    changes = [] if function == "planned" else ["learning_rate=0.5x"]
    script = {3: changes, 6: ["run=2"]}
    babysat(watched(tmp_path, function), tmp_path / "whole", {**script, 9: ["resume"]}, monkeypatch)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        babysat(watched(tmp_path, function), tmp_path / "run", {**script, 9: ["stop"]}, patched)
    assert max(hashes(tmp_path / "run")) == (0, 0, 8)
    babysat(watched(tmp_path, function), tmp_path / "run", {0: ["resume"]}, monkeypatch, existing=Existing.CONTINUE)
    for table in ("trials.csv", "history.csv"):
        assert (tmp_path / "run" / table).read_bytes() == (tmp_path / "whole" / table).read_bytes()
    assert hashes(tmp_path / "run") == hashes(tmp_path / "whole")
    assert [each.what for each in interventions(tmp_path / "run")].count("note") == 0
    assert replays_exactly(tmp_path / "run")


def test_what_was_ruined_has_the_metrics_of_its_best_epoch(tmp_path, monkeypatch):
    babysat(watched(tmp_path), tmp_path / "run", {9: ["rollback=2"], 10: ["learning_rate=5"]}, monkeypatch)
    run = Run(tmp_path / "run")
    (trial,) = run.trials.to_dict("records")
    best = run.history.sort_values(["dev_rmse", "branch", "epoch"]).iloc[0]
    assert (trial["dev_rmse"], trial["best_epoch"], trial["status"]) == (best.dev_rmse, best.epoch, "complete")
    assert best.dev_rmse < run.history.iloc[-1].dev_rmse
    assert trial["message"] == "the best model is of branch 0, which was left"


@pytest.mark.parametrize("function", ["train", "planned"])
def test_a_training_is_extended_at_its_very_end(tmp_path, monkeypatch, function):
    """Also one that asks for the number of its epochs when it begins: it is called again, with its state."""
    babysat(watched(tmp_path, function), tmp_path / "run", {12: ["extend=3"], 16: ["undo"]}, monkeypatch)
    assert len(hashes(tmp_path / "run")) == 15
    assert replays_exactly(tmp_path / "run")


REFUSED = [
    ("train", "fixed=2", "train.py:train says that it can change beta, kind, learning_rate, rows alone (train.live)"),
    (
        "silent",
        "beta=2",
        'train.py:silent does not say that it can change while it trains; write silent.live = ["beta"]',
    ),
    ("train", "rows=0.3x", "2.4 is no whole number; expected one, as 8 is"),
    ("train", "rows=many", "'many' is no number; expected one, as 8 is"),
    ("train", "kind=blue", "'blue' is none of its choices; expected plain or fancy"),
    ("train", "kind=2x", "which cannot be multiplied; expected a value"),
    ("train", "rollback=9", "branch 0 has 1 whole epochs; expected 0 to 1"),
    ("stateless", "rollback=1", "train.py:stateless gives no state to go back to; yield one beside the metrics"),
    ("train", "undo", "no change is left to take back"),
]


@pytest.mark.parametrize(("function", "change", "reason"), REFUSED)
def test_impossible_changes_are_refused_and_training_goes_on(tmp_path, monkeypatch, function, change, reason):
    babysat(watched(tmp_path, function), tmp_path / "run", {1: [change]}, monkeypatch)
    assert reason in refusals(tmp_path / "run")[0]
    assert interventions(tmp_path / "run") == []
    assert len(hashes(tmp_path / "run")) == 12


def test_without_a_state_a_training_can_begin_again_and_its_values_be_undone(tmp_path, monkeypatch):
    script = {3: ["learning_rate=0.1x"], 5: ["rollback=0"], 6: ["undo"], 7: ["beta=0"], 8: ["undo"]}
    babysat(watched(tmp_path, "stateless"), tmp_path / "run", script, monkeypatch)
    assert [each.what for each in interventions(tmp_path / "run")] == ["learning_rate", "rollback", "beta", "beta"]
    assert "gives no state to go back to" in refusals(tmp_path / "run")[2]
    assert replays_exactly(tmp_path / "run")


def test_code_whose_draws_do_not_repeat_is_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr("hpsearch.panda.checkpoints.SHARE", 1e-9)
    babysat(watched(tmp_path, "drawing"), tmp_path / "run", {6: ["rollback=4"]}, monkeypatch)
    (note,) = [each.remark for each in interventions(tmp_path / "run") if each.what == "note"]
    assert note.startswith("epoch 1 has other bits than before; does the code draw without its seed")
    assert not replays_exactly(tmp_path / "run")


def test_code_that_raises_fails_its_trial_with_the_log(tmp_path, monkeypatch):
    babysat(watched(tmp_path, "raising"), tmp_path / "run", {}, monkeypatch)
    (outcome,) = Run(tmp_path / "run").outcomes
    assert (outcome.status, outcome.message.split(":")[1]) == ("failed", " no memory left (train.py")
    assert (outcome.epochs_run, len(Run(tmp_path / "run").history)) == (4, 4)
    (told,) = (tmp_path / "run" / "messages").iterdir()
    assert "after epoch 5" in told.read_text()
    assert "Traceback" in told.read_text()


@pytest.mark.parametrize(("share", "again"), [(1e9, 9), (0.015, 1)], ids=["with checkpoints", "without"])
def test_what_was_printed_before_an_interruption_is_kept(tmp_path, monkeypatch, share, again):
    """Each line is in the trial's file as soon as it was printed."""
    monkeypatch.setattr("hpsearch.panda.checkpoints.SHARE", share)
    path = tmp_path / "run" / "messages" / "0000.txt"
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        babysat(watched(tmp_path, "telling"), tmp_path / "run", {8: ["stop"]}, patched)
    before = "".join(f"epoch {epoch}\n" for epoch in range(1, 9))
    assert path.read_text(encoding="utf-8") == before
    babysat(watched(tmp_path, "telling"), tmp_path / "run", {}, monkeypatch, existing=Existing.CONTINUE)
    after = "".join(f"epoch {epoch}\n" for epoch in range(again, 14))  # the one after the last is thrown away
    assert path.read_text(encoding="utf-8") == f"{before}{GOES_ON}{after}"


def test_code_that_raised_goes_on_from_its_last_epoch_once_it_is_mended(tmp_path, monkeypatch):
    """Where the first failure is to end the search: `search.on_error: stop`."""
    monkeypatch.setattr("hpsearch.panda.checkpoints.SHARE", 1e9)
    with monkeypatch.context() as patched, pytest.raises(TrialFailedError, match="ValueError: no memory left"):
        babysat(watched(tmp_path, "raising", on_error="stop"), tmp_path / "run", {}, patched)
    assert max(hashes(tmp_path / "run")) == (0, 0, 4)
    (tmp_path / "mended").touch()
    again = watched(tmp_path, "raising", on_error="stop")
    events = babysat(again, tmp_path / "run", {}, monkeypatch, existing=Existing.CONTINUE)
    trained = [each.epoch.epoch for each in events if isinstance(each, EpochFinished)]
    assert trained == list(range(5, 13))
    assert replays_exactly(tmp_path / "run")


def test_a_wrong_list_of_what_can_change_is_told(tmp_path, monkeypatch):
    babysat(watched(tmp_path, "wrong"), tmp_path / "run", {}, monkeypatch)
    (outcome,) = Run(tmp_path / "run").outcomes
    assert outcome.message.startswith("train.py:wrong has as live 'learning_rate'; expected names of hyperparameters")


def test_a_lost_metric_pauses_and_is_taken_back(tmp_path, monkeypatch):
    """The autopilot, too, goes back and lowers the rate; without a state the trial has diverged."""
    script = {3: ["learning_rate=1e200"], 6: ["resume"], 7: ["rollback=2", "resume"]}
    babysat(watched(tmp_path), tmp_path / "run", script, monkeypatch, attended=True)
    happened = interventions(tmp_path / "run")
    assert [each.what for each in happened] == ["learning_rate", "pause", "rollback", "resume"]
    assert happened[1].remark.endswith("is not finite after epoch 4; rollback=0 learning_rate=0.5x goes on from before")
    assert "is not finite; expected rollback first" in refusals(tmp_path / "run")[1]
    assert [outcome.status for outcome in Run(tmp_path / "run").outcomes] == ["complete"]

    pilot = {"on_divergence": {"rollback": 2, "learning_rate": 0.001}, "at_most": 2}
    babysat(watched(tmp_path, autopilot=pilot), tmp_path / "pilot", {3: ["learning_rate=1e200"]}, monkeypatch)
    assert [each.what for each in interventions(tmp_path / "pilot")] == ["learning_rate", "rollback", "learning_rate"]

    stateless = watched(tmp_path, "stateless", autopilot=pilot)
    babysat(stateless, tmp_path / "stateless", {3: ["learning_rate=1e200"]}, monkeypatch, attended=True)
    assert [each.what for each in interventions(tmp_path / "stateless")] == ["learning_rate", "diverged"]
    (outcome,) = Run(tmp_path / "stateless").outcomes
    assert (outcome.status, outcome.message) == ("diverged", "dev_rmse not finite in epoch 4")


def test_a_flat_loss_is_a_plateau_where_no_gradient_is_known(tmp_path, monkeypatch):
    flat = {**HYPERPARAMETERS, "learning_rate": 1e-12, "epochs": 30}
    pilot = {"on_plateau": {"learning_rate": 0.5}, "at_most": 1}
    babysat(watched(tmp_path, hyperparameters=flat, autopilot=pilot), tmp_path / "run", {}, monkeypatch)
    (change,) = interventions(tmp_path / "run")
    assert (change.what, change.after, change.source) == ("learning_rate", 0.5, "autopilot")
    assert (
        change.remark
        == "the training loss has fallen by less than 1 % since epoch 1: lower the learning rate, or finish"
    )


def test_without_losses_no_verdict_is_made(tmp_path, monkeypatch):
    babysat(watched(tmp_path, "bare"), tmp_path / "run", {3: ["run=1"], 5: ["resume"]}, monkeypatch)
    with View(tmp_path / "run") as view:
        status = view.status
    assert (status.verdict, status.proposal, status.values) == ("not judged", "", {})
    assert status.advice == "its metrics have no train_loss, by which a training is judged"


def test_a_training_without_a_number_of_epochs_ends_by_itself_or_by_hand(tmp_path, monkeypatch):
    endless = {name: value for name, value in HYPERPARAMETERS.items() if name != "epochs"}
    babysat(watched(tmp_path, hyperparameters=endless), tmp_path / "run", {2: ["extend=3"], 5: ["finish"]}, monkeypatch)
    assert refusals(tmp_path / "run")[0] == "extend=3: no number of epochs is planned, the training ends by itself"
    assert Run(tmp_path / "run").trials.message[0] == "finished by hand after epoch 5"


def test_a_config_that_trains_it_again_has_its_last_values(tmp_path, monkeypatch):
    babysat(watched(tmp_path), tmp_path / "run", {4: ["learning_rate=0.5x"], 12: ["extend=2"]}, monkeypatch)
    text = as_config(Run(tmp_path / "run"), None)
    assert "# learning_rate is what it was last: learning_rate 0.02 → 0.01 at branch 0, epoch 5.\n" in text
    stated = config_in(text, tmp_path)
    assert (stated.hyperparameters["learning_rate"], stated.hyperparameters["epochs"]) == (0.01, 14)


MISTAKES = [
    ({"retries": 2}, {}, "search.retries: begin a training again, without its changes"),
    ({"autopilot": {"on_plateau": {"rate": 1}}}, {}, "search.autopilot.on_plateau.rate: unknown key 'rate'"),
    ({"autopilot": {"on_plateau": {"beta": "-1x"}}}, {}, "expected a factor from 0, such as 0.5x"),
    ({"autopilot": {"on_divergence": {"beta": 0.1}}}, {}, "search.autopilot.on_divergence: has no rollback"),
    ({}, {"pause": 1}, "hyperparameters.pause: is a word of `hpsearch tell`"),
]


@pytest.mark.parametrize(("options", "more", "sentence"), MISTAKES)
def test_what_does_not_go_with_panda_is_a_mistake_of_the_config(tmp_path, options, more, sentence):
    with pytest.raises(ConfigError) as raised:
        watched(tmp_path, hyperparameters={**HYPERPARAMETERS, **more}, **options)
    assert sentence in str(raised.value)
