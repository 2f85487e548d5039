"""What stands on the screen: at 80×24 and larger, in colour and without, while a change waits, after a refusal."""

import numpy as np
import pytest

from hpsearch.runs.store.journal import Command
from hpsearch.screen.happened import Refused, happened
from hpsearch.screen.keys import KEYS
from hpsearch.trials.interventions import Intervention, Moment, numbers

from .conftest import driven, screen_on


def on(run, scenario, **options):
    async def opened():
        async with screen_on(run, **options) as screen:
            await scenario(screen)

    driven(opened())


FIGURES = ("train_loss", "dev_loss", "train_error", "dev_error", "best dev_error", "learning_rate", "gradient_norm")
TIMES = ("update/weights", "time per epoch", "time left")


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@pytest.mark.parametrize("no_color", [False, True])
def test_all_that_must_be_there_is_there(long_run, monkeypatch, size, no_color):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "vt100")

    async def scenario(screen):
        assert "beta2" not in screen.text  # of no use with momentum
        await screen.shows("▶ training  trial 0", "epoch", "train ", "dev ", *FIGURES, *TIMES)
        for key in KEYS:
            await screen.shows(f"{key.shown} {key.label}")
        lines = screen.text.splitlines()
        assert len(lines) == size[1]
        assert {len(line) for line in lines} == {size[0]}

    on(long_run, scenario, size=size)


def test_it_fills_whatever_size_its_terminal_takes(long_run):
    async def scenario(screen):
        for width, height in ((160, 50), (60, 20), (80, 24), (30, 10), (120, 30)):
            await screen.pilot.resize_terminal(width, height)
            await screen.pilot.pause(0.1)
            lines = screen.text.splitlines()
            assert (len(lines), len(lines[0])) == (height, width)
        await screen.shows("train_loss", "? help", "epoch")

    on(long_run, scenario)


def test_a_change_is_numbered_alike_in_the_list_and_above_the_curve(long_run):
    async def scenario(screen):
        await screen.press("left_square_bracket")
        held = await screen.last("learning_rate")
        number = numbers(screen.view.of_trial(held.trial))[-1]
        await screen.shows(f"{number} from {held.moment} on: learning_rate")
        await screen.until(lambda: str(number) in screen.text.splitlines()[1][8:84].split())

    on(long_run, scenario, size=(120, 24))


def text(lines) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


def test_what_waits_comes_last_and_what_was_refused_in_its_place():
    """What waits comes last what was refused in its place and the oldest make room."""
    place = Moment(0, 4, 2)
    done = [Intervention(0, place, "l2", 0.0, float(n), id=n, source="tell") for n in (1, 2, 3)]
    undone = Intervention(0, place, "l2", 3.0, 2.0, id=4, undoes=3, source="screen")
    refused = [Refused("beta1=0.5", "beta1=0.5: sgd, this trial's optimizer, does not use beta1", after=2)]
    lines = text(happened([*done, undone], [Command(9, "pause", "screen", "", 0.0)], refused, 70, 20))
    assert lines == [
        "  1 from branch 0, epoch 5, step 3 on: l2 0 → 1 [tell]",
        "  2 from branch 0, epoch 5, step 3 on: l2 0 → 2 [tell]",
        "  ✗ refused: beta1=0.5: sgd, this trial's optimizer, does not use",
        "    beta1",
        "  3 from branch 0, epoch 5, step 3 on: l2 0 → 3, taken back [tell]",
        "  4 from branch 0, epoch 5, step 3 on: undo of change 3: l2 3 → 2",
        "    [screen]",
        "  … pending: pause",
    ]
    assert text(happened([*done, undone], [], refused, 70, 3)) == lines[4:7]
    assert np.all([len(line) <= 70 for line in lines])
