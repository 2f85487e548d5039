"""The result is sensitive to β₁ near 1, and hardly near 0.9.

A network of 64-32 ReLU units on digits, momentum at a learning rate of 0.1, 10 epochs. Two pairs of values lie equally
far apart: 0.9 and 0.9005 remember 10 and 10.05 steps, 0.999 and 0.9995 remember 1,000 and 2,000.
"""

from matplotlib.figure import Figure

from experiments.picture import points
from experiments.rows import Row, Rows, difference, shown, summarised, where
from experiments.training import trained

NUMBER, SECTIONS = 12, "XXIV"
BETAS = (0.5, 0.9, 0.9005, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995)
FIXED = {"units": [64, 32], "optimizer": "momentum", "learning_rate": 0.1, "epochs": 10}


def measure(seed: int) -> list[Row]:
    """The losses after training with each β₁."""
    outcomes = trained({"source": "digits"}, FIXED, [{"beta1": beta} for beta in BETAS], seed)
    return [
        {
            "beta1": beta,
            "memory": 1 / (1 - beta),
            "seed": seed,
            "train_loss": outcome.metrics["train_loss"],
            "dev_loss": outcome.metrics["dev_loss"],
            "dev_error": outcome.metrics["dev_error"],
        }
        for beta, outcome in zip(BETAS, outcomes, strict=True)
    ]


def summary(rows: Rows) -> list[Row]:
    """A row a β₁."""
    return [
        {**row, "memory": f"{row['memory']:,.4g}"}
        for row in summarised(rows, ["beta1", "memory"], ["train_loss", "dev_loss", "dev_error"])
    ]


def draw(rows: Rows, figure: Figure) -> None:
    """The training loss over β₁, and over its memory."""
    left, right = figure.subplots(1, 2)
    for axes, name in ((left, "beta1"), (right, "memory")):
        points(axes, rows, name, "train_loss", "train_loss", 0)
        axes.set_yscale("log")
        axes.set_xlabel({"beta1": "β₁, linear", "memory": "memory 1/(1 − β₁) in steps, log"}[name])
        axes.set_title("training loss after 10 epochs", fontsize=9)
    right.set_xscale("log")


def change(rows: Rows, low: float, high: float) -> Row:
    """The training loss at one β₁ less that at another, seed by seed."""
    return difference(where(rows, beta1=high), where(rows, beta1=low), "train_loss")


def findings(rows: Rows) -> str:
    """The change in either pair."""
    far, near = change(rows, 0.9, 0.9005), change(rows, 0.999, 0.9995)
    return (
        f"From 0.9 to 0.9005 the training loss changes by {far.middle:.1g} ± {far.half:.1g}, from 0.999 to 0.9995, a "
        f"step of the same size, by {shown(near)}. The claim holds: near 1 the loss is a matter of 1 − β₁, whose "
        f"memory is then longer than the {17 * 10} steps of this training."
    )
