"""Makes screen.svg, the picture in the README: a rate that is too high, the spike, the way back, a lower rate."""

import asyncio
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from hpsearch.errors import HpsearchError
from hpsearch.panda.changes import parse
from hpsearch.panda.view import View, answers, send_all
from hpsearch.screen.app import PandaScreen

CONFIG = """\
data: {source: digits}
hyperparameters:
  {units: [64, 32], optimizer: momentum, learning_rate: 0.01, keep_prob: 0.9, batch_size: 8, epochs: 120}
search: {mode: panda, finalists: null}
"""
STORY = (
    (14, ["learning_rate=0.6", "note=can it go faster?"]),
    (22, ["rollback=14", "learning_rate=0.5x"]),
    (45, ["learning_rate=0.2x", "note=finer steps now"]),
)
"""After which epoch what is asked for."""

SIZE = (110, 38)
DRAWN = 85


def main() -> None:
    """Train by the story, and draw the screen as it is then."""
    target = Path(__file__).with_suffix(".svg").absolute()
    with TemporaryDirectory() as folder, chdir(folder):
        Path("digits.yaml").write_text(CONFIG)
        run = Path("runs/digits")
        command = [str(Path(sys.executable).with_name("hpsearch")), "run", "digits.yaml"]
        trainer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            for epoch, changes in STORY:
                _until(run, epoch)
                answers(run, send_all(run, [parse(change) for change in changes], source="screen"), timeout=60)
            picture = asyncio.run(_picture(run))
        finally:
            trainer.kill()
            trainer.wait()
    target.write_text(picture)
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


def _until(run: Path, epoch: int) -> None:
    """Wait for the end of an epoch."""
    while True:
        try:
            with View(run) as view:
                while view.status.epoch < epoch:
                    sleep(0.01)
                    view.refresh()
                return
        except HpsearchError:  # it has not begun yet
            sleep(0.02)


async def _picture(run: Path) -> str:
    with View(run) as view:
        app = PandaScreen(view)
        async with app.run_test(size=SIZE) as pilot:
            while view.status.epoch < DRAWN:
                await pilot.pause(0.05)
            return app.export_screenshot(title="hpsearch watch runs/digits")


if __name__ == "__main__":
    main()
