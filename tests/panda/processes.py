"""The trainer as a process, from its start to its end or its death."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from hpsearch.errors import UsageError
from hpsearch.panda.view import View

COMMAND = str(Path(sys.executable).with_name("hpsearch"))
CONFIG = """\
data: {source: iris}
hyperparameters:
  {units: [6, 4], optimizer: adam, learning_rate: 0.01, batch_size: 32, keep_prob: 0.9, epochs: EPOCHS}
search: {mode: panda, trials: 1, rounds: 1}
"""


def config(folder: Path, epochs: int) -> Path:
    path = folder / "babysat.yaml"
    path.write_text(CONFIG.replace("EPOCHS", str(epochs)))
    return path


class Trainer:
    """`hpsearch run` without a terminal, from where the run in `folder` is."""

    def __init__(self, config: Path, folder: Path, *options: str) -> None:
        self.folder = folder
        self._told = (folder.parent / "told").open("w+", encoding="utf-8")  # a pipe would fill up after some epochs
        self.process = subprocess.Popen(
            [COMMAND, "run", str(config), "--out", str(folder), "--resume", *options],
            stdout=subprocess.DEVNULL,
            stderr=self._told,
            stdin=subprocess.DEVNULL,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        if self.process.poll() is None:
            self.kill()
        self._told.close()

    def until(self, reached, seconds: float = 60) -> View:
        """The run, once `reached(view)` is true of it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                view = View(self.folder)
            except UsageError:
                time.sleep(0.01)
                continue
            while time.monotonic() < end and self.process.poll() is None and not (view.refresh() and reached(view)):
                time.sleep(0.005)
            return view
        raise AssertionError("the trainer did not get there")

    def training(self) -> View:
        """The run, once it trains."""
        return self.until(lambda view: view.alive and view.status.state in ("training", "paused"))

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ended(self, seconds: float = 120) -> int:
        self.process.wait(timeout=seconds)
        self._told.seek(0)
        self.told = self._told.read()
        return self.process.returncode
