"""Tables are written as often as a share of the time allows, and in the end whatever it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.runs.tables.upkeep import Upkeep


class Clock:
    """A clock that is moved by hand; a writing of the tables takes `cost` seconds."""

    def __init__(self, cost: float) -> None:
        self.seconds, self.cost, self.written = 0.0, cost, 0

    def __call__(self) -> float:
        return self.seconds

    def write(self) -> None:
        self.seconds += self.cost
        self.written += 1

    def upkeep(self, share: float, least: float = 0.0) -> Upkeep:
        return Upkeep(self.write, share, least, self)


@given(st.floats(0.001, 1.0), st.lists(st.floats(0.0, 10.0), max_size=50), st.floats(0.01, 0.5))
def test_writing_takes_no_more_than_its_share_but_for_the_last(cost, pauses, share):
    clock = Clock(cost)
    tables = clock.upkeep(share)
    for pause in pauses:
        clock.seconds += pause
        tables.follow()
    assert (clock.written - 1) * cost <= share * clock.seconds + 1e-9


def test_what_costs_little_is_written_every_time():
    clock = Clock(cost=0.001)
    tables = clock.upkeep(share=0.05)
    for _ in range(10):
        clock.seconds += 0.03
        tables.follow()
    assert clock.written == 10


def test_they_are_first_written_after_the_least_time_between():
    """They are written the first time only after the least time between."""
    clock = Clock(cost=0.0)
    tables = clock.upkeep(share=0.5, least=1.0)
    tables.follow()
    assert clock.written == 0
    clock.seconds = 1.0
    tables.follow()
    assert clock.written == 1


@pytest.mark.parametrize("follows", [0, 1, 2])
def test_catching_up_writes_what_is_behind_and_only_that(follows):
    clock = Clock(cost=1.0)
    tables = clock.upkeep(share=0.05)
    for _ in range(follows):
        tables.follow()
    tables.catch_up()
    written = clock.written
    assert written == max(1, follows)
    tables.catch_up()
    assert clock.written == written
