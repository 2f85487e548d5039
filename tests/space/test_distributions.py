import pytest
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution

from hpsearch.space import Choices, Interval, Linear, Log, Steps, WholeLog
from hpsearch.space.distributions import domain_of

CASES = [
    (FloatDistribution(-1, 2), Interval(Linear(-1, 2))),
    (FloatDistribution(1e-4, 1, log=True), Interval(Log(1e-4, 1))),
    (FloatDistribution(0, 1, step=0.25), Steps(0, 1, 0.25)),
    (FloatDistribution(0, 0.9, step=0.3), Steps(0, 0.9, 0.3)),
    (IntDistribution(1, 3), Steps(1, 3, 1)),
    (IntDistribution(16, 128, step=16), Steps(16, 128, 16)),
    (IntDistribution(1, 9, step=4), Steps(1, 9, 4)),
    (IntDistribution(1, 100, log=True), WholeLog(1, 100)),
    (CategoricalDistribution(["a", None, 3, True]), Choices(("a", None, 3, True))),
]


@pytest.mark.parametrize(("distribution", "domain"), CASES)
def test_a_distribution_has_the_domain_of_its_values(distribution, domain):
    assert domain_of(distribution) == domain


@pytest.mark.parametrize("distribution", [distribution for distribution, _ in CASES])
def test_every_value_of_the_domain_is_one_of_the_distribution(distribution):
    domain = domain_of(distribution)
    for i in range(201):
        value = domain.decode(i / 200)
        internal = distribution.to_internal_repr(value)
        assert distribution._contains(internal)
        assert distribution.to_external_repr(internal) == value


class Other(BaseDistribution):
    """A kind that Optuna does not have yet."""

    def to_internal_repr(self, param_value_in_external_repr):
        raise NotImplementedError

    def single(self):
        raise NotImplementedError

    def _contains(self, param_value_in_internal_repr):
        raise NotImplementedError


def test_a_distribution_of_another_kind_is_an_error():
    with pytest.raises(TypeError, match="no domain for"):
        domain_of(Other())
