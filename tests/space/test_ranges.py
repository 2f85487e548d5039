from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.space import SCALES, Choice, Choices, Interval, Range, Steps, WholeLog

MISTAKES = [
    (Range(-inf, 1), False, "low", "a range needs finite ends"),
    (Range(0, nan), False, "high", "a range needs finite ends"),
    (Range(2, 1), False, "low", "2 is above high 1; a range runs from low to high"),
    (Range(2, 1, "log"), True, "low", "2 is above high 1; a range runs from low to high"),
    (Range(1.5, 3), True, "low", "1.5 is not a whole number, and this hyperparameter is one"),
    (Range(1, 3.5), True, "high", "3.5 is not a whole number, and this hyperparameter is one"),
    (Range(0, 1, "log"), False, "low", "0 has no logarithm; scale log needs low > 0 (did you mean 1e-4?)"),
    (Range(0, 8, "log"), True, "low", "0 has no logarithm; scale log needs low > 0"),
    (Range(-1, 1, "log"), False, "low", "-1 has no logarithm; scale log needs low > 0"),
    (
        Range(0, 0, "reverse_log"),
        True,
        "scale",
        "reverse_log is for numbers in [0, 1), and this hyperparameter is a whole number",
    ),
    (
        Range(0.9, 1, "reverse_log"),
        False,
        "high",
        "1 is outside [0, 1); scale reverse_log is uniform in log(1 − x)",
    ),
    (
        Range(-0.1, 0.9, "reverse_log"),
        False,
        "low",
        "-0.1 is outside [0, 1); scale reverse_log is uniform in log(1 − x)",
    ),
    (Range(0, 1, step=0), False, "step", "0 leads nowhere; expected a number above 0"),
    (Range(0, 1, step=-0.5), False, "step", "-0.5 leads nowhere; expected a number above 0"),
    (Range(0, 1, step=inf), False, "step", "inf leads nowhere; expected a number above 0"),
    (Range(0, 1, step=nan), False, "step", "nan leads nowhere; expected a number above 0"),
    (Range(1, 9, "log", step=2), False, "step", "equal steps need scale linear, not log"),
    (Range(0.1, 0.9, "reverse_log", step=0.2), False, "step", "equal steps need scale linear, not reverse_log"),
    (Range(1, 4, step=1.5), True, "step", "1.5 is not a whole number, and this hyperparameter is one"),
    (Range(1, 10, step=4), True, "high", "10 is not reached from 1 in steps of 4; 9 is"),
    (Range(0, 1, step=0.3), False, "high", "1 is not reached from 0 in steps of 0.3; 0.9 is"),
    (Range(0, 1, step=5), False, "high", "1 is not reached from 0 in steps of 5; 0 is"),
    (Range(1, 2, or_zero=1.0), False, "or_zero", "1 is no probability; expected true, or a number in [0, 1)"),
    (Range(1, 2, or_zero=-0.1), False, "or_zero", "-0.1 is no probability; expected true, or a number in [0, 1)"),
    (Range(1, 2, or_zero=nan), False, "or_zero", "nan is no probability; expected true, or a number in [0, 1)"),
    (
        Range(-1, 1, or_zero=0.125),
        False,
        "or_zero",
        "0 lies inside the range already; or_zero is for ranges above 0",
    ),
]


@pytest.mark.parametrize(("stated", "whole", "key", "sentence"), MISTAKES)
def test_a_mistake_names_its_key_and_what_is_expected(stated, whole, key, sentence):
    assert list(stated.mistakes(whole=whole)) == [(key, sentence)]


def test_mistakes_in_the_ends_and_in_or_zero_are_told_at_once():
    found = list(Range(-inf, inf, or_zero=2).mistakes(whole=False))
    assert [key for key, _ in found] == ["low", "high", "or_zero"]
    assert [key for key, _ in Range(0.5, 1.5).mistakes(whole=True)] == ["low", "high"]
    assert [key for key, _ in Range(-1, 1, "reverse_log").mistakes(whole=False)] == ["low", "high"]


@pytest.mark.parametrize(
    ("stated", "whole", "domain"),
    [
        (Range(1, 3), True, Steps(1, 3, 1)),
        (Range(16.0, 128.0, step=16.0), True, Steps(16, 128, 16)),
        (Range(16, 512, "log"), True, WholeLog(16, 512)),
        (Range(0, 2, step=0.5), False, Steps(0.0, 2.0, 0.5)),
        (Range(0.1, 0.7, step=0.1), False, Steps(0.1, 0.7, 0.1)),
        (Range(3, 3), True, Steps(3, 3, 1)),
        (Range(0.5, 0.5), False, Interval(SCALES["linear"](0.5, 0.5))),
        (Range(1e-4, 1, "log"), False, Interval(SCALES["log"](1e-4, 1.0))),
        (Range(0, 0.999, "reverse_log"), False, Interval(SCALES["reverse_log"](0.0, 0.999))),
        (Range(0, 1), False, Interval(SCALES["linear"](0.0, 1.0))),
    ],
)
def test_a_range_without_mistakes_has_its_domain(stated, whole, domain):
    assert list(stated.mistakes(whole=whole)) == []
    found = stated.domain(whole=whole)
    assert found == domain
    assert type(found.decode(0.0)) is (int if whole else float)


def test_choices_are_their_own_domain():
    assert Choice(("relu", "tanh")).domain() == Choices(("relu", "tanh"))


@given(
    low=st.floats(-1e3, 1e3),
    high=st.floats(-1e3, 1e3),
    scale=st.sampled_from(sorted(SCALES)),
    step=st.none() | st.floats(-1, 0) | st.floats(1e-6, 10),
    whole=st.booleans(),
    u=st.floats(0, 1),
)
def test_a_range_has_mistakes_or_a_domain_whose_values_lie_in_it(low, high, scale, step, whole, u):
    stated = Range(low, high, scale, step)
    if list(stated.mistakes(whole=whole)):
        return
    value = stated.domain(whole=whole).decode(u)
    assert low - 1e-9 <= value <= high + 1e-9
    assert not whole or isinstance(value, int)


def test_a_step_too_small_to_count_by_is_a_mistake():
    assert [key for key, _ in Range(0, 1, step=1e-320).mistakes(whole=False)] == ["step"]


@given(st.integers(-50, 50), st.integers(0, 30), st.integers(1, 9), st.sampled_from([1, 0.1, 0.01, 1e-3]))
def test_an_end_that_steps_reach_is_found_to_be_reached(low, steps, step, unit):
    stated = Range(low * unit, (low + steps * step) * unit, step=step * unit)
    assert list(stated.mistakes(whole=False)) == []
    assert stated.domain(whole=False).count == steps + 1
