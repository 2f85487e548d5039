"""What panda keeps of the state of a user's code: any arrays of numbers, or any bytes, and none of it changes."""

import json

import numpy as np
import pytest
from safetensors.numpy import load, save

from hpsearch.training.own.function.snapshots import OwnSnapshot
from hpsearch.training.own.function.states import state_of
from hpsearch.training.own.recipe import OwnRecipe

STATES = {
    "bytes": b"\x00\x01 any",
    "no bytes": b"",
    "no arrays": {},
    "kinds": {
        "float16": np.ones(3, np.float16),
        "complex": np.array([1 + 2j]),
        "bool": np.array([True, False]),
        "big endian": np.arange(3, dtype=">i4"),
        "": np.float64(0.5),
        "__metadata__": 7,
    },
    "shapes": {
        "none": np.empty((0, 3)),
        "of columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "0": np.array(1),
    },
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_state_comes_back_from_a_file_as_it_was(state):
    kept = OwnSnapshot(3, OwnRecipe.of({"rate": 0.1}), {"loss": float("nan")}, state_of(state))
    again = OwnSnapshot.of(load(save(kept.arrays())), json.loads(json.dumps(kept.about())))
    assert again.hash() == kept.hash()
    assert again.can_be_restored
    if isinstance(state, bytes):
        assert again.state == state
        return
    assert list(again.state) == list(state)
    for name, value in state.items():
        array = np.asarray(value)
        assert again.state[name].dtype == array.dtype
        np.testing.assert_array_equal(again.state[name], array)
        again.state[name][...] = 0  # it may be changed in place


def test_all_that_decides_how_a_training_goes_on_is_in_the_hash():
    def of(epoch=3, rate=0.1, loss=1.0, state=b"a"):
        return OwnSnapshot(epoch, OwnRecipe.of({"rate": rate}), {"loss": loss}, state and state_of(state)).hash()

    others = [of(epoch=4), of(rate=0.2), of(loss=2.0), of(state=b"b"), of(state=None), of(state={"a": np.zeros(1)})]
    assert len({of(), *others}) == 1 + len(others)
    assert of() == of()
