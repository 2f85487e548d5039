"""The facts that a run records about its data."""

import hashlib

import numpy as np

from hpsearch.data.dataset import Dataset
from hpsearch.data.parts.leaking import leaking_columns
from hpsearch.data.views import DataViews
from hpsearch.trials.data_facts import DataFacts

_ROWS = 2_000
"""Number of rows from which the scales are computed."""


def facts_of(views: DataViews) -> DataFacts:
    """Return the rows of each part and class, and the scales of inputs and target."""
    whole = views.whole
    spreads = whole.train.rows(slice(_ROWS)).T.std(axis=1, dtype=np.float64)
    spreads = spreads[spreads > 0]
    y = whole.train.y
    return DataFacts(
        task=whole.task,
        train=len(views.folds[0].train.y),
        dev=sum(len(view.dev.y) for view in views.folds),
        test=0 if whole.test is None else len(whole.test.y),
        inputs=len(whole.features),
        classes=tuple(np.bincount(y, minlength=len(whole.classes)).tolist()) if whole.classes else (),
        target_spread=_spread(whole),
        scales=(float(spreads.min()), float(spreads.max())) if spreads.size else (1.0, 1.0),
        image=whole.image is not None,
        numbers=len(whole.preprocessing.scaled),
        judged_on=hashlib.sha256("".join(view.rows_hash for view in (*views.folds, whole)).encode()).hexdigest(),
        groups=_groups(views),
        leaking=leaking_columns(views.folds[0]),
    )


def _groups(views: DataViews) -> int:
    """Return the number of groups of rows in all parts; 0 if rows do not stay together."""
    parts = (part for each in (*views.folds, views.whole) for part in (each.train, each.dev, each.test))
    named = [np.unique(part.group) for part in parts if part is not None and part.group is not None]
    return len(np.unique(np.concatenate(named))) if named else 0


def _spread(data: Dataset) -> float:
    """Return the standard deviation of a numeric target, in the units of its RMSE; 1 for several targets."""
    if data.classes:
        return 0.0
    return float(np.std(data.train.y)) if len(data.targets) == 1 else 1.0
