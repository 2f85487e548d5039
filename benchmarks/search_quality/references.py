"""The zero and the unit of the live problems: a reference search for the best setting, and the median of all.

    python -m benchmarks.search_quality.references

2,000 random settings are trained on a draw each; the better ones on more draws, then those and settings near them,
three times over. All of these draws are others than those of the searches and of the truth, so that the best is not
best by luck. The unit is the median truth of 200 random settings.
"""

import json
from collections.abc import Sequence

import numpy as np
import optuna
from numpy.random import Generator, default_rng
from optuna.samplers import RandomSampler

from benchmarks.search_quality.live import REFERENCES, Trainings, trainings
from benchmarks.search_quality.live_searches import SEARCHES
from benchmarks.search_quality.problem import Settings
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.space import Space

SETTINGS = 2_000
NEAR = 0.07
"""The standard deviation, in the unit interval, of a step to a setting nearby."""


def main() -> None:
    """Write the references of all live problems."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    references = {name: reference(trainings(name)) for name in SEARCHES}
    REFERENCES.write_text(json.dumps(references, indent=1) + "\n", "utf-8")


def reference(trained: Trainings) -> dict[str, object]:
    """Of one problem."""
    draw = default_rng(0)
    settings = drawn(trained, [{}] * SETTINGS)
    median = float(np.median(trained.truths(settings[:200])))
    better = best_of(trained, settings, range(20_000, 20_001), 100)
    better = best_of(trained, better, range(20_001, 20_005), 20)
    for step in range(3):
        children = drawn(trained, [near(trained.prepared.space, parent, draw) for parent in better for _ in range(10)])
        candidates = best_of(trained, [*better, *children], range(20_100 + step, 20_101 + step), 100)
        candidates = best_of(trained, candidates, range(20_200 + 4 * step, 20_204 + 4 * step), 40)
        better = best_of(trained, candidates, range(20_300 + 16 * step, 20_316 + 16 * step), 20)
    (winner,) = best_of(trained, better, range(20_400, 20_432), 1)
    (best,) = trained.truths([winner])
    print(f"{trained.prepared.config.data.source}: best {best:.4g}, median {median:.4g}, {winner}", flush=True)
    return {"best": best, "median": median, "settings": winner}


def best_of(trained: Trainings, settings: Sequence[Settings], repeats: range, count: int) -> list[Settings]:
    """The best `count` by their means over some draws."""
    order = np.argsort(trained.truths(settings, repeats), kind="stable")
    return [settings[place] for place in order[:count]]


def drawn(trained: Trainings, known: Sequence[Settings]) -> list[Settings]:
    """The known settings, what they leave out drawn at random from the space."""
    prepared = trained.prepared
    conversation = Conversation(prepared.space, RandomSampler(seed=0), prepared.ranking, first=known)
    return [trial.settings for trial in conversation.ask(1, len(known))]


def near(space: Space, settings: Settings, draw: Generator) -> Settings:
    """Settings a small step away in the coordinates of each scale; a choice changes where the step leaves its share."""
    return {
        axis.hyperparameter: axis.domain.decode(
            float(np.clip(axis.domain.encode(settings[axis.hyperparameter]) + NEAR * draw.standard_normal(), 0, 1))
        )
        for axis in space.axes
    }


if __name__ == "__main__":
    main()
