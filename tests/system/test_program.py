"""A program that is run leaves nothing running, also where the process that runs it is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from hpsearch.system.program import Program
from hpsearch.system.workplace import workplace

RUNNING = """
import os
from pathlib import Path
from hpsearch.system.program import Program
from hpsearch.system.workplace import workplace
words = ["sh", "-c", "sleep 100 & echo $!; sleep 100"]
with workplace() as place, Program(words, Path("."), dict(os.environ), place) as program:
    for line, _ in program.lines():
        print(program.group, line, place.folder, flush=True)
"""


def is_alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def is_removed(folder):
    end = monotonic() + 20
    while folder.exists() and monotonic() < end:
        sleep(0.01)
    return not folder.exists()


def wait_until_gone(*processes):
    end = monotonic() + 20
    while any(map(is_alive, processes)) and monotonic() < end:
        sleep(0.01)
    return [process for process in processes if is_alive(process)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says which processes there are")
def test_a_program_its_children_and_its_folder_end_with_the_process_that_runs_it():
    with subprocess.Popen([sys.executable, "-c", RUNNING], stdout=subprocess.PIPE, text=True) as runner:
        group, child, folder = runner.stdout.readline().split()
        os.kill(runner.pid, signal.SIGKILL)
    assert wait_until_gone(int(group), int(child)) == []
    assert is_removed(Path(folder))


def test_a_folder_whose_program_has_not_started_ends_with_the_process_that_made_it():
    making = "from hpsearch.system.workplace import workplace\nwith workplace() as place: print(place.folder); 1 / 0"
    killed = making.replace("1 / 0", "import os, sys; sys.stdout.flush(); os.kill(os.getpid(), 9)")
    for program in (making, killed):
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert ended.returncode
        assert is_removed(Path(ended.stdout.strip()))


def test_the_end_of_a_program_ends_its_children(tmp_path):
    words = ["sh", "-c", "sleep 100 & echo $!"]
    with workplace() as place, Program(words, tmp_path, dict(os.environ), place) as program:
        (line, is_output), *_ = program.lines()
    assert is_output
    assert wait_until_gone(int(line)) == []
    assert not place.folder.exists()
