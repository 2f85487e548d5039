"""How a table is divided, by whatever it may be divided by together, and that what is held out is not known."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from hpsearch.data import load_views
from hpsearch.errors import DataError
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.networks.cohort import Cohort
from tests.training.sets import recipe

SHARES = ["auto", {"train": 0.7, "dev": 0.3}, {"train": 0.5, "dev": 0.2, "test": 0.3}]
FOLDS = [{"folds": 2, "test": 0}, {"folds": 3}, {"folds": 5, "test": 0.1}]


@dataclass(frozen=True)
class Case:
    """A table and the options of its `data`. A row's moment is the last one of its group."""

    frame: pd.DataFrame
    options: dict[str, Any]

    @property
    def rows(self):
        """The rows with a weight, by the input that only each of them has."""
        rows = self.frame if self.options["weight"] is None else self.frame[self.frame.w > 0]
        moment = rows.groupby("g").t.transform("max") if self.options["group"] else rows.t
        return rows.assign(moment=moment).set_index("x")


@st.composite
def cases(draw, split=None):
    seed, m = draw(st.integers(0, 10**6)), draw(st.integers(60, 160))
    rng = np.random.default_rng(seed)
    ordered = draw(st.booleans())
    frame = pd.DataFrame(
        {
            "x": rng.permutation(m) ** 2 + 0.5,
            "word": rng.choice(["red", "green", "blue"], m),
            "g": rng.choice([f"p{n}" for n in range(draw(st.integers(20, 40)))], m),
            "t": rng.integers(0, draw(st.integers(20, 60)), m),
            "w": rng.choice([0.0, 1.0, 2.5], m, p=[0.1, 0.6, 0.3]),
            "y": rng.choice(list("abc")[: draw(st.integers(2, 3))], m) if draw(st.booleans()) else rng.normal(size=m),
        }
    )
    options = {
        "group": draw(st.sampled_from(["g", None])),
        "order": "t" if ordered else None,
        "weight": draw(st.sampled_from(["w", None])),
        "split": split or draw(st.sampled_from(SHARES if ordered else [*SHARES, *FOLDS])),
    }
    unused = [name for name in ("g", "t", "w") if name not in options.values()]
    return Case(frame, {**options, "ignore": unused, "target": "y", "normalize": "none", "seed": seed % 7})


def views_of(case, frame=None):
    return load_views(case.frame if frame is None else frame, folder=Path(), **case.options)


def members(part):
    """The rows of a part, each by the first of its inputs."""
    return [] if part is None else (np.round(part.x[0] - 0.5) + 0.5).tolist()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_groups_orders_weights_shares_and_folds_hold_together(case):
    """Each row that counts is in one part, or held out once; no group is in two parts, no later row in an earlier one.

    Without groups and order, a class has in each part what its share is, to within one row; with folds two, as the test
    part is rounded first, and then each fold.
    """
    try:
        views = views_of(case)
    except DataError:  # a group or two have nearly all rows
        assume(False)
    assert views.fingerprint == views_of(case).fingerprint
    rows, whole = case.rows, views.whole
    if "folds" in case.options["split"]:
        parts = [*(members(fold.dev) for fold in views.folds), members(whole.test)]
        for fold in views.folds:
            assert sorted([*members(fold.train), *members(fold.dev)]) == sorted(members(whole.train))
    else:
        parts = [members(whole.train), members(whole.dev), members(whole.test)]
    parts = [part for part in parts if part]
    assert sorted(row for part in parts for row in part) == sorted(rows.index)
    if case.options["group"]:
        assert sum(rows.g[part].nunique() for part in parts) == rows.g.nunique()
    if case.options["order"]:
        for earlier, later in pairwise(parts):
            assert rows.moment[earlier].max() < rows.moment[later].min()
    rounded = 2 if "folds" in case.options["split"] else 1
    if whole.classes and not (case.options["group"] or case.options["order"]):
        for name, count in rows.y.value_counts().items():
            for part in parts:
                assert abs((rows.y[part] == name).sum() - count * len(part) / len(rows)) <= rounded + 1e-9


def weights_of(view):
    """The parameters of a network after two epochs on the training part of a view."""
    with threadpool_limits(1):
        cohort = Cohort([recipe(batch_size=16)], TrainingSet.of(view, 0), 0)
        for _ in range(2):
            cohort.train_epoch()
        return cohort.parameters(0)


@settings(max_examples=25, deadline=None)
@given(cases(), st.booleans(), st.integers(0, 10**6))
def test_a_permuted_target_in_held_out_rows_changes_no_weight(case, named, seed):
    """Neither preprocessing nor training sees it, to the bit; a dev metric does. Strata are not permuted."""
    frame, rng = case.frame.copy(), np.random.default_rng(seed)
    case.options["normalize"] = "robust" if named else "standard"
    if named:  # a column says which rows are held out
        frame["part"] = np.where(np.arange(len(frame)) % 3, "train", "dev")
        case.options.update(split="part", group=None, order=None)
    elif frame.y.dtype != float:
        frame["y"] = rng.normal(size=len(frame))
    try:
        before = load_views(frame, folder=Path(), **case.options).folds[0]
        held_out = frame.y.isin(before.dev.y) if not named else frame.part == "dev"
        frame.loc[held_out, "y"] = rng.permutation(frame.y[held_out])
        after = load_views(frame, folder=Path(), **case.options).folds[0]
    except DataError:
        assume(False)
    assert (after.train.x == before.train.x).all()
    assert (after.train.y == before.train.y).all()
    assert (after.dev.x == before.dev.x).all()
    assert (weights_of(after) == weights_of(before)).all()
