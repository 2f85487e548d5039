"""Inputs of a sample of rows from a large table: remarks are about all rows of the table."""

from pathlib import Path

import numpy as np
import pytest

from hpsearch.data import Dataset, load_dataset
from hpsearch.data.parts.mismatch import mismatches

ROWS = 3_000
SAMPLE = 100


def written(folder: Path, **columns: object) -> str:
    """A table of two columns of numbers and two classes, with more columns or others in their place."""
    draw = np.random.default_rng(0)
    y = ["ab"[each] for each in draw.integers(0, 2, ROWS)]
    table = {"one": draw.normal(size=ROWS).round(6), "other": draw.normal(size=ROWS).round(6), "y": y, **columns}
    lines = [",".join(map(str, row)) for row in zip(*table.values(), strict=True)]
    (folder / "t.csv").write_text("\n".join([",".join(table), *lines, ""]))
    return "t.csv"


def both(folder: Path, source: str, **options: object) -> tuple[Dataset, Dataset]:
    """The dataset with the inputs of all rows, and with those of some."""
    whole, some = (
        load_dataset(source, target="y", folder=folder, seed=0, sample=sample, **options) for sample in (None, SAMPLE)
    )
    return whole, some


def at(places: list[int], value: object, other: object = "") -> list[object]:
    """A column with `value` in some rows."""
    return [value if row in places else other for row in range(ROWS)]


def test_of_large_parts_some_rows_have_inputs_and_all_have_targets(tmp_path):
    whole, some = both(tmp_path, written(tmp_path))
    assert some.train.inputs.shape == (2, SAMPLE)
    assert some.train.size == whole.train.inputs.nbytes
    for part, every in ((some.train, whole.train), (some.dev, whole.dev), (some.test, whole.test)):
        assert np.array_equal(part.y, every.y)
        assert np.array_equal(part.with_inputs.y, every.y[part.drawn])
        there = some.preprocessing.scaling.undone(part.with_inputs.x.astype(np.float64))
        assert np.allclose(there, whole.preprocessing.scaling.undone(every.x[:, part.drawn].astype(np.float64)))


def test_a_sample_has_the_bits_that_its_rows_have_among_all(tmp_path):
    """Few rows are taken from the stored columns, all rows from a copy by row."""
    whole, some = both(tmp_path, written(tmp_path), normalize="none")
    for part, every in ((some.train, whole.train), (some.dev, whole.dev), (some.test, whole.test)):
        assert part.x.tobytes() == every.x[:, part.drawn].tobytes()


def test_a_part_no_larger_than_the_sample_keeps_all_rows():
    whole, some = (load_dataset("iris", folder=Path(), seed=0, sample=sample) for sample in (None, SAMPLE))
    assert some.train.drawn is None
    assert some.fingerprint == whole.fingerprint


def test_remarks_are_those_on_all_rows(tmp_path):
    """A rare class, a constant, one gap, one value: no such row is likely to be drawn."""
    y = at([0, 1, 2], "rare", "usual")
    y[ROWS // 2 :] = ["b"] * (ROWS - ROWS // 2)
    parts = ["dev" if row in (1, 9) or row > 0.8 * ROWS else "train" for row in range(ROWS)]
    columns = {"y": y, "gap": at([7], "", 1.5), "value": at([8, 2_500], 0.25), "none": at([2_900, 2_901], 0.5)}
    columns["gap"][8:20] = [float(row) for row in range(12)]
    source = written(tmp_path, **columns, part=parts)
    for missing in ("mean", "indicator"):
        whole, some = both(tmp_path, source, split="part", missing=missing)
        assert some.train.drawn is not None
        assert some.remarks == whole.remarks
        assert some.features == whole.features
        assert some.balance == whole.balance
    assert any("no value in the training part of column 'none'" in remark for remark in some.remarks)


def test_a_class_that_a_part_lacks_is_named(tmp_path):
    y = at([*range(5, 400, 40)], "rare", "a")
    y[-1_500:] = ["b"] * 1_500
    parts = ["train" if row < 2_000 else "dev" for row in range(ROWS)]
    whole, some = both(tmp_path, written(tmp_path, y=y, part=parts), split="part")
    assert "no row of classes 'a', 'rare' in the dev part" in "; ".join(whole.remarks)
    assert some.remarks == whole.remarks


def test_dates_that_one_training_row_lacks_have_their_input(tmp_path):
    days = [f"2024-{1 + row % 12:02}-{1 + row % 28:02}" for row in range(ROWS)]
    for row in range(0, ROWS, 500):
        days[row] = ""
    whole, some = both(tmp_path, written(tmp_path, day=days), missing="indicator")
    assert "day year is missing" in whole.features
    assert some.features == whole.features


def test_weights_and_groups_are_those_of_the_drawn_rows(tmp_path):
    columns = {"weight": [1 + row % 7 for row in range(ROWS)], "group": [f"g{row // 5}" for row in range(ROWS)]}
    whole, some = both(tmp_path, written(tmp_path, **columns), weight="weight", group="group", normalize="robust")
    assert np.array_equal(some.train.weights, whole.train.weights)
    assert np.array_equal(some.train.with_inputs.weights, whole.train.weights[some.train.drawn])
    assert np.array_equal(some.train.with_inputs.group, whole.train.group[some.train.drawn])


def test_rows_that_parts_share_are_told_as_found_among_those_drawn(tmp_path):
    draw = np.random.default_rng(1)
    rows = draw.integers(0, 1_000, ROWS)
    source = written(tmp_path, one=rows, other=rows % 7 + 0.5, y=["ab"[row % 2] for row in rows])
    whole, some = both(tmp_path, source)
    assert any(
        " of 600 dev rows are also in the train part, with the same target" in told for told in mismatches(whole, 0)
    )
    told = [each for each in mismatches(some, 0) if "are also among" in each]
    assert "of 100 dev rows looked at are also among the 100 train rows looked at, with the same target" in told[0]


@pytest.mark.parametrize("numbers", ["plain", {"piecewise_linear": 4}])
def test_folds_and_arrays_are_drawn_from_too(tmp_path, numbers):
    draw = np.random.default_rng(0)
    x = draw.normal(size=(ROWS, 3)).astype(np.float32)
    x[5, 1] = np.nan
    np.savez(tmp_path / "a.npz", X=x, y=draw.integers(0, 2, ROWS))
    options = {"split": {"folds": 3}, "missing": "indicator", "numbers": numbers}
    whole, some = both(tmp_path, "a.npz", **options)
    assert some.features == whole.features
    assert some.remarks == whole.remarks
    assert some.train.inputs.shape[1] <= SAMPLE + 2  # the first row, and the one with a gap
