"""A worker's start, which signals must not cut off."""

import subprocess
import sys

import pytest

STARTED_WHILE_TOLD = """
import os, signal, sys
from hpsearch.cli.terminal.interruption import Interruption
from hpsearch.workers import processes
from hpsearch.workers.loky.worker import Worker

start = processes.Popen

def start_and_tell(*arguments, **options):
    process = start(*arguments, **options)
    os.kill(os.getpid(), int(sys.argv[1]))
    return process

processes.Popen = start_and_tell
with Interruption() as interruption:
    interruption.sentence = "interrupted; said"
    Worker({})
"""


@pytest.mark.parametrize("number", [2, 15], ids=["SIGINT", "SIGTERM"])
def test_a_signal_while_a_worker_starts_is_handled_once_it_has_started(number):
    """The process would print a traceback if its start were cut off."""
    ended = subprocess.run(
        [sys.executable, "-c", STARTED_WHILE_TOLD, str(number)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "traceback" not in ended.stdout.lower()
    assert "interrupted; said" in ended.stderr
    assert ended.returncode == 130
