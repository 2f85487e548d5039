"""The section on the share of the variance of results that each hyperparameter explains."""

from hpsearch.diagnosis.importance import Effect, Effects
from hpsearch.report.section import Listing, Section
from hpsearch.trials.table import Row, Table

_MOST_PAIRS = 5

TIERS = (
    ("learning_rate",),
    ("beta1", "units", "batch_size"),
    ("layers", "schedule", "decay_rate", "decay_epochs", "warmup_epochs"),
)
"""What to tune first, second and third (notes §XXII)."""

_HEADER = ("hyperparameter", "importance", "low", "high", "tier")
_ABOUT = (
    "The share of the differences between results that a hyperparameter explains alone, and that a pair explains in "
    "addition, over the whole search space; low and high are the ends of its 90 % interval, by the run's Gaussian "
    "process. Tier: 1 for what is usually tuned first, then 2 and 3"
)


def importance_section(folder: str, effects: Effects | None) -> Section:
    """Return the section about the run in a folder; without rows if there are too few trials."""
    table = importance_table(effects)
    listed = (Listing(table),) if table.rows else ()
    page = (Section("importance", folder, "Importance", _ABOUT, tables=listed),)
    told = (f"importance: {_ABOUT[0].lower()}{_ABOUT[1:]}",) if table.rows else ()
    return Section(
        "importance", folder, sentences=told, tables=listed, page=page, data={"importance": table}, detail=True
    )


def importance_table(effects: Effects | None) -> Table:
    """One row per hyperparameter, the most important first, then the strongest pairs."""
    if effects is None:
        return Table(_HEADER, ())
    pairs = [pair for pair in effects.pairs if pair.low > 0][:_MOST_PAIRS]
    return Table(_HEADER, tuple(map(_row, (*effects.main, *pairs))))


def _row(effect: Effect) -> Row:
    name = " and ".join(effect.axes)
    tier = next((place for place, names in enumerate(TIERS, start=1) if name in names), None)
    return name, round(effect.share, 4), round(effect.low, 4), round(effect.high, 4), tier
