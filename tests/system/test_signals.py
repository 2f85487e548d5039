"""Signals are handled once what must not be cut off is over."""

import subprocess
import sys

import pytest

DRAWING = """
import os, signal, sys, threading
import rich.live
from hpsearch.cli.terminal.interruption import Interruption
from hpsearch.cli.progress.bars import ProgressBars

def told_while(method):
    whole = getattr(rich.live._RefreshThread, method)

    def cut_off(self):
        if method == "start":
            whole(self)
        os.kill(os.getpid(), signal.SIGINT)
        whole(self) if method == "stop" else None

    setattr(rich.live._RefreshThread, method, cut_off)

told_while(sys.argv[1])
with Interruption() as interruption:
    interruption.sentence = "interrupted; said"
    try:
        with ProgressBars():
            pass
    finally:
        threads = [thread for thread in threading.enumerate() if isinstance(thread, rich.live._RefreshThread)]
        for thread in threads:
            thread.join(1)
        print(sum(thread.is_alive() for thread in threads))
"""


@pytest.mark.parametrize("method", ["start", "stop"])
def test_a_bar_that_is_interrupted_as_it_starts_or_stops_draws_no_more(method):
    ended = subprocess.run([sys.executable, "-c", DRAWING, method], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("0\n", 130)
    assert ended.stderr.endswith("interrupted; said\n")
