"""Python's garbage collector is paused, and then restored."""

import gc

import pytest

from hpsearch.system.collecting import without_collecting


def in_the_middle():
    with without_collecting():
        assert not gc.isenabled()
        raise ValueError("in the middle")


def test_no_cycles_are_looked_for_within_and_again_afterwards_whatever_happens():
    assert gc.isenabled()
    with pytest.raises(ValueError, match="in the middle"):
        in_the_middle()
    assert gc.isenabled()


def test_who_had_turned_it_off_finds_it_off():
    gc.disable()
    try:
        with without_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
