"""Random sampling beats a grid where one axis matters.

Of 25 trials each, a 5 × 5 grid tries 5 values of an axis and random sampling 25. On digits one pair of axes is the
learning rate, which matters, with Adam's ε, which hardly does; the other pair is the learning rate with the momentum,
where both do. The range of the learning rate is four decades long and begins elsewhere for each seed, so that no grid
is lucky.
"""

import numpy as np
from matplotlib.figure import Figure

from experiments.picture import bars
from experiments.rows import Row, Rows, difference, shown, summarised, verdict, where
from experiments.training import searched

NUMBER, SECTIONS = 1, "XXII"
TRIALS, EPOCHS = 25, 8
PAIRS = {
    "α and ε": {"optimizer": "adam", "epsilon": {"low": 1e-10, "high": 1e-6, "scale": "log"}},
    "α and β₁": {"optimizer": "momentum", "beta1": {"low": 0.5, "high": 0.999, "scale": "reverse_log"}},
}


def measure(seed: int) -> list[Row]:
    """The best dev loss of either way on either pair, and how many values of α it tried."""
    low = 10 ** (-4 - np.random.default_rng(seed).random())
    rows = []
    for pair, axes in PAIRS.items():
        rate = {"low": low, "high": low * 1e4, "scale": "log"}
        for sampler in ("grid", "random"):
            outcomes = searched({
                "data": {"source": "digits"},
                "hyperparameters": {"units": [32], "epochs": EPOCHS, "learning_rate": rate, **axes},
                "search": {"sampler": sampler, "trials": TRIALS, "finalists": None, "seed": seed, "metric": "dev_loss"},
            })  # fmt: skip
            losses = [outcome.metrics.get("dev_loss", np.inf) for outcome in outcomes]
            rows.append({
                "axes": pair,
                "sampler": sampler,
                "seed": seed,
                "values of α": len({outcome.settings["learning_rate"] for outcome in outcomes}),
                "best dev_loss": float(min(losses)),
            })  # fmt: skip
    return rows


def summary(rows: Rows) -> list[Row]:
    """A row a pair and sampler."""
    return summarised(rows, ["axes", "sampler"], ["values of α", "best dev_loss"])


def draw(rows: Rows, figure: Figure) -> None:
    """The best dev loss of each."""
    for axes, pair in zip(figure.subplots(1, 2), PAIRS, strict=True):
        bars(axes, where(rows, axes=pair), "sampler", "best dev_loss")
        axes.set_title(f"best dev loss of {TRIALS} trials on {pair}", fontsize=9)


def gain(rows: Rows, pair: str) -> Row:
    """The best dev loss of random less that of the grid, seed by seed."""
    chosen = where(rows, axes=pair)
    return difference(where(chosen, sampler="random"), where(chosen, sampler="grid"), "best dev_loss")


def findings(rows: Rows) -> str:
    """What random gains."""
    one, two = (gain(rows, pair) for pair in PAIRS)
    return (
        f"Where only α matters, random sampling ends {shown(one)} in dev loss from the grid, seed by seed: "
        f"{verdict(one, 'it is better, and the claim holds', 'it is worse, and the claim fails here')}. "
        f"On α and β₁ together the difference is {shown(two)}: "
        f"{verdict(two, 'random is better here, too', 'the grid is better, so the claim needs its condition')}."
    )
