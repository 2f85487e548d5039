"""The contestants by name: hpsearch's sampler, and Optuna's as people set them up for rounds of 16."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optuna.samplers import BaseSampler, CmaEsSampler, GPSampler, QMCSampler, RandomSampler, TPESampler

from hpsearch.samplers import SAMPLERS

TRIALS = 64
ROUND = 16


@dataclass(frozen=True)
class Contestant:
    """A sampler made anew for each seed, and how many trials it is asked for before their results are told."""

    name: str
    make: Callable[[int], BaseSampler]
    round: int = ROUND


PEERS = {
    peer.name: peer
    for peer in (
        Contestant("random", lambda seed: RandomSampler(seed=seed)),
        Contestant("qmc", lambda seed: QMCSampler(seed=seed, scramble=True)),
        Contestant("cmaes", lambda seed: CmaEsSampler(seed=seed, popsize=ROUND, warn_independent_sampling=False)),
        Contestant("tpe", lambda seed: TPESampler(seed=seed, n_startup_trials=ROUND)),
        Contestant(
            "tpe_joint",
            lambda seed: TPESampler(seed=seed, n_startup_trials=ROUND, multivariate=True, constant_liar=True),
        ),
        Contestant("tpe_sequential", lambda seed: TPESampler(seed=seed, n_startup_trials=ROUND), round=1),
        Contestant("gp", lambda seed: GPSampler(seed=seed, n_startup_trials=ROUND)),
    )
}


def contestant(spec: str) -> Contestant:
    """A peer by name, or one of hpsearch's samplers; `coarse_to_fine:explore=0.2` sets an option."""
    name, _, given = spec.partition(":")
    options = {key: _value(text) for key, text in (item.split("=") for item in given.split(",") if item)}
    return PEERS.get(name) or Contestant(spec, lambda seed: SAMPLERS[name].create(seed, ROUND, **options))


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
