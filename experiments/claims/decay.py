"""Letting the learning rate decay ends better than a constant one.

A network of 64-32 ReLU units on digits, momentum, 30 epochs: each schedule at five first rates α₀. The decay rates are
such that the exponential schedule ends at a hundredth of α₀ and the inverse ones at a tenth.
"""

from matplotlib.figure import Figure

from experiments.picture import legend, points
from experiments.rows import Row, Rows, difference, different, interval, shown, summarised, where
from experiments.training import trained

NUMBER, SECTIONS = 8, "XX"
EPOCHS = 30
RATES = (0.01, 0.1, 0.5, 1.0, 2.0)
SCHEDULES = {
    "constant": {},
    "inverse_time": {"decay_rate": 0.3},
    "exponential": {"decay_rate": 0.01 ** (1 / EPOCHS)},
    "inverse_sqrt": {"decay_rate": 3.3},
    "staircase": {"decay_epochs": 5},
    "cosine": {},
}
FIXED = {"units": [64, 32], "optimizer": "momentum", "epochs": EPOCHS}
GUESS = 2.303
"""The loss of a guess among ten classes, log 10: what a training that diverged counts."""


def measure(seed: int) -> list[Row]:
    """The losses after all epochs."""
    settings = [
        {"schedule": schedule, "learning_rate": rate, **how} for schedule, how in SCHEDULES.items() for rate in RATES
    ]
    outcomes = trained({"source": "digits"}, FIXED, settings, seed)
    return [
        {
            "schedule": each["schedule"],
            "learning_rate": each["learning_rate"],
            "seed": seed,
            "train_loss": min(outcome.metrics.get("train_loss", GUESS), GUESS),
            "dev_loss": min(outcome.metrics.get("dev_loss", GUESS), GUESS),
            "dev_error": outcome.metrics.get("dev_error", 0.9),
        }
        for each, outcome in zip(settings, outcomes, strict=True)
    ]


def best(rows: Rows, schedule: str) -> list[Row]:
    """The rows of a schedule at the first rate with the lowest mean dev loss."""
    of_rate = [where(rows, schedule=schedule, learning_rate=rate) for rate in different(rows, "learning_rate")]
    return min(of_rate, key=lambda group: interval(group, "dev_loss").middle)


def summary(rows: Rows) -> list[Row]:
    """A row a schedule, at its best first rate."""
    chosen = [row for schedule in SCHEDULES for row in best(rows, schedule)]
    return summarised(chosen, ["schedule", "learning_rate"], ["train_loss", "dev_loss", "dev_error"])


def draw(rows: Rows, figure: Figure) -> None:
    """The dev loss over the first rate."""
    axes = figure.subplots()
    for number, schedule in enumerate(SCHEDULES):
        points(axes, rows, "learning_rate", "dev_loss", schedule, number, schedule=schedule)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("first learning rate α₀")
    axes.set_title(f"dev loss after {EPOCHS} epochs", fontsize=9)
    legend(axes)


def gains(rows: Rows, rate: float | None = None) -> dict[str, Row]:
    """The dev loss of each schedule less that of the constant rate: at its best rate each, or all at one rate."""

    def chosen(schedule: str) -> Rows:
        return best(rows, schedule) if rate is None else where(rows, schedule=schedule, learning_rate=rate)

    others = [schedule for schedule in SCHEDULES if schedule != "constant"]
    return {schedule: difference(chosen(schedule), chosen("constant"), "dev_loss") for schedule in others}


def findings(rows: Rows) -> str:
    """What decay gains at the best rate, and at one that is too high."""
    at_best, too_high = gains(rows), gains(rows, RATES[-1])
    better = [name for name, found in at_best.items() if found.high < 0]
    worse = [name for name, found in at_best.items() if found.low > 0]
    helped = [name for name, found in too_high.items() if found.high < 0]
    told = ", ".join(f"{name} {shown(found)}" for name, found in at_best.items())
    high = ", ".join(f"{name} {shown(found)}" for name, found in too_high.items())
    return (
        f"Dev loss less that of the constant rate, each at its own best α₀: {told}. Clearly better there: "
        f"{', '.join(better) or 'none'}; clearly worse: {', '.join(worse) or 'none'}. At α₀ = {RATES[-1]:g}, which "
        f"is too high: {high}; clearly better: {', '.join(helped) or 'none'}. So α₀ itself matters more than its "
        f"decay, as §XXII says, and where the claim is not borne out, the training is short enough for a constant rate."
    )
