"""A finished run of many trials, none of which was trained: for what reads runs."""

from pathlib import Path

import numpy as np

from hpsearch.config import config_from
from hpsearch.search.folder.existing import Existing
from hpsearch.search.folder.opening import start
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.search.rounds.plan import round_sizes
from hpsearch.space import Space
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Settings, Status, Trial
from hpsearch.trials.regions import AxisRegion, RoundRegion

EPOCHS = 3
ROUNDS = 10
HYPERPARAMETERS = {
    "layers": {"low": 1, "high": 3},
    "units": {"low": 4, "high": 64},
    "optimizer": {"choices": ["momentum", "adam"]},
    "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
    "beta1": {"low": 0.9, "high": 0.999, "scale": "reverse_log", "when": {"optimizer": "momentum"}},
    "l2": {"low": 1e-2, "high": 100, "scale": "log", "or_zero": True},
}


def write_large_run(folder: Path, trials: int, epochs: int = EPOCHS) -> None:
    """Write the run of a search of so many trials of so many epochs that narrowed, with made up results."""
    search = {"trials": trials, "rounds": ROUNDS, "finalists": None}
    hyperparameters = {**HYPERPARAMETERS, "epochs": epochs}
    prepared = prepare(config_from({"data": {"source": "iris"}, "hyperparameters": hyperparameters, "search": search}))
    rng = np.random.default_rng(0)
    number = 0
    with start(prepared, folder, Existing.REFUSE) as database:
        for round_, size in enumerate(round_sizes(trials, ROUNDS), start=1):
            if round_ > 1:
                database.add_region(round_, RoundRegion(number, _beliefs(prepared.space)))
            database.add(*(_outcome(prepared, Trial(number + place, round_, {}), epochs, rng) for place in range(size)))
            number += size


def _outcome(prepared: Prepared, trial: Trial, epochs: int, rng: np.random.Generator) -> Outcome:
    drawn = Trial(trial.number, trial.round, _settings(prepared.space, rng))
    if rng.random() < 0.02:
        return Outcome(drawn, Status.DIVERGED, epochs_run=1)
    metrics = {
        name: float(value)
        for name, value in zip(("dev_error", "dev_loss", "train_error", "train_loss"), rng.random(4), strict=True)
    }
    history = tuple(EpochRecord(0, 0, epoch, 0.1, metrics, 1.0) for epoch in range(1, epochs + 1))
    return Outcome(drawn, Status.COMPLETE, metrics, epochs, epochs, history=history, seconds=0.1)


def _settings(space: Space, rng: np.random.Generator) -> Settings:
    settings: Settings = {}
    for axis in space.axes:
        if axis.is_used(settings):
            value = axis.zero if rng.random() < axis.or_zero else axis.domain.decode(rng.random())
            settings = axis.added_to(settings, value)
    return settings


def _beliefs(space: Space) -> tuple[AxisRegion, ...]:
    return tuple(
        AxisRegion(axis.name, axis.domain.decode(0.4), axis.domain.decode(0.9), axis.domain.decode(0.8), 0.2)
        for axis in space.axes
    )
