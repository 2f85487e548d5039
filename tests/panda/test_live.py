"""The mailbox: what is asked for at once holds together, and only in the training that it was meant for."""

import pytest

from hpsearch.errors import StorageError
from hpsearch.panda.mailbox import InteractiveSource
from hpsearch.panda.mode import Panda
from hpsearch.panda.view import View
from hpsearch.records import replace
from hpsearch.runs.folder.owner import Owner
from hpsearch.runs.run import Run
from hpsearch.runs.store.disk.ours import OWNER
from hpsearch.runs.store.journal import JournalReader, give
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.search.events import EpochFinished, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.trials.requests import Plain
from hpsearch.workers.backends import start_workers

from .scripts import STEPS, babysat, hashes, interventions, replays_exactly


def refusals(folder):
    with JournalReader(folder) as reader:
        return [reader.answer(1 + number).refusal for number in range(len(reader._rows("commands")))]


def test_what_is_asked_for_at_once_follows_from_one_another(made, tmp_path, monkeypatch):
    together = ["learning_rate=2x", "learning_rate=2x", "undo", "rollback=2", "learning_rate=0.5x"]
    babysat(made(), tmp_path, {5 * STEPS: together}, monkeypatch)
    happened = interventions(tmp_path)
    assert [(each.what, each.before) for each in happened] == [
        ("learning_rate", 0.01),
        ("learning_rate", 0.02),
        ("learning_rate", 0.04),
        ("rollback", [0, 5, 0]),
        ("learning_rate", 0.01),
    ]
    assert happened[2].undoes == happened[1].id
    assert replays_exactly(tmp_path)


def test_where_one_of_them_cannot_be_followed_none_is(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {4 * STEPS: ["l2=1", "rollback=99", "learning_rate=0.5x"]}, monkeypatch)
    guilty = "rollback=99: branch 0 has 4 whole epochs; expected 0 to 4, or so many back"
    assert refusals(tmp_path) == [
        "left out, because rollback=99 was refused",
        guilty,
        "left out, because rollback=99 was refused",
    ]
    assert interventions(tmp_path) == []


@pytest.mark.parametrize("stored", [True, False])
def test_a_kill_before_any_of_them_held_leaves_all_or_none(made, tmp_path, monkeypatch, stored):
    record = Journal.record

    def dying(self, *interventions):
        if stored:
            record(self, *interventions)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "record", dying)
        with pytest.raises(KeyboardInterrupt):
            babysat(made(), tmp_path, {5 * STEPS: ["rollback=2", "learning_rate=0.5x"]}, patched)
    assert [each.what for each in interventions(tmp_path)] == (["rollback", "learning_rate"] if stored else [])
    list(search(made(), tmp_path, start_workers(1), mode=Panda(), existing=Existing.CONTINUE))
    assert max(hashes(tmp_path)) == (0, int(stored), 12)
    with JournalReader(tmp_path) as reader:
        assert reader.epochs()[-1].record.learning_rate == (0.005 if stored else 0.01)
    assert replays_exactly(tmp_path)


def test_once_finish_is_asked_for_nothing_holds_the_training_up(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {4 * STEPS + 1: ["finish"], 4 * STEPS + 2: ["pause"]}, monkeypatch)
    assert refusals(tmp_path)[1] == "pause: finish ends this training; expected rollback, which takes that back"
    assert max(hashes(tmp_path)) == (0, 0, 5)


@pytest.mark.parametrize("rounds", [1, 2])
def test_commands_for_an_ended_trial_stay_there(made, tmp_path, rounds):
    """What was meant for a trial that is over does not reach the next."""
    rates = {"learning_rate": {"low": 0.001, "high": 0.1, "scale": "log"}}
    prepared = made(hyperparameters=rates, search={"trials": 2, "rounds": rounds})
    for event in search(prepared, tmp_path, start_workers(1), mode=Panda()):
        if isinstance(event, TrialFinished) and event.outcome.number == 0:
            give(tmp_path, [(Plain("give_up"), "")], "tell")
    assert refusals(tmp_path) == ["give_up: was sent when no training was running"]
    assert interventions(tmp_path) == []


def test_a_trainer_of_another_machine_is_alive_by_its_word(made, tmp_path, monkeypatch):
    """A trainer on another machine counts as alive as long as it reports, which it does once an epoch at the least."""
    babysat(made(), tmp_path, {}, monkeypatch)
    (tmp_path / OWNER).write_text(Owner.this()._replace(host="elsewhere").to_json())
    with View(tmp_path) as view, Journal(tmp_path) as journal:
        assert view.alive
        monkeypatch.setattr("hpsearch.panda.view.SILENCE", 0.0)
        for seconds, alive in ((None, False), (1e6, True)):
            journal.set_status(replace(journal.status(), seconds_per_epoch=seconds))
            assert view.alive == alive


def test_a_deleted_run_ends_its_trainer(made, tmp_path):
    """A run that is deleted under its trainer ends it as a lost disk does."""
    events = search(made(hyperparameters={"epochs": 10**6}), tmp_path, start_workers(1), mode=Panda())
    next(event for event in events if isinstance(event, EpochFinished))
    (tmp_path / "run.db").unlink()
    with pytest.raises(StorageError, match=r"run.db: was deleted or replaced while the search was writing to it"):
        list(events)


def test_an_untrainable_setting_fails_alone(made, tmp_path, monkeypatch):
    """A setting that cannot be trained fails alone as in any search."""

    def short_of_memory(self, plan, *others):
        if plan.recipe.batch_size == 8:
            raise MemoryError
        return made_live(self, plan, *others)

    made_live = NetworkObjective.live_model
    monkeypatch.setattr(NetworkObjective, "live_model", short_of_memory)
    prepared = made(hyperparameters={"batch_size": {"choices": [8, 32]}}, search={"trials": 2, "sampler": "grid"})
    list(search(prepared, tmp_path, start_workers(1), mode=Panda()))
    assert sorted(outcome.status for outcome in Run(tmp_path).outcomes) == ["complete", "failed"]


def test_a_diverged_training_goes_on_from_before(made, tmp_path, monkeypatch):
    """A training with a non-finite loss continues from an earlier epoch or not at all."""
    script = {STEPS + 1: ["learning_rate=1e30"], 3 * STEPS: ["resume"], 4 * STEPS: ["rollback=1", "resume"]}
    babysat(made(hyperparameters={"optimizer": "sgd"}), tmp_path, script, monkeypatch, attended=True)
    assert refusals(tmp_path)[1] == "resume: the loss is not finite; expected rollback first, or give_up"
    assert [each.what for each in interventions(tmp_path)] == ["learning_rate", "pause", "rollback", "resume"]
    assert [outcome.status for outcome in Run(tmp_path).outcomes] == ["complete"]


def test_stop_does_not_wait_for_a_rollback(made, tmp_path, monkeypatch):
    """Stop does not wait until a rollback has trained its way back."""

    def ask(self, trainer, epoch):
        give(tmp_path, [(Plain("stop"), "")], "tell")
        self.clock = lambda: float("inf")
        retraining(self, trainer, epoch)

    retraining = InteractiveSource.retraining
    with monkeypatch.context() as patched:
        patched.setattr(InteractiveSource, "retraining", ask)
        with pytest.raises(KeyboardInterrupt):
            babysat(made(), tmp_path, {9 * STEPS: ["rollback=6"]}, patched)
    assert max(hashes(tmp_path)) == (0, 0, 9)
    list(search(made(), tmp_path, start_workers(1), mode=Panda(), existing=Existing.CONTINUE))
    assert max(hashes(tmp_path)) == (0, 1, 12)
    assert replays_exactly(tmp_path)


def test_going_back_to_a_lost_loss_is_refused(made, tmp_path, monkeypatch):
    """A change that would train on from a lost loss is refused as a whole."""
    script = {
        STEPS + 1: ["learning_rate=1e30"],
        3 * STEPS: ["rollback=1", "learning_rate=0.01", "resume"],
        5 * STEPS: ["undo", "undo", "finish"],
    }
    babysat(made(hyperparameters={"optimizer": "sgd"}), tmp_path, script, monkeypatch, attended=True)
    assert refusals(tmp_path)[-1].startswith("finish: the loss is not finite, there is nothing to keep")
    assert refusals(tmp_path)[-2] == "left out, because finish was refused"
    assert [outcome.status for outcome in Run(tmp_path).outcomes] == ["complete"]


def test_stop_between_two_trials_stops(made, tmp_path):
    prepared = made(hyperparameters={"learning_rate": {"low": 0.001, "high": 0.1}}, search={"trials": 2})
    events = search(prepared, tmp_path, start_workers(1), mode=Panda())
    next(event for event in events if isinstance(event, TrialFinished))
    give(tmp_path, [(Plain("stop"), "")], "tell")
    with pytest.raises(KeyboardInterrupt):
        list(events)
    assert len(Run(tmp_path).outcomes) == 1
