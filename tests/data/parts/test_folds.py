"""Cross-validation: what each fold holds out, and that its preprocessing knows nothing of it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from hpsearch.data import load_views
from hpsearch.data.parts.folds import into_folds
from hpsearch.data.parts.split import sizes_by_rule
from hpsearch.data.parts.together import Together
from hpsearch.errors import DataError

CASES = Path(__file__).parents[1] / "cases"


def numbered(values):
    return np.unique(values, return_inverse=True)[1]


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 3), min_size=30, max_size=200),
    st.integers(2, 8),
    st.sampled_from([None, 0, 0.1, 0.3]),
    st.integers(0, 9),
)
def test_every_row_that_is_not_test_is_held_out_once(classes, folds, test, seed):
    """Every row that is not test is held out once and strata stay within one row."""
    classes = numbered(classes)
    split = {"folds": folds} if test is None else {"folds": folds, "test": test}
    folded = into_folds(classes, split, Together(), seed=seed, source="t.csv")
    held_out = np.concatenate([fold.dev for fold in folded.folds])
    tested = np.empty(0, int) if folded.whole.test is None else folded.whole.test
    assert len(tested) == (sizes_by_rule(len(classes))[2] if test is None else round(test * len(classes)))
    assert sorted([*held_out, *tested]) == list(range(len(classes)))
    assert (folded.whole.train == np.sort(held_out)).all()
    for fold in folded.folds:
        assert sorted([*fold.train, *fold.dev]) == sorted(held_out)
    counts = np.array([np.bincount(classes[fold.dev], minlength=4) for fold in folded.folds])
    assert (np.ptp(counts, axis=0) <= 1).all()
    assert np.ptp(counts.sum(axis=1)) <= 1


@settings(max_examples=40)
@given(st.lists(st.integers(0, 40), min_size=60, max_size=200), st.integers(2, 5), st.integers(0, 9), st.booleans())
def test_no_group_is_in_two_folds_or_in_a_fold_and_the_test_part(group, folds, seed, test):
    if len(set(group)) < 3 * folds:
        return
    split = {"folds": folds} if test else {"folds": folds, "test": 0}
    together = Together("t.csv", numbered(group))
    try:
        made = [
            into_folds(np.zeros(len(group), np.int64), split, together, seed=seed, source="t.csv") for _ in range(2)
        ]
    except DataError:  # the test part took many groups of one row
        assert test
        reject()
    parts = [[fold.dev for fold in each.folds] + ([each.whole.test] if test else []) for each in made]
    held = [set(np.array(group)[rows].tolist()) for rows in parts[0]]
    assert all(held)
    assert sum(map(len, held)) == len(set(group))
    assert all((one == two).all() for one, two in zip(*parts, strict=True))


@pytest.mark.parametrize("group", [None, "p"])
def test_what_is_held_out_changes_nothing_in_what_its_fold_trains_on(tmp_path, group):
    """Neither another target nor other inputs of the held-out rows do, but for rounding."""
    draw = np.random.default_rng(0)
    rows = [
        [*(f"{value:.3f}" for value in draw.normal(size=3)), f"w{draw.integers(4)}", f"p{i % 30}"] for i in range(120)
    ]
    target = [f"{value:.3f}" for value in draw.normal(size=120)]

    def views(rows, target):
        lines = [",".join([*row, label]) for row, label in zip(rows, target, strict=True)]
        (tmp_path / "t.csv").write_text("a,b,c,word,p,y\n" + "\n".join(lines) + "\n")
        return load_views("t.csv", folder=tmp_path, seed=0, split={"folds": 4}, group=group, target="y").folds[0]

    before = views(rows, target)
    held_out = {round(float(value), 3) for value in before.dev.y}
    out = [float(label) in held_out for label in target]
    other = [f"{float(label) + 100:.3f}" if held else label for held, label in zip(out, target, strict=True)]
    after = views(rows, other)
    assert (after.train.x == before.train.x).all()
    assert (after.train.y == before.train.y).all()
    assert after.preprocessing.target_mean == before.preprocessing.target_mean
    moved = [["9", "9", "9", "new", row[4]] if held else row for held, row in zip(out, rows, strict=True)]
    after = views(moved, target)
    assert after.features == before.features
    assert np.abs(after.train.x - before.train.x).max() < 1e-5
    assert (after.dev.x != before.dev.x).any()


def test_the_kept_network_trains_on_all_rows_that_are_not_test():
    """The network that is kept trains on all rows that are not test."""
    views = load_views("iris", folder=Path(), seed=0, split={"folds": 5})
    assert [len(view.dev.y) for view in views.folds] == [24] * 5
    assert (len(views.whole.train.y), len(views.whole.dev.y), len(views.whole.test.y)) == (120, 0, 30)
    assert views.whole.balance.dev == 120
    assert not any("no row of class" in remark or "no test part" in remark for remark in views.whole.remarks)


def test_no_test_part_is_said_once():
    views = load_views("iris", folder=Path(), seed=0, split={"folds": 5, "test": 0})
    assert sum("no test part" in remark for remark in views.whole.remarks) == 1


def test_a_fingerprint_knows_the_folds():
    seeds = [load_views("iris", folder=Path(), seed=seed, split={"folds": 5}).fingerprint for seed in (0, 0, 1)]
    assert seeds[0] == seeds[1] != seeds[2]


@pytest.mark.parametrize(
    ("options", "key", "says"),
    [
        ({"split": {"folds": 100}}, "split", "fewer folds"),
        ({"split": {"folds": 5}, "order": "a"}, "order", "trains? on rows later"),
        ({"split": {"folds": 50}, "group": "patient"}, "group", "50 folds need 50 or more"),
    ],
)
def test_folds_that_cannot_be_are_refused(options, key, says):
    source = "patients.csv" if "group" in options or "order" in options else "iris"
    with pytest.raises(DataError, match=says) as raised:
        load_views(source, folder=CASES, seed=0, **options)
    assert raised.value.key == key
