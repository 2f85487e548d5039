"""What a screen and checkpoints take from a training: `python -m benchmarks.screen_cost`, about three minutes.

In turn, a few epochs each: the bare training, in this process; the trainer with nobody looking; the trainer with a
screen open at 160×50. The network is 784-256-128-10 on batches of 128. It is processor time that counts, which other
programs lengthen less than they do the clock's; of the screen's own a second line tells. At last, how long a change
takes to hold.
"""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from statistics import median
from struct import pack
from tempfile import TemporaryDirectory
from termios import TIOCSWINSZ
from threading import Thread
from time import perf_counter, process_time, sleep

import numpy as np

from hpsearch.cli.searches.trainer_process import start_trainer
from hpsearch.config import read_config
from hpsearch.panda.view import View, answers, send_all
from hpsearch.search.prepare import prepare
from hpsearch.system.threads import one_thread
from hpsearch.trials.outcomes import Trial

EXAMPLES, INPUTS, CLASSES = 12_000, 784, 10
EPOCHS, ROUNDS = 25, 8
CHANGES = 50
CONFIG = """\
data: {source: many.npz, split: {train: 0.8, dev: 0.1, test: 0.1}}
hyperparameters: {units: [256, 128], optimizer: adam, learning_rate: 1e-4, batch_size: 128, epochs: 1000000}
search: {mode: panda, finalists: null}
"""


def main() -> None:
    """Measure, and say by how much."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        rng = np.random.default_rng(0)
        x = rng.normal(size=(EXAMPLES, INPUTS)).astype(np.float32)
        np.savez(folder / "many.npz", X=x, y=np.argmax(x[:, :CLASSES], axis=1))
        (folder / "many.yaml").write_text(CONFIG)
        run = folder / "run"
        bare = _bare(folder / "many.yaml")
        trainer, _ = start_trainer([str(folder / "many.yaml"), "--out", str(run)])
        seconds: dict[str, list[float]] = {"bare": [], "alone": [], "watched": [], "screen": []}
        try:
            _told(run, "pause")
            for _ in range(ROUNDS):
                seconds["bare"].append(bare())
                seconds["alone"].append(_epochs(run, trainer.pid))
                with _screen(run) as screen:
                    before = _processor(screen)
                    seconds["watched"].append(_epochs(run, trainer.pid))
                    seconds["screen"].append((_processor(screen) - before) / EPOCHS)
                latest = {name: f"{1000 * each[-1]:.1f}" for name, each in seconds.items()}
                print(f"ms of processor time an epoch: {latest}", file=sys.stderr)
            waited = _changes(run)
        finally:
            trainer.kill()
            trainer.wait()
    _say(seconds)
    print(f"a change holds {1000 * median(waited):.0f} ms after it was asked for, at most {1000 * max(waited):.0f} ms")


def _say(seconds: dict[str, list[float]]) -> None:
    middle = {name: median(each) for name, each in seconds.items()}
    print("| | ms of processor time an epoch | of the bare training |\n|---|---|---|")
    names = {
        "bare": "the training alone",
        "alone": "with checkpoints, events and tables",
        "watched": "and a screen open",
        "screen": "the screen's own process",
    }
    for name, told in names.items():
        print(f"| {told} | {1000 * middle[name]:.1f} | {100 * middle[name] / middle['bare']:.1f} % |")
    shares = [100 * (watched / bare - 1) for watched, bare in zip(seconds["watched"], seconds["bare"], strict=True)]
    print(f"\nscreen and checkpoints together: {median(shares):+.1f} % (median of {ROUNDS} rounds, {_range(shares)})")


def _range(values: list[float]) -> str:
    return f"{min(values):+.1f} to {max(values):+.1f}"


def _bare(config: Path) -> Callable[[], float]:
    """Trains so many epochs at each call; the processor seconds of one."""
    objective = prepare(read_config(config)).objective
    live_model = objective.live_model(objective.plan(Trial(0, 1, {})))

    def train() -> float:
        with one_thread():
            before, end = process_time(), live_model.epoch + EPOCHS
            while live_model.epoch < end:
                live_model.take_step(watching=False)
            return (process_time() - before) / EPOCHS

    train()
    return train


def _epochs(run: Path, trainer: int) -> float:
    """Let the trainer train so many epochs; the processor seconds of one."""
    before = _processor(trainer)
    _told(run, f"run={EPOCHS}")
    with View(run) as view:
        while view.status.state != "paused":
            sleep(0.1)
            view.refresh()
    return (_processor(trainer) - before) / EPOCHS


def _changes(run: Path) -> list[float]:
    """The seconds from asking for each of some changes to its answer, by the clock, while the model trains."""
    _told(run, "resume")
    waited = []
    for number in range(CHANGES):
        started = perf_counter()
        _told(run, f"l2={number}")
        waited.append(perf_counter() - started)
        sleep(0.1)
    return waited


def _told(run: Path, change: str) -> None:
    answers(run, send_all(run, [change], source="benchmark"), timeout=60)


def _processor(process: int) -> float:
    """Seconds that a process has computed."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _screen(run: Path) -> Iterator[int]:
    """A screen on a terminal of its own that takes all that is written; its process."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, pack("HHHH", 50, 160, 0, 0))
    command = [Path(sys.executable).with_name("hpsearch"), "watch", run]
    env = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True)
    os.close(theirs)
    reader = Thread(target=_swallow, args=(ours,), daemon=True)
    reader.start()
    try:
        sleep(3)  # it opens, which is no part of watching
        yield process.pid
    finally:
        process.terminate()
        process.wait()
        reader.join()
        os.close(ours)


def _swallow(terminal: int) -> None:
    try:
        while os.read(terminal, 65_536):
            pass
    except OSError:  # the other end is closed
        return


if __name__ == "__main__":
    main()
