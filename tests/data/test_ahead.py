"""Pieces that threads work on: their order, their context, and what an error leaves."""

from itertools import count
from threading import get_ident

import numpy as np
import pytest

from hpsearch.data.ahead import AHEAD, in_turn


def test_threads_compute_in_the_context_of_the_caller():
    with np.errstate(over="ignore"):
        assert {*in_turn(lambda: np.geterr()["over"], [()] * 9)} == {"ignore"}


def test_one_piece_is_worked_on_by_the_caller():
    assert [*in_turn(get_ident, [()])] == [get_ident()]


def test_an_error_comes_after_the_results_of_the_pieces_before_it_and_ends_the_drawing():
    drawn = count()
    results = in_turn(lambda piece: 1 // (5 - piece), ((next(drawn),) for _ in range(1000)))
    assert [next(results) for _ in range(5)] == [0, 0, 0, 0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert next(drawn) <= 5 + AHEAD + 2
