"""L2, dropout, augmentation and early stopping help a network that overfits, and too much of them underfits.

128 ReLU units on 180 digits for training, 60 epochs; the other 1,617 judge. Each remedy goes from none to too much.
"""

from matplotlib.figure import Figure

from experiments.picture import COLOURS
from experiments.rows import Row, Rows, difference, interval, shown, summarised, where
from experiments.training import trained

NUMBER, SECTIONS = 10, "VI–IX"
DATA = {"source": "digits", "split": {"train": 0.1, "dev": 0.9}}
FIXED = {"units": [128], "epochs": 60, "learning_rate": 0.003, "batch_size": 32}
NONE = "none"
REMEDIES = {
    NONE: {},
    **{f"l2 {value:g}": {"l2": value} for value in (0.1, 1, 10, 100, 1000)},
    **{f"keep_prob {value:g}": {"keep_prob": value} for value in (0.8, 0.5, 0.1)},
    "shift by 1 pixel": {"augment": {"shift": 1}},
    "shift by 3 pixels": {"augment": {"shift": 3}},
    "noise 0.5": {"augment": {"noise": 0.5}},
    "patience 5": {"patience": 5},
}


def measure(seed: int) -> list[Row]:
    """Errors and dev loss under each remedy."""
    rows = []
    for remedy, settings in REMEDIES.items():
        (outcome,) = trained(DATA, {**FIXED, **settings}, [{}], seed)
        metrics = {name: outcome.metrics[name] for name in ("train_error", "dev_error", "dev_loss")}
        rows.append({"remedy": remedy, "seed": seed, **metrics, "epochs": outcome.epochs_run})
    return rows


def summary(rows: Rows) -> list[Row]:
    """A row a remedy."""
    return summarised(rows, ["remedy"], ["train_error", "dev_error", "dev_loss", "epochs"])


def draw(rows: Rows, figure: Figure) -> None:
    """Train and dev error of each."""
    axes = figure.subplots()
    for number, name in enumerate(("train_error", "dev_error")):
        found = [interval(where(rows, remedy=remedy), name) for remedy in REMEDIES]
        places = [place + 0.4 * number - 0.2 for place in range(len(found))]
        heights, halves = [each.middle for each in found], [each.half for each in found]
        axes.bar(places, heights, 0.4, yerr=halves, color=COLOURS[number], ecolor="#7d8590", label=name)
    axes.set_xticks(range(len(REMEDIES)), list(REMEDIES), rotation=35, ha="right", fontsize=8)
    axes.set_ylim(0, 0.35)
    axes.legend(frameon=False)


def gain(rows: Rows, remedy: str, name: str) -> Row:
    """A figure under a remedy less that without any, seed by seed."""
    return difference(where(rows, remedy=remedy), where(rows, remedy=NONE), name)


def findings(rows: Rows) -> str:
    """What helps, and what is too much."""
    errors = {remedy: gain(rows, remedy, "dev_error") for remedy in REMEDIES if remedy != NONE}
    helps = [f"{remedy} ({shown(found)})" for remedy, found in errors.items() if found.high < 0]
    hurts = [f"{remedy} ({shown(found)})" for remedy, found in errors.items() if found.low > 0]
    rest = [remedy for remedy, found in errors.items() if found.contains_zero]
    return (
        f"Without a remedy the network learns its {180} examples by heart and has a dev error of "
        f"{shown(interval(where(rows, remedy=NONE), 'dev_error'))}. Clearly lower it: {', '.join(helps) or 'none'}. "
        f"Clearly raise it: {', '.join(hurts) or 'none'}. No clear difference: {', '.join(rest) or 'none'}. "
        f"Too large a λ underfits, as the notes say. Early stopping saves epochs; whether it also helps depends on "
        f"whether the dev error ever rises again."
    )
