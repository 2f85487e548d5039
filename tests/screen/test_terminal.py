"""The screen on real terminals: keys, signals and kills, several at once, and what the training notices: nothing."""

import os
import re
import signal
import sys
import time
from pathlib import Path

import pexpect
import pytest

from hpsearch.panda.view import View

from .conftest import LONG, training

SCREENS = 30 if int(os.environ.get("HPSEARCH_CASES", "0")) else 3
COMMAND = str(Path(sys.executable).with_name("hpsearch"))
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)[;m]")


def terminal(*arguments: object, **environment) -> pexpect.spawn:
    """A terminal in which a command is given on which a screen opens."""
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    env |= {"TERM": "xterm-256color", **environment}
    return pexpect.spawn(COMMAND, list(map(str, arguments)), env=env, encoding="utf-8", timeout=60)


def ended(child: pexpect.spawn) -> str:
    """The last that is written to a terminal, which is left as it was."""
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    pairs = (("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?25l", "\x1b[?25h"), ("\x1b[?1000h", "\x1b[?1000l"))
    for before, after in pairs:  # its own page, its cursor, its mouse
        assert child.before.rfind(after) > child.before.rfind(before)
    return child.before


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1", "TERM": "vt100"}], ids=["colour", "monochrome"])
def test_keys_work_and_the_terminal_is_itself_again_at_the_end(long_run, environment):
    child = terminal("watch", long_run, **environment)
    child.expect(r"help.*leave")
    written = child.before + child.after
    child.send("[")
    child.expect("pending|learning_rate .* →")
    with View(long_run) as view:
        deadline = time.monotonic() + 20
        while not any(each.source == "screen" for each in view.interventions):
            assert time.monotonic() < deadline
            view.refresh()
            time.sleep(0.02)
    written += child.before + child.after
    child.sendcontrol("c")
    child.expect("leave it training")
    written += child.before + child.after
    child.send("l")
    written += ended(child)
    assert "ends the training" in " ".join(" ".join(written.rstrip().splitlines()[-2:]).split())  # a long path wraps
    assert bool(colours := COLOUR.findall(written)) == (not environment), colours


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_screen_with_the_terminal_as_it_was(long_run, how):
    child = terminal("watch", long_run)
    child.expect(r"help.*leave")
    child.kill(how)
    ended(child)


def test_run_opens_the_screen_which_stays_until_it_is_closed(tmp_path):
    """Run opens the screen which stays when the training is over and then shows the leaderboard."""
    config = tmp_path / "short.yaml"
    config.write_text(LONG.replace("100000", "3").replace("trials: 3", "trials: 1"))
    child = terminal("run", config, "--out", tmp_path / "run")
    child.expect("■ finished")
    written = child.before + child.after
    child.send("q")
    written += ended(child)
    assert "rank" in written
    assert "every trial and epoch, and the best model" in written


def hashes(run: Path) -> list[str]:
    with View(run) as view:
        return [each.hash for each in view.history(0)]


def test_screens_that_are_killed_leave_the_training_as_it_was(tmp_path):
    """Screens that open are killed and open again leave the training as it was.

    The hash of each epoch is that of a training without a screen.
    """
    (tmp_path / "alone").mkdir()
    (tmp_path / "watched").mkdir()
    with training(tmp_path / "alone") as (alone, _), training(tmp_path / "watched") as (run, trainer):
        opened = 0
        while opened < SCREENS:
            several = [terminal("watch", run) for _ in range(min(3, SCREENS - opened))]
            for child in several:
                child.expect(r"help.*leave")
                child.send("vz?")
            opened += len(several)
            for child in several:
                child.kill(signal.SIGKILL)
                child.close()
        assert trainer.poll() is None
        watched = hashes(run)
        deadline = time.monotonic() + 300
        while len(undisturbed := hashes(alone)) < len(watched):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert len(watched) > SCREENS
        assert watched == undisturbed[: len(watched)]
