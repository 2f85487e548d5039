"""Coarse-to-fine sampling beats one flat round at equal cost.

32 trials on digits with five axes, of 8 epochs each: the sampler coarse_to_fine in 4 rounds of 8, and random sampling.
The dev loss of the chosen trial is measured again on three other seeds, because the best of 32 is in part luck.
"""

import numpy as np
from matplotlib.figure import Figure

from experiments.picture import line
from experiments.rows import Row, Rows, difference, shown, summarised, verdict, where
from experiments.training import searched, trained

NUMBER, SECTIONS = 3, "XXII"
TRIALS, ROUNDS, AGAIN = 32, 4, 3
DATA = {"source": "digits"}
SPACE = {
    "units": {"low": 16, "high": 96, "step": 16},
    "optimizer": {"choices": ["momentum", "adam"]},
    "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
    "beta1": {"low": 0.5, "high": 0.999, "scale": "reverse_log"},
    "l2": {"low": 0.01, "high": 1000, "scale": "log"},
    "layers": 1,
    "epochs": 8,
}
FIXED = {"layers": 1, "epochs": 8, "units": 16}
SAMPLERS = ("random", "coarse_to_fine")


def measure(seed: int) -> list[Row]:
    """The best after each round, and what it is worth on other seeds."""
    rows = []
    for sampler in SAMPLERS:
        search = {
            "sampler": sampler,
            "trials": TRIALS,
            "rounds": ROUNDS,
            "finalists": None,
            "seed": seed,
            "metric": "dev_loss",
        }
        outcomes = searched({"data": DATA, "hyperparameters": SPACE, "search": search})
        losses = [outcome.metrics.get("dev_loss", np.inf) for outcome in outcomes]
        chosen = outcomes[int(np.argmin(losses))].settings
        again = [trained(DATA, FIXED, [chosen], 1000 + AGAIN * seed + other)[0] for other in range(AGAIN)]
        rows.append({
            "sampler": sampler,
            "seed": seed,
            **{f"best of {n}": float(min(losses[:n])) for n in range(TRIALS // ROUNDS, TRIALS + 1, TRIALS // ROUNDS)},
            "winner again": float(np.mean([each.metrics.get("dev_loss", 10.0) for each in again])),
        })  # fmt: skip
    return rows


def summary(rows: Rows) -> list[Row]:
    """A row a sampler."""
    return summarised(rows, ["sampler"], list(rows[0])[2:])


def draw(rows: Rows, figure: Figure) -> None:
    """The best after each round."""
    axes = figure.subplots()
    counts = range(TRIALS // ROUNDS, TRIALS + 1, TRIALS // ROUNDS)
    for number, sampler in enumerate(SAMPLERS):
        values = [[row[f"best of {n}"] for n in counts] for row in where(rows, sampler=sampler)]
        line(axes, counts, values, sampler, number)
    axes.set_xlabel("trials")
    axes.set_title("best dev loss so far (mean, and range of the seeds)", fontsize=9)
    axes.legend(frameon=False)


def gain(rows: Rows, name: str) -> Row:
    """A figure of coarse_to_fine less that of random, seed by seed."""
    return difference(where(rows, sampler="coarse_to_fine"), where(rows, sampler="random"), name)


def findings(rows: Rows) -> str:
    """What the rounds gain."""
    best, again = gain(rows, f"best of {TRIALS}"), gain(rows, "winner again")
    return (
        f"After {TRIALS} trials the best dev loss of coarse_to_fine differs by {shown(best)} from that of one flat "
        f"round, seed by seed: {verdict(best, 'the claim holds', 'the claim fails here')}. Trained again with "
        f"other seeds and splits, the two winners differ by {shown(again)}: "
        f"{verdict(again, 'the gain is real', 'the gain was luck')}."
    )
