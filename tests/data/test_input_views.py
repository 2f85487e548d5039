"""Several views from one reading: each equals the view of its settings alone."""

import io
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hpsearch.data import load_input_views, load_views
from hpsearch.data.memory import giga
from hpsearch.errors import DataError
from hpsearch.trials.input_views import InputView

from .test_loading import cases

WAYS = [InputView(*each) for each in product(["standard", "robust", "none"], [0, 1, 4])] + [InputView(waves=2)]


def numbers(view):
    if view.waves:
        return {"periodic": view.waves}
    return {"piecewise_linear": view.bins} if view.bins else "plain"


@settings(max_examples=25, deadline=None)
@given(cases(), st.permutations(WAYS), st.integers(1, 4), st.sampled_from(["mean", "indicator"]))
def test_each_view_has_the_bits_that_it_has_alone(case, ways, count, missing):
    case.frame.loc[::7, "x"] = np.nan
    options = {name: value for name, value in case.options.items() if name != "normalize"}
    options |= {"missing": missing, "folder": Path()}
    try:
        several = load_input_views(case.frame, ways[:count], **options)
    except DataError:  # a group or two have nearly all rows
        assume(False)
    assert list(several) == ways[:count]
    for way, views in several.items():
        alone = load_views(case.frame, normalize=way.normalize, numbers=numbers(way), **options)
        assert views.fingerprint == alone.fingerprint
        assert views.whole.remarks == alone.whole.remarks
        for one, other in zip((*views.folds, views.whole), (*alone.folds, alone.whole), strict=True):
            assert one.features == other.features
            assert one.train.x.tobytes() == other.train.x.tobytes()
            assert one.dev.x.tobytes() == other.dev.x.tobytes()
            assert one.train.x.flags.f_contiguous == other.train.x.flags.f_contiguous


def test_views_share_the_memory_of_what_they_have_in_common():
    one, other = load_input_views("wine", [InputView(), InputView("robust", 4)], folder=Path(), seed=0).values()
    assert one.whole.train.y is other.whole.train.y
    assert not np.shares_memory(one.whole.train.x, other.whole.train.x)


def test_the_size_of_views_is_that_of_their_inputs():
    ways = [InputView(), InputView("standard", 4)]
    plain, binned = load_input_views("iris", ways, folder=Path(), seed=0).values()
    assert (plain.size, binned.size) == (150 * 4 * 4, 150 * 4 * 5)  # a bin takes a byte
    folded = load_views("iris", split={"folds": 3, "test": 0.2}, folder=Path(), seed=0)
    assert folded.size == 4 * 150 * 4 * 4  # three folds, and all rows that are not test together
    assert giga(plain.size) == "2.4e-06"


def test_standard_input_is_read_once_so_that_none_stands_alone(monkeypatch):
    table = b"a,b\n" + b"".join(b"%d,%s\n" % (n, b"yn"[n % 2 :][:1]) for n in range(40))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(table)))
    with pytest.raises(DataError, match="is read once, and `none` beside another way") as error:
        load_input_views("-", [InputView(), InputView("none")], folder=Path(), seed=0)
    assert error.value.key == "normalize"
    assert len(load_input_views("-", [InputView(), InputView("robust")], folder=Path(), seed=0)) == 2


def test_memory_that_another_view_does_not_fit_into_is_said(monkeypatch):
    monkeypatch.setattr("hpsearch.data.memory.available", lambda: 2_000)
    with pytest.raises(DataError, match="of memory are free"):
        load_input_views("iris", [InputView(), InputView("robust")], folder=Path(), seed=0)
