"""Which networks greedy selection takes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.evaluation.selection import ROUNDS, Candidates, greedy_shares


def candidates(seed: int, count: int = 5, rows: int = 30, *, probabilities: bool = True) -> Candidates:
    """Networks of differing quality."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.05, 0.95, (count, rows)) if probabilities else rng.standard_normal((count, rows))
    y = np.ones(rows) if probabilities else rng.standard_normal(rows)
    return Candidates(values, y, rng.uniform(0.5, 2, rows), probabilities)


def loss_of_mean(given_: Candidates, shares: np.ndarray) -> float:
    """The loss of the mean with these shares."""
    return float(given_.losses(np.tensordot(shares, given_.values, 1)[None])[0])


@given(st.integers(0, 10_000), st.integers(1, 8), st.booleans())
def test_the_mean_is_never_worse_than_its_best_network(seed, count, probabilities):
    """On the rows that chose it; its shares are whole numbers of rounds, and sum to 1."""
    given_ = candidates(seed, count, probabilities=probabilities)
    shares = greedy_shares(given_)
    assert loss_of_mean(given_, shares) <= given_.losses(given_.values).min() + 1e-12
    assert shares.sum() == pytest.approx(1)
    assert np.count_nonzero(shares) <= ROUNDS


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(seed, random):
    given_ = candidates(seed)
    order = list(range(5))
    random.shuffle(order)
    moved = Candidates(given_.values[order], given_.y, given_.weights, probabilities=True)
    np.testing.assert_array_equal(greedy_shares(moved), greedy_shares(given_)[order])


def test_of_equal_networks_the_first_is_taken():
    given_ = candidates(0, 1)
    twice = Candidates(np.repeat(given_.values, 3, axis=0), given_.y, given_.weights, probabilities=True)
    assert greedy_shares(twice).tolist() == [1, 0, 0]


def test_two_networks_whose_errors_cancel_share_the_mean():
    y = np.zeros(4)
    values = np.array([[1.0, -1, 1, -1], [-1.0, 1, -1, 1], [0.9, 0.9, 0.9, 0.9]])
    given_ = Candidates(values, y, np.ones(4), probabilities=False)
    shares = greedy_shares(given_)
    assert shares[2] < 0.5
    assert loss_of_mean(given_, shares) < 0.5
