"""Ctrl-C and SIGTERM on a real terminal, at any time: a run ends cleanly at once, and can be resumed."""

import os
import random
import re
import signal
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

import pexpect
import pytest

from tests.durability.cases import scaled
from tests.durability.processes import COMMAND, alive, contents, finish, left_behind, scratch, start, wait_until
from tests.durability.processes import write_config as write

INTERRUPTED = re.compile(r"interrupted; what was finished is kept; go on with: hpsearch (run .* --resume)")
ENDED = "interrupted; see what there is with: hpsearch report run"


def catches(process: int) -> bool:
    """Whether a process has its own way to end at SIGTERM by now."""
    status = Path(f"/proc/{process}/status").read_text()
    caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def echoes(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    started = time.monotonic()
    finish(start("run", write(folder, "finalists"), "--jobs", 2, "--out", "run", folder=folder))
    return time.monotonic() - started, contents(folder / "run")


@pytest.mark.skipif(not Path("/proc").exists(), reason="sees in /proc that the tool has begun")
@pytest.mark.parametrize("moment", range(scaled(3, 50)))
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_at_any_moment_it_ends_a_run_within_five_seconds(tmp_path, undisturbed, how, moment):
    """At any moment it ends a run within five seconds which says how to go on.

    The exit code is 130, the terminal is restored, no process remains, and the run resumes to the same bytes.
    """
    (seconds, expected), draw = undisturbed, random.Random(f"{how} {moment}")  # noqa: S311, no secret
    folder = tmp_path / "here"
    folder.mkdir()
    config = write(folder, "finalists").name
    arguments = ["run", config, "--jobs", str(draw.choice([1, 2])), "--out", "run"]
    environment = {**os.environ, **scratch(folder), "COLUMNS": "200"}
    tool = pexpect.spawn(
        COMMAND, arguments, cwd=folder, env=environment, encoding="utf-8", codec_errors="replace", dimensions=(24, 200)
    )
    assert wait_until(lambda: catches(tool.pid))
    tool.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=draw.uniform(0, seconds))  # the screen is read all the time
    shown = tool.before
    if how == signal.SIGINT:
        tool.sendintr()  # the terminal signals the whole group, as for a user
    else:
        os.kill(tool.pid, how)
    sent = time.monotonic()
    shown += tool.read()
    tool.wait()
    ended = time.monotonic() - sent
    assert ended < 5
    assert tool.exitstatus in (0, 130), (tool.exitstatus, tool.signalstatus, shown)
    assert "Traceback" not in shown
    assert echoes(tool.child_fd)
    assert wait_until(lambda: not alive(tool.pid)), alive(tool.pid)
    if tool.exitstatus == 130:
        assert shown.rfind("\x1b[?25h") >= shown.rfind("\x1b[?25l")
        told = shown.splitlines()[-1].rpartition("\x1b[?25h")[2]
        began = (folder / "run").exists()
        assert INTERRUPTED.search(told) or told == ENDED or (told == "interrupted" and not began), shown
    finish(start("run", config, "--jobs", 2, "--out", "run", "--resume", folder=folder))
    assert contents(folder / "run") == expected
    assert not left_behind([folder])
    assert not list(Path(scratch(folder)["TMPDIR"]).iterdir())


DEAF = """
import time
from hpsearch.cli.terminal.interruption import Interruption
with Interruption() as interruption:
    interruption.sentence = "interrupted; said"
    words = ["begun"]
    while True:
        try:
            while words:
                print(words.pop(), flush=True)  # the signal may come while it is still being printed
            time.sleep(60)
        except KeyboardInterrupt:
            pass
"""

IMPATIENT = "from hpsearch.cli.terminal import interruption; interruption._SECONDS_TO_END = 0.5"


@pytest.mark.parametrize(("signals", "least", "most"), [(1, 3, 5), (2, 0.3, 1)])
def test_what_does_not_hear_is_left_within_five_seconds(signals, least, most):
    """What does not hear is left within five seconds or one where a second comes."""
    process = subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    for _ in range(signals):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    sent = time.monotonic()
    _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (130, "interrupted; said\n")
    assert least < time.monotonic() - sent < most


WRITING = """
import os, signal, sys
from hpsearch.cli.terminal.interruption import Interruption
with Interruption() as interruption:
    interruption.sentence = "interrupted; said"
    sys.stdout.write("half a line ")
    os.kill(os.getpid(), signal.SIGINT)
"""


def test_what_was_half_written_stands_above_the_sentence():
    """Where stdout and stderr are one stream, as on a terminal."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", WRITING]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, check=False)
    assert (ended.returncode, ended.stdout) == (130, b"half a line interrupted; said\n")


BUSY = """
import os, signal, time
from hpsearch.cli.terminal.interruption import Interruption

class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)

with Interruption() as interruption:
    interruption.sentence = "interrupted; said"
    last = Last()
    del last
    time.sleep(60)
"""


def test_one_where_nothing_can_be_raised_is_neither_lost_nor_shown():
    """One that comes where nothing can be raised is neither lost nor shown."""
    done = subprocess.run([sys.executable, "-c", BUSY], capture_output=True, text=True, check=False, timeout=3)
    assert (done.returncode, done.stderr) == (130, "interrupted; said\n")


LATE = """
import os, signal
from hpsearch.cli.terminal.interruption import Interruption

class Last:
    def __del__(self, kill=os.kill, number=os.getpid(), signals=(signal.SIGINT, signal.SIGTERM)):
        for each in signals:
            kill(number, each)

last = Last()
with Interruption():
    raise SystemExit(3)
"""


def test_one_that_comes_when_all_is_done_changes_nothing():
    """While Python takes itself apart."""
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False, timeout=3)
    assert (done.returncode, done.stderr) == (3, "")


def test_the_command_that_goes_on_is_the_one_given(tmp_path):
    """The command that continues is the given one with --resume."""
    config = write(tmp_path, "tpe").rename(tmp_path / "my data.yaml")
    process = start("run", config.name, "--trials", 900, "--set", "search.rounds=300", "--overwrite", folder=tmp_path)
    assert wait_until((tmp_path / "runs/my data/trials.csv").exists, 60)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert told.splitlines()[-1].endswith("hpsearch run 'my data.yaml' --trials 900 --set search.rounds=300 --resume")


@pytest.mark.parametrize("stubborn", [True, False], ids=["never ends", "ends"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "full"])
def test_where_nobody_reads_what_is_said_it_ends_all_the_same(closed, stubborn):
    """What never ends is given half a second here, in place of four."""
    code = f"{IMPATIENT}{DEAF}" if stubborn else DEAF.replace("pass", "raise")
    heard, told = os.pipe()
    os.set_blocking(told, False)
    with suppress(BlockingIOError):
        while not closed:
            os.write(told, b" " * 4096)
    os.set_blocking(told, True)
    close = "import os; os.close(2)\n" if closed else ""
    process = subprocess.Popen([sys.executable, "-c", close + code], stdout=subprocess.PIPE, stderr=told, text=True)
    os.close(told)
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    assert process.wait(timeout=20) == 130
    assert time.monotonic() - sent < 5
    process.stdout.close()
    os.close(heard)


INTERRUPTED_IMPORT = """
import os, signal, sys

class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), getattr(signal, sys.argv[2]))

from hpsearch.cli import main
sys.meta_path.insert(0, Interrupts())
main()
"""


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    "module", ["hpsearch.cli.entry", "hpsearch.cli.terminal.streams", "hpsearch.text.command_line"]
)
def test_a_signal_while_the_command_is_imported_ends_it_without_a_traceback(module, how):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_IMPORT, module, how], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, "interrupted\n")
