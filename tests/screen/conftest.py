"""Trainings in a process of their own, and screens on them."""

import asyncio
import time
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from hpsearch.cli.searches.trainer_process import start_trainer
from hpsearch.errors import HpsearchError
from hpsearch.panda.view import View
from hpsearch.screen.app import PandaScreen
from hpsearch.screen.situation import state

LONG = """\
data: {source: digits}
hyperparameters:
  {units: [8], optimizer: momentum, learning_rate: {low: 0.008, high: 0.012}, batch_size: 2, epochs: 100000}
search: {mode: panda, trials: 3, rounds: 1, finalists: null}
"""
"""540 steps an epoch, so that there is time to do something between two."""


@contextmanager
def training(folder: Path, config: str = LONG):
    """A trainer process, that trains; the folder of its run."""
    path = folder / "long.yaml"
    path.write_text(config)
    run = folder / "run"
    process, started = start_trainer([str(path), "--out", str(run)])
    try:
        assert started == run
        deadline = time.monotonic() + 60
        while not trains(run) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert not process.returncode
        yield run, process
    finally:
        process.kill()
        process.wait()


def trains(run: Path) -> bool:
    try:
        with View(run) as view:
            return state(view) == "training" and bool(view.history(0))
    except HpsearchError:
        return False


@pytest.fixture(scope="module")
def long_run(tmp_path_factory):
    """The folder of a run that trains on and on, for all tests of a file."""
    with training(tmp_path_factory.mktemp("long")) as (run, _):
        yield run


class Driven:
    """A screen, the hands on its keys and the eyes on its text."""

    def __init__(self, app, pilot):
        self.app, self.pilot, self.view = app, pilot, app.watching.view

    @property
    def text(self) -> str:
        """What stands on the screen, dialogs in front."""
        screens = [[strip.text for strip in screen._compositor.render_strips()] for screen in self.app.screen_stack]
        return "\n".join(screens[-1])

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str):
        await self.press(*(NAMES.get(character, character) for character in text))

    async def until(self, condition, seconds: float = 20.0):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.text
            await self.pilot.pause(0.02)

    async def answer(self, *keys: str, typed: str, expects: str):
        """Open a dialog by some keys, type into it, and let it hold."""
        await self.press(*keys)
        await self.shows(expects)
        await self.type(typed)
        await self.press("enter")

    async def shows(self, *texts: str):
        await self.until(lambda: all(text in self.text for text in texts))

    async def last(self, what: str):
        """The change that holds once the one asked for does."""
        await self.until(
            lambda: self.view.interventions and self.view.interventions[-1].what == what and not self.view.pending
        )
        return self.view.interventions[-1]


NAMES = {"=": "equals_sign", ".": "full_stop", " ": "space", "-": "minus", "[": "left_square_bracket"}


@asynccontextmanager
async def screen_on(folder: Path, size=(80, 24)):
    with View(folder) as view:
        app = PandaScreen(view)
        async with app.run_test(size=size) as pilot:
            driven = Driven(app, pilot)
            await driven.shows("epoch", "? help")
            yield driven


def driven(scenario):
    """Run a scenario of a screen, which is a coroutine."""
    return asyncio.run(scenario)
