"""Many classes take the memory of their targets, and not several times as much."""

import tracemalloc

import numpy as np

from hpsearch.engine.heads import HEADS


def test_one_hot_targets_are_made_without_a_larger_array_on_the_way():
    y = np.arange(2_000) % 500
    tracemalloc.start()
    targets = HEADS["softmax"].targets(y, 500)
    rows = np.ascontiguousarray(targets.T, np.float32)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (targets.argmax(axis=0) == y).all()
    assert (targets.sum(axis=0) == 1).all()
    assert peak < 1.1 * rows.nbytes
