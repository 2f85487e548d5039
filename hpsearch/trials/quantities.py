"""What metrics measure, such as the error, and on which part of the data, as their names say it."""

from collections.abc import Collection

PARTS_IN_NAMES = ("train", "dev", "val", "valid", "validation", "test")
"""The parts of the data as names of metrics begin; the first of them is what a model trains on."""


def quantity_of(metric: str) -> str:
    """What a metric measures, without the part of the data.

    >>> quantity_of("dev_error"), quantity_of("val_loss"), quantity_of("reward")
    ('error', 'loss', 'reward')
    """
    part, _, rest = metric.partition("_")
    return rest if part in PARTS_IN_NAMES and rest else metric


def metrics_of_quantity(quantity: str, measured: Collection[str]) -> list[tuple[str, str]]:
    """The metrics among those `measured` that are of a quantity, each with its part; the training part's first.

    >>> metrics_of_quantity("loss", ["dev_loss", "dev_error", "train_loss"])
    [('train_loss', 'train'), ('dev_loss', 'dev')]
    """
    training, *others = ((f"{part}_{quantity}", part) for part in PARTS_IN_NAMES)
    return [(name, part) for name, part in (training, (quantity, quantity), *others) if name in measured]
