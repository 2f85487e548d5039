"""Normalised inputs allow a larger learning rate and need fewer epochs.

A network of 16 ReLU units on breast_cancer, whose columns reach from 0.001 to 4,000, by plain gradient descent at 15
learning rates, half a decade apart, with and without normalisation, for 60 epochs.
"""

from math import inf

from matplotlib.figure import Figure

from experiments.picture import legend, points
from experiments.rows import Row, Rows, interval, shown, summarised, where
from experiments.training import reached, trained

NUMBER, SECTIONS = 4, "X"
RATES = tuple(round(10 ** (exponent / 2), 10) for exponent in range(-12, 3))
LEVEL, EPOCHS = 0.07, 60
FIXED = {"units": [16], "optimizer": "sgd", "epochs": EPOCHS}


def measure(seed: int) -> list[Row]:
    """The end, and the epochs to a dev error of 7 %, of each learning rate."""
    rows = []
    for normalize in ("standard", "none"):
        data = {"source": "breast_cancer", "normalize": normalize}
        outcomes = trained(data, FIXED, [{"learning_rate": rate} for rate in RATES], seed)
        for rate, outcome in zip(RATES, outcomes, strict=True):
            rows.append({
                "normalize": normalize,
                "learning_rate": rate,
                "seed": seed,
                "dev_error": outcome.metrics.get("dev_error"),
                "epochs": reached(outcome, "dev_error", LEVEL),
            })  # fmt: skip
    return rows


def bests(rows: Rows) -> list[Row]:
    """For each seed, the largest rate and the fewest epochs that came to the level, and the lowest error."""
    table = []
    for normalize in ("standard", "none"):
        for seed in dict.fromkeys(row["seed"] for row in rows):
            chosen = where(rows, normalize=normalize, seed=seed)
            there = [row for row in chosen if row["epochs"] is not None]
            table.append({
                "normalize": normalize,
                "seed": seed,
                "largest α that gets there": max((row["learning_rate"] for row in there), default=None),
                "fewest epochs": min((row["epochs"] for row in there), default=None),
                "lowest dev_error": min(inf if row["dev_error"] is None else row["dev_error"] for row in chosen),
            })  # fmt: skip
    return table


def summary(rows: Rows) -> list[Row]:
    """A row with, a row without."""
    return summarised(bests(rows), ["normalize"], list(bests(rows)[0])[2:])


def draw(rows: Rows, figure: Figure) -> None:
    """The error after all epochs, over the learning rate."""
    axes = figure.subplots()
    for number, normalize in enumerate(("standard", "none")):
        points(axes, rows, "learning_rate", "dev_error", f"normalize: {normalize}", number, normalize=normalize)
    axes.set_xscale("log")
    axes.set_xlabel("learning rate")
    axes.set_title(f"dev error after {EPOCHS} epochs", fontsize=9)
    legend(axes)


def findings(rows: Rows) -> str:
    """What normalising gains."""
    found = bests(rows)
    with_it, without = where(found, normalize="standard"), where(found, normalize="none")
    there = sum(row["fewest epochs"] is not None for row in without)
    return (
        f"With normalised inputs all seeds come to a dev error of {LEVEL:.0%}, at rates of up to "
        f"{max(row['largest α that gets there'] for row in with_it):g}, in {shown(interval(with_it, 'fewest epochs'))} "
        f"epochs at the best rate. Without, {there} of {len(without)} seeds ever do, at rates of at most "
        f"{max((row['largest α that gets there'] or 0) for row in without):g}, and the lowest dev error over all rates "
        f"is {shown(interval(without, 'lowest dev_error'))} instead of {shown(interval(with_it, 'lowest dev_error'))}. "
        f"The claim holds."
    )
