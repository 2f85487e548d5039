"""Optuna's distributions as domains: every value has a coordinate in the unit interval."""

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from hpsearch.space import Choices, Domain, Interval, Linear, Log, Steps, WholeLog


def domain_of(distribution: BaseDistribution) -> Domain:
    """Return the domain with the values of `distribution`, on its scale.

    >>> domain_of(IntDistribution(1, 3)).decode(0.5)
    2
    """
    match distribution:
        case CategoricalDistribution():
            return Choices(tuple(distribution.choices))
        case IntDistribution(log=True):
            return WholeLog(distribution.low, distribution.high)
        case IntDistribution():
            return Steps(distribution.low, distribution.high, distribution.step)
        case FloatDistribution(log=True):
            return Interval(Log(distribution.low, distribution.high))
        case FloatDistribution(step=float(step)):
            return Steps(distribution.low, distribution.high, step)
        case FloatDistribution():
            return Interval(Linear(distribution.low, distribution.high))
    raise TypeError(f"no domain for {distribution!r}")
