"""The tool on a real terminal, and what ends it from outside."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands
from hpsearch.errors import UsageError
from hpsearch.runs.run import Run

COMMAND = str(Path(sys.executable).with_name("hpsearch"))
LONG = """\
data: {source: iris}
hyperparameters:
  layers: {low: 1, high: 3}
  units: {low: 4, high: 16}
  optimizer: {choices: [momentum, adam]}
  learning_rate: {low: 1e-4, high: 1, scale: log}
  l2: {low: 1e-2, high: 1e+2, scale: log, or_zero: true}
  epochs: 40
search: {trials: 400, rounds: 100, finalists: {count: 2, repeats: 2}}
"""


@pytest.fixture
def config(tmp_path):
    (tmp_path / "long.yaml").write_text(LONG)
    return "long.yaml"


def screen_of(tmp_path, arguments, columns, code=0):
    """The output of a command on a terminal of this width."""
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    child = pexpect.spawn(
        COMMAND, arguments, cwd=str(tmp_path), dimensions=(24, columns), encoding="utf-8", timeout=60, env=env
    )
    text = child.read()
    child.close()
    assert child.exitstatus == code
    return text


def test_a_terminal_shows_a_bar_and_is_left_with_its_cursor(tmp_path, config):
    text = screen_of(tmp_path, ["run", config, "--trials", "8", "--jobs", "1"], 80)
    assert "round 1" in text
    assert "finalists" in text
    assert text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l") >= 0


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize(
    ("arguments", "at"), [(["check", "long.yaml"], "reading the data …"), (["init", "iris"], "reading iris …")]
)
def test_a_terminal_shows_what_takes_a_while_until_it_is_done(tmp_path, arguments, at):
    assert f"{at}\r\x1b[K" in screen_of(tmp_path, arguments, 80)


@pytest.fixture(scope="module")
def finished_run(tmp_path_factory):
    """A folder in which runs/long has 8 trials."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "long.yaml").write_text(LONG)
    with contextlib.chdir(folder):
        assert CliRunner().invoke(commands, ["run", "long.yaml", "--trials", "8", "--jobs", "1"]).exit_code == 0
    return folder


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_a_leaderboard_fits_the_terminal_with_every_number_whole(finished_run, columns):
    lines = re.sub(r"\x1b\[[\d;]*m", "", screen_of(finished_run, ["report", "runs/long"], columns)).splitlines()
    rule = next(n for n, line in enumerate(lines) if line.startswith("─"))
    assert max(map(len, lines[rule - 2 : rule + 9])) <= columns
    ranks = [line.split()[0] for line in lines[rule + 1 : rule + 9]]
    assert ranks == [str(rank) for rank in range(1, 9)]
    assert any("learning" in line for line in lines[:rule])


@pytest.mark.parametrize("columns", [60, 80])
def test_a_sentence_is_broken_at_blanks_alone(finished_run, columns):
    lines = screen_of(finished_run, ["report", "runs/long"], columns).splitlines()
    with contextlib.chdir(finished_run):
        sentences = CliRunner().invoke(commands, ["report", "runs/long"]).stdout.splitlines()
    told = next(line for line in sentences if len(line) > columns and "`" not in line)
    begin = next(n for n, line in enumerate(lines) if told.startswith(line))
    end = next(n for n in range(begin + 1, len(lines)) if not lines[n].startswith("  "))
    assert " ".join(line.strip() for line in lines[begin:end]) == told
    assert max(map(len, lines[begin:end])) <= columns


def test_a_mistyped_command_is_told_in_lines_that_are_broken_at_blanks(tmp_path):
    lines = screen_of(tmp_path, ["run", "iris", "--trials", "some-number-of-trials"], 50, code=2).splitlines()
    told = " ".join(line.strip() for line in lines)
    assert max(map(len, lines)) <= 50
    assert "Invalid value for '--trials': 'some-number-of-trials'; give a whole number that is 1 or more" in told


def test_the_last_sentence_of_an_interrupted_command_is_broken_at_blanks():
    code = "from hpsearch.cli.terminal.interruption import Interruption\nwith Interruption() as it:\n"
    code += (
        "    it.sentence = 'interrupted; what was finished is kept; go on with: hpsearch run a.yaml'\n    it._first()"
    )
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    child = pexpect.spawn(sys.executable, ["-c", code], dimensions=(24, 40), encoding="utf-8", timeout=60, env=env)
    lines = child.read().removeprefix("\x1b[?25h").splitlines()
    assert lines == ["interrupted; what was finished is kept;", "  go on with: hpsearch run a.yaml"]


def finished(folder: Path) -> int:
    try:
        return Run(folder).progress[0]
    except UsageError:
        return 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_which_says_how_to_go_on(tmp_path, config, how):
    """It exits with 130 within seconds, keeps what was finished, and leaves no worker behind."""
    process = subprocess.Popen(
        [COMMAND, "run", config, "--jobs", "2"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while finished(tmp_path / "runs/long") < 8 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, how)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert told.splitlines()[-1].startswith("interrupted; what was finished is kept")
    kept = (tmp_path / "runs/long/trials.csv").read_text().count("\n") - 1
    assert 8 <= kept == finished(tmp_path / "runs/long") < 400
    while group_is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not group_is_alive(process.pid)


def group_is_alive(group: int) -> bool:
    """Whether a process of the group runs on, other than one that is dead and not yet reaped."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(line.split()[0] == str(group) and "Z" not in line.split()[1] for line in listed.splitlines())
