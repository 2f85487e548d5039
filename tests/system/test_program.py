"""A program that is run leaves nothing running, also where the process that runs it is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from hpsearch.system.program import Program

RUNNING = """
import os, sys
from pathlib import Path
from hpsearch.system.program import Program
with Program(["sh", "-c", "sleep 100 & echo $!; sleep 100"], Path("."), dict(os.environ), Path(sys.argv[1])) as program:
    for line, _ in program.lines():
        print(program.group, line, flush=True)
"""


def is_alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(*processes):
    end = monotonic() + 20
    while any(map(is_alive, processes)) and monotonic() < end:
        sleep(0.01)
    return [process for process in processes if is_alive(process)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says which processes there are")
def test_a_program_and_its_children_end_with_the_process_that_runs_it(tmp_path):
    workplace = tmp_path / "workplace"
    workplace.mkdir()
    with subprocess.Popen([sys.executable, "-c", RUNNING, workplace], stdout=subprocess.PIPE, text=True) as runner:
        group, child = map(int, runner.stdout.readline().split())
        os.kill(runner.pid, signal.SIGKILL)
    assert wait_until_gone(group, child) == []
    end = monotonic() + 20
    while workplace.exists() and monotonic() < end:
        sleep(0.01)
    assert not workplace.exists()


def test_the_end_of_a_program_ends_its_children(tmp_path):
    with Program(["sh", "-c", "sleep 100 & echo $!"], tmp_path, dict(os.environ), tmp_path / "none") as program:
        (line, is_output), *_ = program.lines()
    assert is_output
    assert wait_until_gone(int(line)) == []
