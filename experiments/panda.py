"""The story of panda.md: a rate that is too high, the spike, the rollback, the lower rate, the better end.

`python -m experiments.panda` trains it again and writes the page. What is done holds where the training has paused, so
that it comes out the same on every run.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import sleep

from ruamel.yaml import YAML

from hpsearch.config import config_from
from hpsearch.panda.changes import parse
from hpsearch.panda.mode import Panda
from hpsearch.panda.view import View, answers, send_all
from hpsearch.search.events import EpochFinished, Intervened
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

CONFIG = """\
data: {source: digits}
hyperparameters:
  units: [64, 32]
  activation: leaky_relu
  optimizer: momentum
  learning_rate: 3
  epochs: 40
search: {mode: panda, trials: 1}
"""
RUN = Path("runs/panda")
STEPS = (
    ("rollback=1", "learning_rate=1", "run=8"),
    ("learning_rate=0.1x", "run=8"),
    ("finish",),
)
"""What is told, each at a pause: first the one that the lost loss makes, then those that were asked for."""

PAGE = """\
# A panda's story

Repeat it with `python -m experiments.panda`. On a terminal one would type `hpsearch run panda.yaml`, with this config:

```yaml
{stated}```

The rate looks fine for an epoch, then the
loss climbs, and in epoch 7 it is no longer finite. The training pauses and waits for an answer:

```
{first}
```

Back to the end of the first epoch, and on from there at a third of the rate for eight epochs:

```console
$ hpsearch tell runs/panda {told[0]}
{answers[0]}
```

```
{second}
```

The loss comes down, though not in every epoch. Eight more at a tenth of the rate:

```console
$ hpsearch tell runs/panda {told[1]}
{answers[1]}
```

```
{third}
```

The training loss falls evenly now, and the dev error hardly moves. That will do:

```console
$ hpsearch tell runs/panda {told[2]}
{answers[2]}
```

Each change with what it brought, and the two branches:

```console
$ hpsearch report runs/panda
{report}
```

The branch that was left had a dev error of {before} at its best, and then nothing. The one that was finished ends at
{after}. Without anyone there the same trial ends as diverged. And it is no anecdote, for it can be repeated:

```console
$ hpsearch replay runs/panda --verify
{replay}
$ hpsearch export runs/panda --to config
{config}
```

The exported config trains the same way without anyone's eyes, and is where a search over many models can start from.
"""


def main() -> None:
    """Train the story and write its page."""
    prepared = prepare(config_from(YAML(typ="safe").load(CONFIG)))
    with TemporaryDirectory() as place:
        folder = Path(place) / RUN
        parts: list[list[str]] = [[]]
        with steering(folder) as replies:
            for event in search(prepared, folder, start_workers(1), mode=Panda(attended=True)):
                if isinstance(event, EpochFinished):
                    epoch = event.epoch
                    losses = f"train_loss {epoch.metrics['train_loss']:.4g}  dev_error {epoch.metrics['dev_error']:.4g}"
                    rate = f"learning_rate {epoch.learning_rate:.3g}"
                    parts[-1].append(f"branch {epoch.branch}  epoch {epoch.epoch:2}  {rate}  {losses}")
                if isinstance(event, Intervened) and event.intervention.what == "pause":
                    if event.intervention.remark.startswith("the loss"):
                        parts[-1].append(str(event.intervention))
                    parts.append([])
        with View(folder) as view:
            left = [each.record.metrics["dev_error"] for each in view.story(0).of_branch(0)]
            kept = view.history(0)[-1].record.metrics["dev_error"]

        def output(*arguments: str) -> str:
            command = [str(Path(sys.executable).with_name("hpsearch")), *arguments]
            return subprocess.check_output(command, cwd=place, stderr=subprocess.DEVNULL, text=True).rstrip()  # noqa: S603

        page = PAGE.format(
            stated=CONFIG,
            first="\n".join(parts[0]),
            second="\n".join(parts[1]),
            third="\n".join(parts[2]),
            told=[" ".join(step) for step in STEPS],
            answers=replies,
            report=output("report", str(RUN)),
            before=f"{min(left):.4g}",
            after=f"{kept:.4g}",
            replay=output("replay", str(RUN), "--verify"),
            config=output("export", str(RUN), "--to", "config"),
        )
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")


@contextmanager
def steering(folder: Path) -> Iterator[list[str]]:
    """Tell the training what to do, whenever it has paused; what each of it was answered."""
    replies: list[str] = []
    hand = Thread(target=_steer, args=(folder, replies), daemon=True)
    hand.start()
    yield replies
    hand.join()


def _steer(folder: Path, replies: list[str]) -> None:
    while not (folder / "run.db").exists():
        sleep(0.01)
    with View(folder) as view:
        for step in STEPS:
            while not (view.refresh() and view.status.state == "paused"):
                sleep(0.01)
            sent = send_all(folder, [parse(change) for change in step], "tell")
            held = [answer.intervention for answer in answers(folder, sent, timeout=60)]
            replies.append("\n".join(f"trial {each.trial}, {each.moment}: {each}" for each in held if each))
            while view.refresh() or view.status.state == "paused":
                sleep(0.01)


if __name__ == "__main__":
    main()
