"""Binned inputs, stored in few bytes: what is written of them, and what they are taken apart into."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.binned import (
    BinnedInputs,
    by_number,
    dense_pieces,
    gatherer,
    is_large,
    write,
    written_blocks,
    written_by_feature,
    written_out,
)

BINS, OTHERS = (3, 1, 300, 16), 2
EXAMPLES = 600


def stored(dtype=np.float32):
    draw = np.random.default_rng(3)
    bins = draw.integers(0, BINS, (EXAMPLES, len(BINS))).astype(np.uint16)
    shares = draw.random((EXAMPLES, len(BINS))).astype(dtype)
    shares[::7], shares[::5] = 0, 1
    rest = draw.normal(size=(EXAMPLES, OTHERS)).astype(dtype)
    return BinnedInputs(bins, shares, rest, np.array(BINS))


def by_hand(inputs, example):
    columns = []
    for number, count in enumerate(BINS):
        own, share = inputs.bins[example, number], inputs.shares[example, number]
        columns += [1.0] * int(own) + [share] + [0.0] * (count - 1 - int(own))
    return [*columns, *inputs.rest[example]]


def test_the_inputs_below_a_bin_are_one_its_own_is_the_share_and_those_above_are_zero():
    inputs = stored()
    x = written_out(inputs)
    assert x.shape == inputs.shape == (sum(BINS) + OTHERS, EXAMPLES)
    assert x.T.flags.c_contiguous
    for example in range(EXAMPLES):
        assert x[:, example].tolist() == by_hand(inputs, example)


@given(st.lists(st.integers(0, EXAMPLES - 1), min_size=1, max_size=40))
def test_gathered_examples_have_the_bits_of_those_written_out(chosen):
    inputs, places = stored(), np.array(chosen)
    x = np.full((inputs.shape[0], len(chosen)), np.nan, np.float32)
    rows = np.full(x.shape[::-1], np.nan, np.float32)
    for each in (inputs, written_out(inputs)):
        gatherer(each, len(chosen)).gather(places, x, rows)
        assert x.tobytes() == np.ascontiguousarray(written_out(inputs)[:, places]).tobytes()
        assert rows.tobytes() == np.ascontiguousarray(x.T).tobytes()
        assert written_out(inputs.at(places)).tobytes("A") == rows.tobytes()


def test_blocks_follow_each_other_as_the_rows_do():
    inputs = stored()
    plain = written_out(inputs)
    assert b"".join(block.tobytes() for block in written_blocks(inputs)) == plain.T.tobytes()
    assert b"".join(block.tobytes() for block in written_blocks(plain)) == plain.T.tobytes()
    assert written_out(inputs.at(slice(0, 0))).shape == (inputs.shape[0], 0)


def test_inputs_written_by_feature_are_those_written_out_in_another_order_of_memory():
    inputs = stored()
    for each in (inputs, written_out(inputs), inputs.at(slice(0, 0))):
        x = written_by_feature(each)
        assert x.flags.c_contiguous
        np.testing.assert_array_equal(x, written_out(each), strict=True)


def test_some_of_the_examples_are_written_by_feature_alone():
    inputs = stored()
    for each in (inputs, written_out(inputs)):
        x = written_by_feature(each, slice(100, 420))
        assert x.tobytes() == np.ascontiguousarray(written_out(inputs)[:, 100:420]).tobytes()


def test_a_number_is_told_by_the_sum_of_its_inputs_whether_they_are_stored_or_written():
    inputs = stored()
    of_stored, of_written = (by_number(each, inputs.counts) for each in (inputs, written_out(inputs)))
    np.testing.assert_array_equal(of_stored, of_written, strict=True)
    np.testing.assert_array_equal(of_stored[:, : len(BINS)], inputs.bins + inputs.shares.astype(np.float64))
    np.testing.assert_array_equal(of_stored[:, len(BINS) :], inputs.rest)


def test_large_inputs_are_written_whole_chunks_at_a_time(monkeypatch):
    inputs, chunk = stored(), 7
    monkeypatch.setattr("hpsearch.engine.binned.LARGEST_DENSE", 0)
    monkeypatch.setattr("hpsearch.engine.binned.DENSE_AT_ONCE", inputs.shape[0] * 4 * (5 * chunk + 1))
    pieces = list(dense_pieces(inputs, chunk))
    assert is_large(inputs)
    assert not is_large(written_out(inputs))
    assert {piece.shape[1] for piece in pieces[:-1]} == {5 * chunk}
    assert np.concatenate(pieces, axis=1).tobytes() == written_by_feature(inputs).tobytes()
    assert [piece.shape for piece in dense_pieces(written_out(inputs), chunk)] == [inputs.shape]


@pytest.mark.parametrize("order", ["C", "F"])
def test_examples_are_written_among_others_in_either_order_of_memory(order):
    inputs = stored()
    for each in (inputs, written_out(inputs)):
        x = np.full((inputs.shape[0], 30), np.nan, np.float64, order)
        write(each, slice(50, 70), x[:, 5:25])
        assert (x[:, 5:25] == written_out(inputs)[:, 50:70]).all()
        assert np.isnan(x[:, :5]).all()
        assert np.isnan(x[:, 25:]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_another_precision_writes_the_same_numbers(dtype):
    inputs = stored(np.float32)
    assert inputs.astype(dtype).dtype == dtype
    assert (written_out(inputs.astype(dtype)) == written_out(inputs).astype(dtype)).all()


def test_a_number_takes_the_bytes_of_its_bin_and_of_its_share():
    assert stored().nbytes == EXAMPLES * (len(BINS) * (2 + 4) + OTHERS * 4)
