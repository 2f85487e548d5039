"""How trials and trainings end under the screen, and what it says then."""

import pytest

from hpsearch.errors import StorageError
from hpsearch.panda.changes import parse
from hpsearch.panda.view import send_all
from hpsearch.screen.situation import state

from .conftest import LONG, driven, screen_on, training


def test_finish_and_give_up_ask_first_and_the_next_trial_comes(tmp_path):
    async def scenario(run):
        async with screen_on(run) as screen:
            await screen.press("f")
            await screen.shows("Finish trial 0 now? The model of its best epoch is kept.", "yes, finish it")
            await screen.press("n")
            assert not screen.view.pending
            await screen.press("f", "y")
            assert (await screen.last("finish")).trial == 0
            await screen.shows("trial 1  branch 0")
            await screen.until(lambda: screen.view.history(1))
            await screen.press("x")
            await screen.shows("Give up trial 1")
            await screen.press("y")
            assert (await screen.last("give_up")).trial == 1
            await screen.shows("trial 2  branch 0")
            await screen.press("t")
            await screen.shows("trial 1, not trial 2")
            await screen.press("t", "t")
            await screen.shows("trial 2  branch 0")

    with training(tmp_path) as (run, _):
        driven(scenario(run))


def test_ctrl_c_leaves_the_training_to_itself_or_stops_it_resumably(tmp_path):
    async def left(run):
        async with screen_on(run) as screen:
            await screen.press("ctrl+c")
            await screen.shows("leave it training", "stop it", "back to the screen")
            await screen.press("b")
            await screen.shows("? help")
            await screen.press("ctrl+c", "l")
        assert screen.app.return_value == "left"

    async def stopped(run):
        async with screen_on(run) as screen:
            await screen.press("l", "ctrl+c")  # also over a dialog
            await screen.shows("stop it")
            await screen.press("s")
            await screen.until(lambda: screen.app.return_value == "stopped")

    async def reopened(run):
        async with screen_on(run) as screen:
            await screen.shows("stopped: `hpsearch run ", "--resume`", "train_loss")
            await screen.press("space")
            await screen.shows("refused:", "no training is running")
            await screen.press("ctrl+c")
        assert screen.app.return_value == "over"

    with training(tmp_path) as (run, process):
        driven(left(run))
        assert process.poll() is None
        driven(stopped(run))
        process.wait(timeout=20)
        driven(reopened(run))


def test_a_trainer_that_was_killed_is_missed(tmp_path):
    async def scenario(run, process):
        async with screen_on(run) as screen:
            await screen.shows("training")
            process.kill()
            process.wait()
            await screen.shows("■ no trainer", "the trainer is gone: `hpsearch run", "--resume`", "train_loss")

    with training(tmp_path) as (run, process):
        driven(scenario(run, process))


def test_a_loss_that_is_not_finite_pauses_and_g_goes_back(tmp_path):
    """A loss that is not finite pauses and g goes back and on with half the rate."""

    async def scenario(run):
        async with screen_on(run, size=(100, 30)) as screen:
            before = screen.view.status.learning_rate
            await screen.answer("l", typed="1000000", expects="learning_rate of trial")
            await screen.shows("‖ paused", "diverged: the loss is not finite", "g does rollback=")
            await screen.press("g")
            await screen.last("resume")
            halved, back = screen.view.interventions[-2], screen.view.interventions[-3]
            assert (back.what, halved.what) == ("rollback", "learning_rate")
            assert halved.after == before / 2
            await screen.shows("▶ training")

    with training(tmp_path, LONG.replace("momentum", "sgd")) as (run, _):
        driven(scenario(run))


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_a_run_that_is_over_can_be_looked_at(tmp_path, size):
    async def scenario(run, process):
        async with screen_on(run, size=size) as screen:
            process.wait(timeout=30)
            await screen.until(lambda: state(screen.view) == "finished")
            await screen.shows("■ finished", "epoch 3/3", "the run is over")

    short = LONG.replace("100000", "3").replace("trials: 3", "trials: 1")
    with training(tmp_path, short) as (run, process):
        driven(scenario(run, process))


def test_a_change_that_cannot_be_written_is_refused_with_the_reason(tmp_path, monkeypatch):
    async def scenario(run):
        async with screen_on(run) as screen:
            monkeypatch.setattr("hpsearch.panda.view.give", no_room)
            await screen.press("space")
            await screen.shows("refused:", "the disk is full")

    def no_room(*_arguments):
        raise StorageError("run.db: the disk is full")

    with training(tmp_path) as (run, _):
        driven(scenario(run))


@pytest.mark.parametrize(("key", "asks"), [("f", "Finish trial 0"), ("x", "Give up trial 0"), ("s", "hyperparameter")])
def test_a_dialog_about_a_trial_that_ends_is_closed_with_a_sentence(tmp_path, key, asks):
    """It stays until the next trial begins; the answer, which comes too late, changes no other trial."""

    async def scenario(run):
        async with screen_on(run) as screen:
            await screen.press(key)
            await screen.shows(asks)
            send_all(run, [parse("give_up")], "tell")
            await screen.until(lambda: screen.view.trial == 1 and screen.view.history(1))
            await screen.shows("trial 0 has ended, so the dialog about it was closed", "? help")
            await screen.press("y")
            assert not screen.view.of_trial(1)
            send_all(run, [parse("give_up")], "tell")
            await screen.until(lambda: screen.view.trial == 2 and screen.view.history(2))
            await screen.until(lambda: "has ended" not in screen.text)

    with training(tmp_path) as (run, _):
        driven(scenario(run))


def test_a_refusal_leaves_the_screen_when_the_next_trial_begins(tmp_path):
    async def scenario(run):
        async with screen_on(run) as screen:
            screen.app.watching.action_tell("learning_rate=0.5x", trial=7)
            await screen.shows("refused: trial 7 is over")
            send_all(run, [parse("give_up")], "tell")
            await screen.until(lambda: screen.view.trial == 1 and screen.view.history(1))
            await screen.until(lambda: "refused" not in screen.text)

    with training(tmp_path) as (run, _):
        driven(scenario(run))
