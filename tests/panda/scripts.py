"""Babysat trainings by a script: what is asked for, and after how many steps."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from hpsearch.panda.changes import parse
from hpsearch.panda.mailbox import InteractiveSource
from hpsearch.panda.mode import Panda
from hpsearch.panda.replay import Replay
from hpsearch.panda.view import vocabulary_of
from hpsearch.runs.store.journal import JournalReader, give
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

SMALL = {
    "data": {"source": "iris"},
    "hyperparameters": {"units": [6, 4], "optimizer": "adam", "learning_rate": 0.01, "batch_size": 32, "epochs": 12},
    "search": {"mode": "panda", "trials": 1, "rounds": 1},
}
REMARK = ""

STEPS = 3
"""Of an epoch of the small training: 90 examples in batches of 32."""


class Scripted(InteractiveSource):
    """Reads the mailbox before every step, into which the script has put the commands due by then."""

    script: Mapping[int, list[str]]
    asked = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.wait = self._skip

    def _skip(self, _seconds: float) -> None:
        """While the training is paused what comes next in the script is due."""
        Scripted.asked = min(moment for moment in self.script if moment >= Scripted.asked)
        give_all(self.journal.folder, self.script[Scripted.asked])
        Scripted.asked += 1

    def due(self, trainer) -> Iterator:
        give_all(self.journal.folder, self.script.get(Scripted.asked, []))
        Scripted.asked += 1
        self._look = self.clock()
        yield from super().due(trainer)


def give_all(folder: Path, changes: list[str]) -> None:
    if changes:
        vocabulary = vocabulary_of(folder)
        give(folder, [(parse(change, vocabulary), REMARK) for change in changes], "tell")


def babysat(
    prepared, folder: Path, script: Mapping[int, list[str]], monkeypatch, existing=Existing.REFUSE, **options
) -> list:
    """Yield the events of a search whose mailbox gets commands from `script`, by the number of steps."""
    monkeypatch.setattr("hpsearch.panda.mode.InteractiveSource", Scripted)
    monkeypatch.setattr(Scripted, "script", dict(script), raising=False)
    monkeypatch.setattr(Scripted, "asked", 0)
    return list(search(prepared, folder, start_workers(1), mode=Panda(**options), existing=existing))


def hashes(folder: Path) -> dict[tuple[int, int, int], str]:
    """Of each epoch by trial, branch and number."""
    with JournalReader(folder) as reader:
        return {each.place: each.hash for each in reader.epochs()}


def interventions(folder: Path) -> list:
    with JournalReader(folder) as reader:
        return reader.interventions()


def replays_exactly(folder: Path) -> bool:
    compared = list(Replay(folder).epochs())
    assert compared
    return all(each.same for each in compared)


CHANGES = (
    *("learning_rate=0.5x", "learning_rate=2x", "learning_rate=0.02", "beta1=0.8", "beta1=0.95", "beta2=0.99"),
    *("beta2=0.9", "epsilon=1e-6", "l2=1", "l2=0", "clip_norm=0.5", "clip_norm=null", "label_smoothing=0.1"),
    *("keep_prob=0.8", "keep_prob=[0.9,0.7]", "keep_prob=1", "input_keep_prob=0.9", "velocity=0", "undo", "undo"),
    *("extend=2", "note=so so"),
)


def random_script(seed: int, events: int = 10, epochs: int = 12) -> dict[int, list[str]]:
    """Changes at random moments, a third of them rollbacks, some with another change at once."""
    rng = np.random.default_rng(seed)
    script: dict[int, list[str]] = {}
    for moment in np.sort(rng.integers(0, epochs * STEPS, events)).tolist():
        change = str(rng.choice(CHANGES))
        if rng.random() < 1 / 3:
            script.setdefault(moment, []).append(f"rollback=-{rng.integers(0, 4)}")
        script.setdefault(moment, []).append(change)
    return script
