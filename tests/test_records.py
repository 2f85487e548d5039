"""Records are what dataclasses that are frozen were, and quicker to make."""

import pickle
from functools import cached_property

import numpy as np
import pytest

from hpsearch.records import Record, field, replace


class Place(Record):
    """A record with a default of each kind."""

    name: str
    rank: int = 1
    tied: list[str] = field(default_factory=list)


class Square(Record, dict=True):
    """A record with a value that is computed once."""

    side: float

    @cached_property
    def area(self) -> float:
        """The area."""
        return self.side**2


def test_a_field_cannot_be_set_again():
    with pytest.raises(AttributeError, match="immutable"):
        Place("home").rank = 2


def test_records_with_equal_fields_are_equal_and_show_them():
    assert Place("home") == Place("home", 1, [])
    assert Place("home") != Place("home", 2)
    assert repr(Place("home")) == "Place(name='home', rank=1, tied=[])"
    assert hash(Square(2.0)) == hash(Square(2.0))


def test_records_that_share_an_array_are_equal():
    """As tuples are, whose arrays are compared only where they are not the same."""
    shared = np.ones(2)
    assert Place("home", tied=shared) == Place("home", tied=shared)


def test_a_copy_has_other_values_of_some_fields_and_no_others():
    assert replace(Place("home"), rank=3) == Place("home", 3)
    with pytest.raises(TypeError, match="has no field 'size'"):
        replace(Place("home"), size=3)


def test_a_record_stays_the_same_in_another_process():
    square = Square(3.0)
    assert square.area == 9
    assert pickle.loads(pickle.dumps(square)) == square  # noqa: S301 (our own bytes)
