"""Trainings for the experiments: settings on several seeds, each with a split and initial weights of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hpsearch
from hpsearch.config import config_from
from hpsearch.search.prepare import networks, prepare
from hpsearch.system.threads import one_thread
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Outcome, Trial

Settings = Mapping[str, Any]


def objective(data: Settings, hyperparameters: Settings, seed: int) -> NetworkObjective:
    """Networks on the data, split by `seed`, with these hyperparameters where a trial does not say otherwise."""
    config = {"data": dict(data), "hyperparameters": dict(hyperparameters), "search": {"seed": seed}}
    return networks(prepare(config_from(config)))


def trained(data: Settings, fixed: Settings, settings: Sequence[Settings], seed: int) -> list[Outcome]:
    """The outcome of each of the `settings`, with its history; models of one shape train as one stack."""
    chosen = objective(data, fixed, seed)
    plans = [chosen.plan(Trial(number, 1, dict(each))) for number, each in enumerate(settings)]
    outcomes: dict[int, Outcome] = {}
    with one_thread():
        for group in chosen.cohorts(plans, 1):
            outcomes |= {each.number: each for each in results(chosen.training, group) if isinstance(each, Outcome)}
    return [outcomes[number] for number in range(len(settings))]


def searched(config: Settings) -> list[Outcome]:
    """All trials of a whole search, in the order in which they were proposed."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        run = hpsearch.run(config, out=out, backend="in_process", on_progress=lambda _event: None)
        return sorted(run.outcomes, key=lambda outcome: outcome.number)


def curve(outcome: Outcome, metric: str) -> list[float]:
    """A metric after each epoch; shorter where the training diverged."""
    return [record.metrics[metric] for record in outcome.history]


def reached(outcome: Outcome, metric: str, level: float) -> int | None:
    """The first epoch, from 1, after which a metric is at most `level`; None where it never is."""
    values = curve(outcome, metric)
    return next((epoch for epoch, value in enumerate(values, start=1) if value <= level), None)
