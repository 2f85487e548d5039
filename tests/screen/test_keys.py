"""Every key, with a training in a separate process."""

import pytest
from textual.events import Key

from hpsearch.screen.keys import KEYS, lines

from .conftest import driven, screen_on


@pytest.fixture
def on_screen(long_run):
    """Runs a scenario on the training."""

    def run(scenario, **options):
        async def opened():
            async with screen_on(long_run, **options) as screen:
                await scenario(screen)

        driven(opened())

    return run


def test_brackets_halve_and_double_the_learning_rate(on_screen):
    async def scenario(screen):
        before = screen.view.status.learning_rate
        await screen.press("left_square_bracket")
        held = await screen.last("learning_rate")
        assert (held.before, held.after) == (before, before / 2)
        assert held.source == "screen"
        await screen.shows(f"from branch {held.moment.branch}", "[screen]")
        await screen.press("right_square_bracket")
        await screen.until(lambda: screen.view.interventions[-1].after == before)

    on_screen(scenario)


def test_space_pauses_and_resumes_and_n_trains_some_epochs(on_screen):
    async def scenario(screen):
        await screen.press("space")
        await screen.last("pause")
        await screen.shows("‖ paused")
        await screen.answer("n", typed="2", expects="How many epochs?")
        run = await screen.last("pause")
        assert run.source == "guard"
        ran = screen.view.interventions[-2]
        assert ran.what == "run"
        assert run.moment.epoch == ran.after
        await screen.press("space")
        await screen.last("resume")
        await screen.shows("▶ training")

    on_screen(scenario)


def test_l_m_and_s_take_a_value_and_say_what_is_wrong_with_one(on_screen):
    """L m and s take a value and say at once what is wrong with one."""

    async def scenario(screen):
        await screen.answer("l", typed="0.02", expects="learning_rate of trial")
        assert (await screen.last("learning_rate")).after == 0.02
        await screen.answer("m", typed="1.5", expects="beta1 of trial")
        await screen.shows("1.5 is too large; expected less than 1")
        await screen.press("home", *["delete"] * 3)
        await screen.type("0.8")
        await screen.press("enter")
        assert (await screen.last("beta1")).after == 0.8
        await screen.press("s")
        await screen.shows("hyperparameter", "velocity")
        await screen.until(lambda: screen.app.screen.query_one("OptionList").option_count > 4)
        names = list(screen.view.status.values)
        await screen.press(*["down"] * names.index("l2"), "enter")
        await screen.shows("l2 of trial")
        await screen.type("0.5")
        await screen.press("enter")
        assert (await screen.last("l2")).after == 0.5
        await screen.press("s", "end", "enter")
        await screen.last("velocity")
        await screen.press("l", "escape")
        await screen.shows("? help")

    on_screen(scenario)


def test_what_is_typed_before_a_dialog_is_there_is_not_lost(on_screen):
    async def scenario(screen):
        for key in ("l", "0", "full_stop", "0", "3", "enter"):
            screen.app.post_message(Key(key, "." if key == "full_stop" else key if len(key) == 1 else None))
        assert (await screen.last("learning_rate")).after == 0.03

    on_screen(scenario)


def test_r_rolls_back_to_the_epoch_under_the_cursor(on_screen):
    """R rolls back to the epoch under the cursor with a change and u takes back."""

    async def scenario(screen):
        await screen.until(lambda: len(screen.view.history(screen.view.trial)) >= 3)
        await screen.press("r")
        await screen.shows("end of epoch", "train_loss", "dev_loss", "the best")
        await screen.press("home", "down", "tab")
        await screen.type("l2=2")
        await screen.press("enter")
        changed = await screen.last("l2")
        back = screen.view.interventions[-2]
        assert back.what == "rollback"
        assert back.target.epoch == 1
        assert changed.moment == back.target
        await screen.press("u")
        await screen.last("l2")
        await screen.press("u")
        returned = await screen.last("return")
        assert returned.target == back.moment

    on_screen(scenario)


def test_w_remarks_and_e_extends(on_screen):
    async def scenario(screen):
        await screen.answer("w", typed="so so", expects="Remark to store")
        assert (await screen.last("note")).remark == "so so"
        await screen.shows("so so")
        planned = screen.view.status.epochs
        await screen.answer("e", typed="20", expects="How many epochs more?")
        assert (await screen.last("epochs")).after == planned + 20

    on_screen(scenario)


def test_a_refused_change_shows_the_reason(on_screen):
    async def scenario(screen):
        await screen.press("s", "end", "up", "enter")  # input_keep_prob, of which there is no more than 1
        await screen.type("4x")
        await screen.press("enter")
        await screen.shows("refused: input_keep_prob")

    on_screen(scenario)


def test_v_z_t_and_help_look_without_asking_for_anything(on_screen):
    async def scenario(screen):
        asked = len(screen.view.interventions)
        await screen.press("v")
        await screen.shows("error  ")
        await screen.press("z", "t", "question_mark")
        for key in KEYS:
            await screen.shows(key.sentence)
        await screen.press("escape")
        assert len(screen.view.interventions) == asked
        assert not screen.view.pending

    on_screen(scenario)


def test_the_footer_has_every_key_at_any_width():
    for width in (60, 80, 120, 160, 300):
        rows = lines(width)
        assert [key for row in rows for key in row] == list(KEYS)
        assert all(sum(len(key.shown) + len(key.label) + 3 for key in row) - 2 <= width for row in rows)
    assert len(lines(78)) <= 3


def test_after_the_end_the_footer_has_no_key_that_changes_the_training():
    shown = {key.label for row in lines(80, over=True) for key in row}
    assert shown == {"view", "zoom", "trial", "help", "leave"}


def test_ctrl_c_over_a_dialog_keeps_what_was_typed_in_it(on_screen):
    async def scenario(screen):
        await screen.press("w", *"because")
        await screen.shows("because")
        await screen.press("ctrl+c")
        await screen.shows("leave it training", "back to the screen")
        await screen.press("b")
        await screen.shows("because")
        await screen.press("tab", "shift+tab", "!")
        await screen.shows("because!")
        await screen.press("escape")

    on_screen(scenario)
