"""Complete learning curves of a pool of settings, half random and half from a search that narrows."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from optuna.samplers import BaseSampler, RandomSampler

from benchmarks import kept
from benchmarks.search_quality.live import Trainings
from benchmarks.search_quality.live_searches import config
from hpsearch.config import config_from
from hpsearch.samplers.coarse_to_fine import CoarseToFineSampler
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.trials.outcomes import Settings

FOLDER = kept.FOLDER / "curves"  # not committed: a few hundred kB each, made in a minute or two
EPOCHS, HALF, REPEATS = 30, 160, 4
SEARCHED = 99
"""The draws, as the number of a repeat, of the search that half of the pool comes from."""

LIVE = ("live digits", "live breast_cancer", "live diabetes", "live moons")

TABLE_SPACE: dict[str, Any] = {
    "layers": {"low": 1, "high": 2},
    "units": {"low": 8, "high": 64},
    "activation": {"choices": ["relu", "tanh"]},
    "learning_rate": {"low": 1e-4, "high": 0.3, "scale": "log"},
    "beta1": {"low": 0.5, "high": 0.99, "scale": "reverse_log"},
    "l2": {"low": 1e-2, "high": 1e2, "scale": "log"},
    "keep_prob": {"low": 0.5, "high": 1.0},
    "batch_size": {"choices": [64, 256]},
    "epochs": EPOCHS,
}
"""What is searched for a table of the user's own."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Settings as rows of features, (settings, features), and what each cost after each epoch.

    `costs` are (repeats, settings, epochs); infinite once a training diverged. The first half of the settings is
    random. `groups` names the axis of each feature.
    """

    features: Floats
    groups: NDArray[np.intp]
    costs: Floats

    @cached_property
    def finals(self) -> Floats:
        """The cost at the end, (repeats, settings), none worse than the median of the random settings."""
        ends = self.costs[:, :, -1]
        return np.minimum(ends, np.median(ends[:, :HALF]))

    def regrets(self, repeat: int) -> Floats:
        """How far each setting is from the best by the other repeats, (settings,); for random ones its median is 1."""
        others = np.delete(self.finals, repeat, axis=0).mean(axis=0)
        best = others[np.argsort(self.finals.mean(axis=0))[:5]].mean()  # of several, as one alone is the best by luck
        return np.asarray((others - best) / (np.median(others[:HALF]) - best))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `record` wrote."""
        with np.load(path) as arrays:
            return cls(arrays["features"], arrays["groups"], arrays["costs"].astype(np.float64))


def record(name: str) -> Path:
    """Train the pool of a live problem, or of the table at a path, and write its curves."""
    prepared = of_problem(name)
    trainings = Trainings(prepared)
    settings = [*proposed(trainings, RandomSampler(seed=0)), *proposed(trainings, CoarseToFineSampler(1, coarse=16))]
    costs = np.full((REPEATS, len(settings), EPOCHS), np.inf)
    for outcome in trainings.outcomes(settings, range(REPEATS)):
        for epoch in outcome.history:
            costs[outcome.repeat, outcome.number, epoch.epoch - 1] = prepared.ranking.cost(epoch.metrics)
    features, groups = _features(prepared, settings)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{Path(name).name.split('.')[0]}.npz"
    np.savez_compressed(path, features=features, groups=groups, costs=np.nan_to_num(costs, nan=np.inf, posinf=np.inf))
    return path


def of_problem(name: str) -> Prepared:
    """A live problem with longer trainings, or a table."""
    if name in LIVE:
        return config(name, f"hyperparameters.epochs={EPOCHS}")
    return prepare(
        config_from({"data": {"source": name}, "hyperparameters": TABLE_SPACE, "search": {"finalists": None}})
    )


def proposed(trainings: Trainings, sampler: BaseSampler) -> list[Settings]:
    """The settings of a search by a sampler, in rounds of 32 trained to their end."""
    prepared, settings = trainings.prepared, list[Settings]()
    conversation = Conversation(prepared.space, sampler, prepared.ranking)
    while len(settings) < HALF:
        asked = conversation.ask(1, 32)
        new = [trial.settings for trial in asked]
        conversation.tell(trainings.outcomes(new, [SEARCHED], first=len(settings)))
        settings += new
    return settings


def _features(prepared: Prepared, settings: list[Settings]) -> tuple[Floats, NDArray[np.intp]]:
    """One feature for a number, one for each option of a choice, which lie 1 apart."""
    columns, groups = [], []
    for place, axis in enumerate(prepared.space.axes):
        values = [each[axis.hyperparameter] for each in settings]
        options = getattr(axis.domain, "options", None)
        if options is None:
            new = [[axis.domain.encode(value) for value in values]]
        else:
            new = [[(value == option) / np.sqrt(2) for value in values] for option in options]
        columns += new
        groups += [place] * len(new)
    return np.array(columns, np.float64).T, np.array(groups)
