import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hpsearch.data.columns import TextColumn
from hpsearch.data.parts.split import sizes_by_rule, sizes_by_shares, split_rows, stratify
from hpsearch.errors import DataError

shares = st.lists(st.integers(1, 20), min_size=2, max_size=3).map(
    lambda weights: dict(zip(("train", "dev", "test"), (weight / sum(weights) for weight in weights), strict=False))
)


@given(st.integers(10, 10**8))
def test_the_size_rule_holds_out_a_fifth_but_ten_thousand_at_most(count):
    train, dev, test = sizes_by_rule(count)
    assert train + dev + test == count
    assert dev == test == min(round(count / 5), 10_000)


@given(st.integers(10, 10**6), shares)
def test_shares_are_kept_to_less_than_one_row(count, split):
    sizes = sizes_by_shares(count, split, "t.csv")
    assert sum(sizes) == count
    for part, size in zip(("train", "dev", "test"), sizes, strict=True):
        assert abs(size - split.get(part, 0) * count) < 1 + 1e-6


@given(st.lists(st.integers(2, 300), min_size=1, max_size=30), shares)
@example([2], {"train": 1 / 7, "dev": 1 / 7, "test": 5 / 7})  # of which dev would give a row that it does not have
def test_every_class_keeps_its_share_to_within_one_and_always_trains(counts, split):
    counts = np.array(counts)
    sizes = sizes_by_shares(int(counts.sum()), split, "t.csv")
    table = stratify(counts, sizes)
    quota = counts[:, None] * np.array(sizes) / counts.sum()
    assert (table.sum(axis=1) == counts).all()
    assert (table >= 0).all()
    assert (table[:, 0] >= 1).all()
    assert (np.abs(table - quota) <= 1 + 1e-9).all()


@given(st.lists(st.integers(6, 300), min_size=1, max_size=30))
def test_the_sizes_are_exact(counts):
    sizes = sizes_by_rule(sum(counts))
    assert tuple(stratify(np.array(counts), sizes).sum(axis=0)) == sizes


@given(st.integers(1, 8), st.integers(30, 300))
def test_a_class_with_one_member_trains_and_the_sizes_stay_exact(lonely, many):
    counts = np.array([1] * lonely + [many, many])
    sizes = sizes_by_rule(int(counts.sum()))
    table = stratify(counts, sizes)
    assert (table[:lonely] == [1, 0, 0]).all()
    assert tuple(table.sum(axis=0))[1:] == pytest.approx(sizes[1:], abs=2)


@given(st.lists(st.integers(0, 4), min_size=30, max_size=200), st.integers(0, 2**32))
def test_parts_are_disjoint_and_cover_all_rows(classes, seed):
    """Parts are disjoint cover all keep the order and depend on the seed alone."""
    classes = np.unique(classes, return_inverse=True)[1]
    members = split_rows(classes, "auto", None, seed=seed, source="t.csv")
    again = split_rows(classes, "auto", None, seed=seed, source="t.csv")
    together = np.concatenate([members.train, members.dev, members.test])
    assert sorted(together.tolist()) == list(range(len(classes)))
    for part, twin in zip(
        (members.train, members.dev, members.test), (again.train, again.dev, again.test), strict=True
    ):
        assert (np.diff(part) > 0).all()
        assert (part == twin).all()


def test_another_seed_is_another_split():
    classes = np.zeros(100, np.int64)
    first, other = (split_rows(classes, "auto", None, seed=seed, source="t.csv") for seed in (0, 1))
    assert (first.dev != other.dev).any()


def _column(*words):
    categories = tuple(dict.fromkeys(word for word in words if word))
    codes = [categories.index(word) if word else -1 for word in words]
    return TextColumn("part", np.array(codes, np.int32), categories)


def test_a_column_says_which_part_a_row_is_in():
    column = _column("dev", "train", "train", "dev")
    members = split_rows(np.zeros(4, np.int64), "part", column, seed=0, source="t.csv")
    assert members.train.tolist() == [1, 2]
    assert members.dev.tolist() == [0, 3]
    assert members.test is None


@pytest.mark.parametrize("words", [("train", "dev", "val"), ("train", "train"), ("train", "dev", "")])
def test_a_column_that_says_something_else_is_refused(words):
    with pytest.raises(DataError, match=r"t\.csv.*'part'") as raised:
        split_rows(np.zeros(len(words), np.int64), "part", _column(*words), seed=0, source="t.csv")
    assert raised.value.key == "split"


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_neither_seed_nor_order_decides_whether_rows_can_be_split(counts):
    """So that `init` writes no config whose split `check` refuses."""
    classes = np.repeat(np.arange(len(counts)), counts)

    def refused(act):
        try:
            act()
        except DataError:
            return True
        return False

    ahead = refused(lambda: split_rows(classes, "auto", None, seed=0, source="t.csv"))
    assert ahead == refused(lambda: split_rows(classes[::-1].copy(), "auto", None, seed=3, source="t.csv"))
