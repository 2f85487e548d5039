"""Split the names of metrics into quantity, such as the error, and part of the data."""

from collections.abc import Collection

PARTS_IN_NAMES = ("train", "dev", "val", "valid", "validation", "test")
"""Prefixes of metric names that name a part of the data; the first is the training part."""


def quantity_of(metric: str) -> str:
    """Return the quantity of a metric, without the part of the data.

    >>> quantity_of("dev_error"), quantity_of("val_loss"), quantity_of("reward")
    ('error', 'loss', 'reward')
    """
    part, _, rest = metric.partition("_")
    return rest if part in PARTS_IN_NAMES and rest else metric


def metrics_of_quantity(quantity: str, measured: Collection[str]) -> list[tuple[str, str]]:
    """Return the `measured` metrics of a quantity, each with its part; that of the training part first.

    >>> metrics_of_quantity("loss", ["dev_loss", "dev_error", "train_loss"])
    [('train_loss', 'train'), ('dev_loss', 'dev')]
    """
    training, *others = ((f"{part}_{quantity}", part) for part in PARTS_IN_NAMES)
    return [(name, part) for name, part in (training, (quantity, quantity), *others) if name in measured]
