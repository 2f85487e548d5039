from collections import Counter
from itertools import pairwise
from math import log, sqrt

import optuna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.space import Choices, Interval, Linear, Log, ReverseLog, Steps, WholeLog

CONTINUOUS = {
    "linear": Interval(Linear(-2.0, 3.0)),
    "log": Interval(Log(1e-4, 1.0)),
    "reverse_log": Interval(ReverseLog(0.9, 0.999)),
    "reverse_log from 0": Interval(ReverseLog(0.0, 0.99)),
}
EQUALLY_LIKELY = {
    "whole numbers": (Steps(1, 3, 1), (1, 2, 3)),
    "whole steps": (Steps(16, 128, 16), (16, 32, 48, 64, 80, 96, 112, 128)),
    "whole numbers from below 0": (Steps(-3, 1, 2), (-3, -1, 1)),
    "one whole number": (Steps(7, 7, 1), (7,)),
    "tenths": (Steps(0.1, 0.7, 0.1), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)),
    "tiny steps": (Steps(0.0, 3e-7, 1e-7), (0.0, 1e-7, 2e-7, 3e-7)),
    "words": (Choices(("sgd", "momentum", "adam")), ("sgd", "momentum", "adam")),
    "lists": (Choices(([64, 32], [128], [])), ([64, 32], [128], [])),
    "switches and none": (Choices((True, False, None)), (True, False, None)),
}
WHOLE_LOGS = [WholeLog(1, 9), WholeLog(16, 512), WholeLog(5, 5)]
GRID = 7_560  # a multiple of every count above

discrete = pytest.mark.parametrize(("domain", "values"), EQUALLY_LIKELY.values(), ids=EQUALLY_LIKELY)
continuous = pytest.mark.parametrize("domain", CONTINUOUS.values(), ids=CONTINUOUS)
whole_logs = pytest.mark.parametrize("domain", WHOLE_LOGS, ids=repr)


def draws(domain, count):
    """Values as Optuna's random sampler draws them."""
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    return [domain.suggest(study.ask(), "x") for _ in range(count)]


def assert_frequencies(drawn, shares):
    """Each value, by its repr, as often as its share says, within four and a half standard deviations."""
    counts, total = Counter(map(repr, drawn)), len(drawn)
    assert set(counts) <= set(shares)
    for value, share in shares.items():
        assert counts[value] == pytest.approx(total * share, abs=4.5 * sqrt(total * share * (1 - share)) + 1e-9)


def whole_log_shares(domain):
    width = log((domain.high + 0.5) / (domain.low - 0.5))
    return {k: log((k + 0.5) / (k - 0.5)) / width for k in range(domain.low, domain.high + 1)}


@continuous
@given(u=st.floats(0, 1))
def test_a_coordinate_of_an_interval_comes_back(domain, u):
    assert domain.encode(domain.decode(u)) == pytest.approx(u, abs=1e-9)


@discrete
def test_every_value_comes_back_exactly_and_in_its_own_type(domain, values):
    for value in values:
        again = domain.decode(domain.encode(value))
        assert (again, type(again)) == (value, type(value))


@discrete
def test_values_have_equal_shares(domain, values):
    """All values are there in equal shares of the unit interval."""
    counts = Counter(repr(domain.decode((i + 0.5) / GRID)) for i in range(GRID))
    assert counts == {repr(value): GRID // len(values) for value in values}


@discrete
def test_ends_are_the_first_and_last_value(domain, values):
    """The ends of the unit interval are the first value and the last."""
    assert (domain.decode(0.0), domain.decode(1.0)) == (values[0], values[-1])


@discrete
def test_values_come_in_order_of_their_coordinates(domain, values):
    coordinates = [domain.encode(value) for value in values]
    assert all(0 < low < high < 1 for low, high in pairwise([1e-9, *coordinates]))


@whole_logs
def test_whole_numbers_on_a_log_scale_come_back_exactly(domain):
    for value in range(domain.low, domain.high + 1):
        again = domain.decode(domain.encode(value))
        assert (again, type(again)) == (value, int)


@whole_logs
def test_whole_log_shares_are_logarithmic(domain):
    """A whole number on a log scale has a share as long as its logarithm."""
    grid = 20_000
    counts = Counter(domain.decode((i + 0.5) / grid) for i in range(grid))
    assert counts == pytest.approx({k: share * grid for k, share in whole_log_shares(domain).items()}, abs=1.01)
    assert (domain.decode(0.0), domain.decode(1.0)) == (domain.low, domain.high)


@whole_logs
@given(u=st.floats(0, 1), v=st.floats(0, 1))
def test_whole_numbers_on_a_log_scale_rise_with_their_coordinate(domain, u, v):
    assert domain.low <= domain.decode(min(u, v)) <= domain.decode(max(u, v)) <= domain.high


@given(st.integers(-1000, 1000), st.integers(1, 50), st.integers(0, 40), st.floats(0, 1))
def test_whole_steps_never_leave_their_lattice(low, step, steps, u):
    domain = Steps(low, low + steps * step, step)
    value = domain.decode(u)
    assert isinstance(value, int)
    assert low <= value <= domain.high
    assert (value - low) % step == 0
    assert domain.count == steps + 1


@pytest.mark.parametrize("low", [0.1, 0.25, 1e-3, -0.7])
def test_steps_of_a_real_number_read_as_one_would_write_them(low):
    domain = Steps(low, low + 20 * 0.1, 0.1)
    assert all(len(repr(domain.decode((i + 0.5) / 21))) <= 6 for i in range(21))


def test_steps_of_a_real_number_include_ends_of_many_digits():
    domain = Steps(1 / 3, 1 / 3 + 1, 0.5)
    assert domain.decode(0) >= domain.low


@continuous
def test_optuna_draws_an_interval_as_its_coordinates_are_spread(domain):
    values = draws(domain, 400)
    assert all(domain.decode(0) <= value <= domain.decode(1) for value in values)
    quarters = [min(int(4 * domain.encode(value)), 3) for value in values]
    assert_frequencies(quarters, dict.fromkeys("0123", 0.25))


@discrete
def test_optuna_draws_each_value_equally_often(domain, values):
    assert_frequencies(draws(domain, 300), {repr(value): 1 / len(values) for value in values})


def test_optuna_draws_whole_log_values_by_share():
    """Optuna draws whole numbers on a log scale by their shares."""
    shares = whole_log_shares(WholeLog(1, 9))
    assert_frequencies(draws(WholeLog(1, 9), 600), {repr(k): share for k, share in shares.items()})


@pytest.mark.parametrize(
    "domain", [Interval(ReverseLog(0.9, 0.9)), Interval(Log(0.9, 0.9)), Interval(Linear(0.9, 0.9))]
)
def test_an_interval_of_one_value_draws_that_value(domain):
    assert draws(domain, 3) == [0.9, 0.9, 0.9]


def test_optuna_sees_momentum_as_1_less_x_on_a_log_scale():
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    trial = study.ask()
    value = Interval(ReverseLog(0.9, 0.999)).suggest(trial, "beta1")
    assert trial.params == {"1-beta1": pytest.approx(1 - value)}
    assert trial.distributions["1-beta1"].log


@discrete
def test_a_domain_holds_its_values_and_no_others(domain, values):
    assert all(domain.holds(value) for value in values)
    assert not any(domain.holds(other) for other in ("SGD", [1], 0.123456, 1e9, -1e9))


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        (Interval(Log(1e-4, 1.0)), [1e-4, 1, 0.3], [0, 1.1, "1", None, True]),
        (Interval(ReverseLog(0.0, 0.99)), [0, 0.99], [-0.1, 1, [0.5]]),
        (Steps(16, 64, 16), [16, 48.0, 64], [20, 0, 80, True]),
        (Steps(0.1, 0.7, 0.1), [0.3, 0.1 + 0.2], [0.35, 0.8]),
        (WholeLog(1, 9), [1, 9, 3.0], [0, 10, 2.5, "3"]),
    ],
)
def test_a_range_holds_what_lies_in_it(domain, inside, outside):
    assert all(domain.holds(value) for value in inside)
    assert not any(domain.holds(value) for value in outside)
