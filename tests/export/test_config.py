"""A trial as a config that trains it again."""

from ruamel.yaml import YAML

from hpsearch.export.config import as_config
from hpsearch.runs.run import Run
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.panda.scripts import STEPS, babysat


def test_a_panda_exported_as_a_config_trains_to_the_same_bits(made, command, tmp_path, monkeypatch):
    """A panda exported as a config is trained again to the same bits.

    Where only the rate was changed, between epochs.
    """
    script = {
        3 * STEPS: ["learning_rate=0.5x"],
        9 * STEPS: ["rollback=5", "learning_rate=0.02"],
        12 * STEPS: ["finish"],
    }
    babysat(made(), tmp_path / "panda", script, monkeypatch)
    command("export", "panda", "--to", "config", "-o", "again.yaml")
    command("run", "again.yaml", "--jobs", 1)
    ours, again = Run(tmp_path / "panda"), Run(tmp_path / "runs/again")
    assert (tmp_path / "panda/best.safetensors").read_bytes() == (tmp_path / "runs/again/best.safetensors").read_bytes()
    assert ours.trials.dev_loss[0] == again.trials.dev_loss[0]
    assert list(again.history.learning_rate) == [0.01] * 3 + [0.005] * 2 + [0.02] * 3


def test_an_exported_trial_of_a_search_trains_to_the_same_bits(small, command, tmp_path):
    """A trial of a search exported as a config is trained again to the same bits."""
    list(search(small(), tmp_path / "caviar", start_workers(1)))
    command("export", "caviar", "--to", "config", "-o", "again.yaml")
    command("run", "again.yaml", "--jobs", 1)
    one, again = tmp_path / "caviar/best.safetensors", tmp_path / "runs/again/best.safetensors"
    assert one.read_bytes() == again.read_bytes()


def test_what_a_config_cannot_state_is_said_in_a_remark(made, command, tmp_path, monkeypatch):
    script = {STEPS + 1: ["l2=2", "learning_rate=0.02", "velocity=0", "keep_prob=0.9"], 3 * STEPS: ["extend=2"]}
    monkeypatch.setattr("tests.panda.scripts.REMARK", "in\ntwo: lines")  # as of an hpsearch before this one
    babysat(made(), tmp_path / "panda", script, monkeypatch)
    text = command("export", "panda", "--to", "config").stdout
    assert "# l2 is what it was last: l2 0 → 2 (in two: lines) at branch 0, epoch 2, step 2." in text
    assert "# The rate changed within epoch 2, which here has it from its start." in text
    assert "# The velocity was forgotten" in text
    (tmp_path / "again.yaml").write_text(text)
    command("run", "again.yaml", "--jobs", 1)
    assert list(Run(tmp_path / "runs/again").history.learning_rate) == [0.01, *[0.02] * 13]


def test_a_remark_names_only_the_last_change_of_a_hyperparameter(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path / "panda", {STEPS: ["l2=2"], 3 * STEPS: ["l2=3"], 5 * STEPS: ["undo"]}, monkeypatch)
    text = as_config(Run(tmp_path / "panda"), None)
    (last,) = (line for line in text.splitlines() if line.startswith("# l2 is what it was last"))
    assert "l2 3 → 2 " in last
    assert "l2: 2" in text
    assert "  finalists: null" in text.splitlines()


def test_a_trial_that_ended_before_its_first_epoch_cannot_be_a_config(made, command, tmp_path, monkeypatch):
    babysat(made(), tmp_path / "panda", {STEPS: ["rollback=0", "give_up"]}, monkeypatch)
    told = command("export", "panda", "--to", "config", "--trial", 0, code=2).stderr
    assert "trial 0 ended before its first epoch, so there is nothing to repeat" in told


def test_the_name_of_a_folder_is_a_remark_whatever_it_holds(small, tmp_path):
    """A line end in it would begin a key, and an escape sequence reach the terminal."""
    folder = tmp_path / "a\nfoo: bar \x1b[31m"
    list(search(small(), folder, start_workers(1)))
    text = as_config(Run(folder), None)
    assert "\x1b" not in text
    assert "foo" not in YAML(typ="safe").load(text)


def test_a_rate_that_moved_within_epochs_is_said_to_be_that_of_their_ends(made, tmp_path, monkeypatch):
    prepared = made(hyperparameters={"schedule": "coslog4", "epochs": 3})
    babysat(prepared, tmp_path / "panda", {2: ["l2=1"]}, monkeypatch)
    text = as_config(Run(tmp_path / "panda"), None)
    assert "# coslog4 changed the rate within each epoch, which here has its last one." in text.splitlines()


def test_a_panda_that_nobody_changed_is_exported_as_it_was_stated(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path / "panda", {}, monkeypatch)
    text = as_config(Run(tmp_path / "panda"), None)
    assert "schedule" not in text
    assert text.splitlines()[0] == f"# Trial 0 of {tmp_path / 'panda'}"
