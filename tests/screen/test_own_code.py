"""The screen on the user's own code: its metrics, its hyperparameters, and nothing of a network's."""

from contextlib import contextmanager

from tests.panda.own_code import TRAIN

from .conftest import driven, screen_on, training

OWN = """\
objective: train.py:FUNCTION
hyperparameters: {learning_rate: 0.001, beta: 0.5, fixed: 1EPOCHS}
search: {mode: panda, metric: dev_rmse, trials: 1, rounds: 1}
"""


@contextmanager
def own_training(folder, function, epochs=""):
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    with training(folder, OWN.replace("FUNCTION", function).replace("EPOCHS", epochs)) as (run, _):
        yield run


def test_it_shows_and_changes_what_the_code_has(tmp_path):
    async def scenario(run):
        async with screen_on(run) as screen:
            await screen.shows("train_loss", "dev_loss", "dev_rmse", "best dev_rmse", "learning_rate", "time left")
            assert "/100000" in screen.text
            for of_networks in ("gradient_norm", "update/weights"):
                assert of_networks not in screen.text
            await screen.press("left_square_bracket")
            held = await screen.last("learning_rate")
            assert (held.before, held.after) == (0.001, 0.0005)
            await screen.press("s")
            await screen.shows("hyperparameter", "beta", "0.5")
            assert "velocity" not in screen.text
            assert "fixed" not in screen.text
            await screen.press("escape")
            await screen.answer("m", typed="0.9", expects="A number, or a factor")
            await screen.shows("'beta1' is unknown")
            await screen.press("escape")
            await screen.press("r")
            await screen.shows("end of epoch", "train_loss", "dev_loss", "the best")
            await screen.press("home")
            await screen.shows("the beginning")
            await screen.press("enter")
            assert (await screen.last("rollback")).target == (1, 0, 0)

    with own_training(tmp_path, "slow", ", epochs: 100000") as run:
        driven(scenario(run))


def test_it_shows_code_that_gives_one_metric_and_can_change_nothing(tmp_path):
    async def scenario(run):
        async with screen_on(run, size=(120, 40)) as screen:
            await screen.shows("best dev_rmse", "not judged: its metrics have no train_loss", "rmse")
            assert "time left" in screen.text
            await screen.press("s")
            await screen.shows("The code allows no hyperparameter to change.")
            await screen.press("escape")
            await screen.press("left_square_bracket")
            await screen.shows("refused: learning_rate=0.5x: train.py:slow_and_bare does not say that it can change")
            await screen.press("v", "z", "r")
            await screen.shows("end of epoch", "dev_rmse")

    with own_training(tmp_path, "slow_and_bare") as run:
        driven(scenario(run))
