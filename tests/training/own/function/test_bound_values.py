"""The values that a Python function holds, which distinguish it from another with the same source."""

from functools import partial

import numpy as np
import pytest

from hpsearch.training.own.function.bound_values import bound_values, source_text


def base(*_, k=0):
    return {"dev_error": k}


class Trainer:
    def __init__(self, k):
        self.k, self.weights, self.me, self.rate = k, np.full(3, k), self, np.float32(0.5)

    def __call__(self, *_):
        return {}


def closed(k):
    return lambda *_: {"dev_error": k}


def defaulted(k):
    def train(*_, k=k):
        return {"dev_error": k}

    return train


@pytest.mark.parametrize(
    "made", [lambda k: partial(base, k=k), Trainer, lambda k: Trainer(k).__call__, closed, defaulted]
)
def test_functions_of_one_text_differ_by_what_they_hold(made):
    assert bound_values(made(0)) == bound_values(made(0)) != bound_values(made(5))
    assert source_text(made(0)) == source_text(made(5))


def test_a_function_that_holds_nothing_is_its_text_alone():
    assert bound_values(lambda *_: {}) == ""


def test_what_a_set_or_a_dict_holds_is_said_in_an_order_of_its_own():
    assert bound_values(closed({"b", "a"})) == bound_values(closed({"a", "b"}))
    assert bound_values(closed({"a": 1})) != bound_values(closed({"a": 2}))
