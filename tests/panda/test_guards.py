"""What watches over a training: it says, it pauses, and acts only where the config lets it."""

from math import isfinite

import numpy as np
import pytest

from hpsearch.panda.guards import Guards
from hpsearch.panda.mode import Panda
from hpsearch.panda.verdict import of_curves, of_level
from hpsearch.panda.view import View
from hpsearch.records import replace
from hpsearch.runs.run import Run
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.ranking import Ranking
from hpsearch.workers.backends import start_workers

from .scripts import STEPS, babysat, hashes, interventions, replays_exactly

HOPELESS = {"optimizer": "sgd", "learning_rate": 1e30, "units": [4]}


def curves(train, dev=None, norms=None):
    return [
        EpochRecord(
            0, 0, epoch, 0.1, {"train_loss": loss, "dev_loss": (dev or train)[epoch - 1]}, (norms or train)[epoch - 1]
        )
        for epoch, loss in enumerate(train, start=1)
    ]


FALLING = [1 / n for n in range(1, 31)]
VERDICTS = [
    (curves(FALLING), "healthy", None, ""),
    (curves([*FALLING[:20], 0.9]), "spike", 21, "rollback=20 learning_rate=0.5x"),
    (curves([1, 0.8, 0.9, 1.2, 1.5, 2.4]), "diverging", 3, "rollback=2 learning_rate=0.5x"),
    (curves([2.3] * 30, norms=[1.0] + [0.01] * 29), "plateau", 4, "learning_rate=0.3x"),
    (curves([0.9, 0.5] + [0.3, 0.4] * 30), "settled", 41, "learning_rate=0.3x"),
    (curves(FALLING, [v + 0.004 * n for n, v in enumerate(FALLING, 1)]), "overfitting", 17, "rollback=17 l2=1"),
]


@pytest.mark.parametrize(("epochs", "kind", "since", "proposal"), VERDICTS)
def test_a_verdict_names_what_the_curves_show(epochs, kind, since, proposal):
    """A verdict names what the curves show, since when, and what one might do."""
    verdict = of_curves(epochs)
    assert (verdict.kind, verdict.since, verdict.proposal) == (kind, since, proposal)


RISING_SLOWLY = [*np.linspace(1, 0.2746, 121), *np.linspace(0.2747, 0.279, 130)]
HEALTHY = [
    (FALLING, FALLING, "the training loss falls, and the dev loss with it"),
    (np.linspace(1, 0.1, 251), RISING_SLOWLY, "the training loss falls; the dev loss was lowest in epoch 121"),
    ([*np.linspace(1, 0.5, 30), *np.linspace(0.5, 0.501, 15)], np.linspace(1, 0.4, 45), "lowest in epoch 30; the dev"),
]


@pytest.mark.parametrize(("train", "dev", "said"), HEALTHY)
def test_a_healthy_verdict_says_what_both_losses_do(train, dev, said):
    verdict = of_curves(curves(list(train), list(dev)))
    assert verdict.kind == "healthy"
    assert said in verdict.sentence


def levels(errors, losses):
    return [
        EpochRecord(0, 0, epoch, 0.1, {"train_loss": loss, "dev_loss": loss, "dev_error": error}, 1.0)
        for epoch, (error, loss) in enumerate(zip(errors, losses, strict=True), start=1)
    ]


ERROR = Ranking("dev_error", maximize=False)
WON, LOSS = [0.4, 0.3, 0.22, 0.18, 0.15, 0.14], [1.2, 0.8, 0.6, 0.5, 0.45, 0.4]
LEVELS = [
    (levels([*WON, 0.6, 0.9, 0.9], [*LOSS, 2.1, 2.3, 2.3]), -1, "rollback=6 learning_rate=0.5x"),
    (levels([*WON, 0.6, 0.9, 0.9], [*LOSS, 2.1, 2.3, 2.3]), 6, "rollback=6"),
    (levels([*WON, *[0.9] * 400], [*LOSS, *[2.3] * 400]), 6, "rollback=6"),
    (levels([*WON, 0.9], [*LOSS, 2.3]), -1, ""),
    (levels([*WON, 0.15, 0.14, 0.16], [*LOSS, 0.41, 0.4, 0.42]), -1, ""),
    (levels([*WON, 0.25, 0.3, 0.4], [*LOSS, 0.2, 0.1, 0.1]), -1, ""),
]


@pytest.mark.parametrize(("epochs", "rate_changed_after", "proposal"), LEVELS)
def test_a_training_that_lost_what_it_had_gained_is_broken(epochs, rate_changed_after, proposal):
    """However flat it is now. The way back is before that; a rate that was changed there needs no other change."""
    verdict = of_level(epochs, ERROR, rate_changed_after)
    assert (verdict.proposal if verdict else "") == proposal
    if verdict:
        assert verdict.kind == "broken"
        assert verdict.sentence == "the training broke in epoch 7: dev_error was 0.14 before, and is 0.9 now"


def test_a_training_that_broke_over_several_epochs_is_broken():
    """Its loss is at its highest while the error rises; the way back is before both, not into that rise."""
    errors = [0.15, 0.18, 0.26, 0.43, 0.74, 0.81, 0.89, *[0.9] * 13]  # of momentum with a rate of 3, on digits
    losses = [0.41, 1.15, 0.77, 3.29, 2.46, 2.91, *[2.31] * 14]
    verdict = of_level(levels(errors, losses), ERROR)
    assert verdict is not None
    assert verdict.proposal == "rollback=3 learning_rate=0.5x"
    assert verdict.sentence == "the training broke in epoch 4: dev_error was 0.26 before, and is 0.9 now"


def test_overfitting_that_began_long_ago_is_dated_from_all_epochs():
    """The last epochs show that it goes on, but going back to the lowest dev loss of these would keep nearly all."""
    train = [1 / n for n in range(1, 601)]
    epochs = curves(train, [v + 0.004 * n for n, v in enumerate(train, 1)])
    found = of_curves(epochs[300:], whole=epochs)
    assert (found.kind, found.since, found.proposal) == ("overfitting", 17, "rollback=17 l2=1")
    assert of_curves(epochs[300:]).since == 301


def test_the_lowest_dev_loss_is_that_of_all_epochs():
    dev = [*np.linspace(1, 0.2, 50), *np.linspace(0.3, 0.301, 325), *np.linspace(0.301, 0.302, 225)]
    epochs = curves(list(np.linspace(1, 0.1, 600)), dev)
    assert of_curves(epochs[300:], whole=epochs).sentence.endswith("the dev loss was lowest in epoch 50")


def test_overfitting_is_judged_by_the_metric_of_the_search():
    """Where the dev loss rises, but the error falls, all is well."""
    dev = [v + 0.004 * n for n, v in enumerate(FALLING, 1)]
    epochs = curves(FALLING, dev)
    falling = [replace(each, metrics={**each.metrics, "dev_error": 1 / each.epoch}) for each in epochs]
    rising = [replace(each, metrics={**each.metrics, "dev_error": dev[each.epoch - 1]}) for each in epochs]
    assert of_curves(falling, ranking=ERROR).kind == "healthy"
    assert of_curves(rising, ranking=ERROR).kind == "overfitting"


def test_a_ruined_training_is_said_to_be_broken(made, tmp_path, monkeypatch):
    """A ruined training is said to be broken and the proposal mends it.

    It is judged from its first epoch on, by all that the trainer has.
    """
    said = []
    act = Guards.at_end_of_epoch

    def judging(guards, trainer):
        said.append(guards.verdict(trainer))
        return act(guards, trainer)

    monkeypatch.setattr(Guards, "at_end_of_epoch", judging)
    script = {9 * STEPS: ["learning_rate=100"], 11 * STEPS: ["extend=4"]}
    babysat(made(), tmp_path, script, monkeypatch)
    (broke,) = {each.proposal for each in said if each.kind == "broken"}
    assert broke == "rollback=9"


def test_a_lost_loss_pauses_an_attended_training(made, tmp_path, monkeypatch):
    """A lost loss pauses an attended training with an offer that mends it."""
    script = {4 * STEPS: ["learning_rate=1e30"], 5 * STEPS + 1: ["rollback=4", "learning_rate=0.01", "resume"]}
    babysat(made(hyperparameters=HOPELESS | {"learning_rate": 0.01}), tmp_path, script, monkeypatch, attended=True)
    happened = interventions(tmp_path)
    pause = happened[1]
    assert (pause.what, pause.source, pause.moment.epoch) == ("pause", "guard", 5)
    assert "not finite after epoch 5; rollback=0 learning_rate=0.5x" in pause.remark
    (trial,) = Run(tmp_path).trials.to_dict("records")
    assert trial["status"] == "complete"
    assert replays_exactly(tmp_path)


def test_unattended_a_lost_loss_ends_the_trial(made, tmp_path, monkeypatch):
    """With no one attending, a lost loss ends the trial, as in a search."""
    babysat(made(hyperparameters=HOPELESS), tmp_path, {}, monkeypatch)
    (trial,) = Run(tmp_path).trials.to_dict("records")
    assert (trial["status"], trial["epochs_run"], trial["message"]) == ("diverged", 1, "loss not finite in epoch 1")
    assert [each.what for each in interventions(tmp_path)] == ["diverged"]
    assert replays_exactly(tmp_path)


def test_the_autopilot_goes_back_and_lowers_the_rate(made, tmp_path, monkeypatch):
    """The autopilot goes back and lowers the rate as often as it may."""
    pilot = {"on_divergence": {"learning_rate": "1e-5x", "rollback": 5}, "at_most": 3}
    prepared = made(hyperparameters=HOPELESS | {"learning_rate": 1e4}, search={"autopilot": pilot})
    babysat(prepared, tmp_path / "mended", {}, monkeypatch)
    happened = interventions(tmp_path / "mended")
    assert [each.what for each in happened] == ["rollback", "learning_rate"] * (len(happened) // 2)
    assert {each.source for each in happened} == {"autopilot"}
    assert happened[0].remark.startswith("the loss is not finite after epoch ")
    assert Run(tmp_path / "mended").trials.status[0] == "complete"
    assert replays_exactly(tmp_path / "mended")
    beyond = made(hyperparameters=HOPELESS, search={"autopilot": {**pilot, "at_most": 2}})
    babysat(beyond, tmp_path / "hopeless", {}, monkeypatch)
    happened = interventions(tmp_path / "hopeless")
    assert [each.what for each in happened] == ["rollback", "learning_rate", "rollback", "learning_rate", "diverged"]


def test_the_autopilot_lowers_the_rate_on_a_plateau(made, tmp_path, monkeypatch):
    """At a rate that moves nothing, after a first epoch that did."""
    pilot = {"on_plateau": {"learning_rate": "0.3x"}, "at_most": 2}
    how = {"optimizer": "sgd", "learning_rate": 1e-12, "epochs": 30, "l2": 0}
    monkeypatch.setattr(
        "hpsearch.panda.verdict.plateau", lambda losses, _norms: len(losses) - 9 if len(losses) > 9 else None
    )
    babysat(made(hyperparameters=how, search={"autopilot": pilot}), tmp_path, {}, monkeypatch)
    happened = interventions(tmp_path)
    assert [(each.what, each.source) for each in happened] == [("learning_rate", "autopilot")] * 2
    assert happened[0].after == pytest.approx(0.3e-12)
    assert replays_exactly(tmp_path)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("on", ["on_divergence", "on_plateau"])
def test_decisions_of_the_autopilot_are_done_as_a_whole(made, tmp_path, monkeypatch, on, stored):
    """What the autopilot decides is done as a whole, whenever the trainer is killed."""
    how = {"on_divergence": HOPELESS | {"learning_rate": 1e4}, "on_plateau": {"learning_rate": 1e-9, "epochs": 30}}
    acts = {"on_divergence": {"rollback": 5}, "on_plateau": {"l2": 1}}
    pilot = {on: {**acts[on], "learning_rate": "1e-5x"}, "at_most": 1}
    monkeypatch.setattr(
        "hpsearch.panda.verdict.plateau", lambda losses, _norms: len(losses) - 9 if len(losses) > 9 else None
    )
    prepared = made(hyperparameters=how[on], search={"autopilot": pilot})
    babysat(prepared, tmp_path / "whole", {}, monkeypatch)
    record, died = Journal.record, []

    def dying(self, *interventions):
        made = record(self, *interventions) if stored or died else None
        if not died:
            died.append(True)
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(Journal, "record", dying)
    with pytest.raises(KeyboardInterrupt):
        babysat(prepared, tmp_path / "cut", {}, monkeypatch)
    list(search(prepared, tmp_path / "cut", start_workers(1), mode=Panda(), existing=Existing.CONTINUE))
    assert [each.what for each in interventions(tmp_path / "cut")][:2] == [*acts[on], "learning_rate"]
    assert hashes(tmp_path / "cut") == hashes(tmp_path / "whole")
    for name in ("trials.csv", "history.csv"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_an_act_that_fails_is_remarked_on_and_counts(made, tmp_path, monkeypatch):
    """An act that cannot be followed is remarked on and counts."""
    pilot = {"on_plateau": {"weight_decay": "0.5x", "learning_rate": "0.9x"}, "at_most": 2}
    monkeypatch.setattr("hpsearch.panda.verdict.plateau", lambda losses, _norms: len(losses))
    babysat(made(search={"autopilot": pilot}), tmp_path, {}, monkeypatch)
    happened = [
        (each.what, each.source, "does not use weight_decay" in each.remark) for each in interventions(tmp_path)
    ]
    assert happened == [("note", "autopilot", True), ("learning_rate", "autopilot", False)] * 2


def test_a_loss_lost_after_finish_ends_the_trial(made, tmp_path, monkeypatch):
    """A loss that is lost after finish was asked for ends the trial."""
    script = {STEPS + 1: ["learning_rate=1e30", "finish"]}
    prepared = made(hyperparameters={"optimizer": "sgd"})
    babysat(prepared, tmp_path, script, monkeypatch, attended=True)
    assert [outcome.status for outcome in Run(tmp_path).outcomes] == ["diverged"]
    assert len(hashes(tmp_path)) == 2


def test_the_status_tells_a_screen_how_it_looks(made, tmp_path, monkeypatch):
    babysat(made(), tmp_path, {5 * STEPS: ["l2=1"]}, monkeypatch)
    with View(tmp_path) as view:
        status = view.status
        assert (status.epochs, status.steps_per_epoch, status.verdict) == (12, STEPS, "healthy")
        assert status.values["l2"] == 1
        assert isfinite(status.learning_rate)
        assert view.finished
        assert not view.alive
        assert [each.record.epoch for each in view.history(0)] == list(range(1, 13))
        assert view.pending == []


def test_a_rate_too_large_for_its_type_loses_the_loss(made, tmp_path, monkeypatch):
    """A rate that is too large for its type loses the loss and nothing else."""
    prepared = made(hyperparameters={"optimizer": "sgd"})
    babysat(prepared, tmp_path, {2 * STEPS: ["learning_rate=1e300x"]}, monkeypatch)
    assert [outcome.status for outcome in Run(tmp_path).outcomes] == ["diverged"]
