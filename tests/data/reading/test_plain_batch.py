"""Columns of plain numbers that a batch holds together."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from hpsearch.data.reading.delimited import read_delimited
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.plain_batch import PlainBatch
from hpsearch.data.reading.table import Cells
from hpsearch.data.roles.asked import Asked
from hpsearch.data.sources import read


def _batch(*columns: list[float | None]) -> PlainBatch | None:
    names = [f"x{place}" for place in range(len(columns))]
    arrays = [pa.chunked_array([column[:2], column[2:]], pa.float64()) for column in columns]
    return PlainBatch.of(names, pa.table(dict(zip(names, arrays, strict=True))), {"w": Cells(pa.array(["a", "b"]))})


def test_a_batch_has_the_same_numbers_together_and_in_cells():
    batch = _batch([1.5, None, -2.0], [1.0, 2.0, 4.0], [None, None, None])
    assert batch is not None
    assert [*batch] == ["x0", "x1", "x2", "w"]
    assert [batch[name].values.to_pylist() for name in batch.places] == [[1.5, None, -2], [1, 2, 4], [None] * 3]
    gaps, whole, empty = (batch.numbers(name) for name in batch.places)
    np.testing.assert_array_equal([gaps[0], whole[0]], [[1.5, np.nan, -2], [1, 2, 4]])
    assert [(ends.low, ends.high, ends.complete) for _, ends in (gaps, whole)] == [(-2, 1.5, False), (1, 4, True)]
    assert np.isnan([empty[1].low, empty[1].high]).all()
    assert batch["w"].values.to_pylist() == ["a", "b"]


def test_numbers_that_float64_may_merge_are_no_batch():
    assert _batch([1.0, None, 2.0**53]) is None
    assert _batch([1.0, 2.0, -(2.0**53)], [1.0, 2.0, 3.0]) is None


@pytest.mark.parametrize("length", [1, 700_000])
def test_a_line_longer_than_what_is_parsed_at_once_is_read(length: int, tmp_path: Path):
    values = np.random.default_rng(0).normal(size=(40_000, 2)).round(4)
    words = ["a"] * 30_000 + ["b" * length] + ["a"] * 9_999
    lines = [f"{one},{other},{word}" for (one, other), word in zip(values.tolist(), words, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["one,other,word", *lines]) + "\n")
    rows = read("t.csv", Asked(targets=("word",)), tmp_path)
    x = np.concatenate([block.copy() for block in rows.blocks])
    np.testing.assert_array_equal(x, (values - rows.pivots).astype(np.float32))
    assert rows.targets[0].categories == ("a", "b" * length)


def test_all_but_the_first_rows_of_numbers_are_parsed_as_numbers(tmp_path: Path):
    lines = [f"{value:.12f},{-value:.12f}" for value in np.random.default_rng(0).normal(size=80_000)]
    (tmp_path / "t.csv").write_text("\n".join(["one,other", *lines]) + "\n")
    table = read_delimited(tmp_path / "t.csv", "t.csv", Stated())
    kinds = [type(batch) for batch in table.batches(("one", "other"))]
    assert len(kinds) > 2
    assert {*kinds[1:]} == {PlainBatch} != {*kinds[:1]}


@pytest.mark.parametrize("kinds", ["nnn", "wnnw", "nwnnwn", "ngtnwgn", "tnt"])
def test_numbers_have_the_same_bits_whatever_is_beside_them(kinds: str, tmp_path: Path):
    """n: numbers, g: numbers with gaps, w: words, t: numbers, but a word in the last row."""
    values = np.random.default_rng(0).normal(5, 2, (40_000, len(kinds))).round(7)
    values[::3, [place for place, kind in enumerate(kinds) if kind == "g"]] = np.nan
    cells = values.astype(str)
    cells[np.isnan(values)] = ""
    for place, kind in enumerate(kinds):
        if kind != "g":
            cells[-1 if kind == "t" else slice(len(cells) if kind == "n" else 0, None), place] = "word"
    names = [f"{kind}{place}" for place, kind in enumerate(kinds)]
    lines = [",".join([*row, "ab"[number % 2]]) for number, row in enumerate(cells.tolist())]
    (tmp_path / "t.csv").write_text("\n".join([",".join([*names, "y"]), *lines]) + "\n")
    rows = read("t.csv", Asked(targets=("y",)), tmp_path)
    x = np.concatenate([block.copy() for block in rows.blocks])
    numbers = [place for place, kind in enumerate(kinds) if kind in "ng"]
    assert rows.numeric == tuple(names[place] for place in numbers)
    assert x.tobytes() == (values[:, numbers] - rows.pivots).astype(np.float32).tobytes()
