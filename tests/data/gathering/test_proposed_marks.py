"""Marks of missing values that remarks propose: one value for all columns, after which all of them are numbers."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.cli.from_table.stated_reading import _as_option
from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ROWS = 90
NUMBERS = [[f"{i * factor % 101}.5" for i in range(ROWS)] for factor in (37, 41, 43)]
PLAIN = [f"{i % 13}.5" for i in range(ROWS)]
MARKS = ("NA", "-", "x", "k.A.", "s/d", '"]}', "-999", "")


def _loaded(folder, columns, missing=None):
    rows = zip(*columns, PLAIN, (f"{i % 11}.25" for i in range(ROWS)), strict=True)
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    (folder / "t.csv").write_text("\n".join([",".join([*"abc"[: len(columns)], "d", "y"]), *quoted]) + "\n")
    csv = None if missing is None else {"missing": missing}
    return load_dataset("t.csv", csv=csv, folder=folder, seed=0)


def _proposed(remarks):
    """Each different value of data.csv.missing that is proposed."""
    found = [re.search(r"data\.csv: \{missing: (\[\".*\])\}", remark) for remark in remarks]
    return [json.loads(value) for value in {each[1] for each in found if each}]


@settings(max_examples=40, deadline=None)
@given(marks=st.lists(st.lists(st.sampled_from(MARKS), max_size=2, unique=True), min_size=1, max_size=3))
def test_one_value_is_proposed_for_all_columns_and_makes_all_of_them_numbers(marks, tmp_path_factory):
    folder = tmp_path_factory.mktemp("t")
    columns = [[*some] for some in NUMBERS[: len(marks)]]
    for column, some in zip(columns, marks, strict=True):
        for place, mark in enumerate(some):
            column[place * 4 : place * 4 + 4] = [mark] * 4
    remarks = _loaded(folder, columns).remarks
    proposed = _proposed(remarks)
    assert len(proposed) <= 1
    assert bool(proposed) == any("but for" in remark or "far from" in remark for remark in remarks)
    for value in proposed:
        data = _loaded(folder, columns, value)
        assert data.features == (*"abc"[: len(marks)], "d")
        assert not any("but for" in remark or "far from" in remark for remark in data.remarks)


@pytest.mark.parametrize("stated", [None, ["x"], ["NA"]])
def test_a_proposal_keeps_the_marks_of_other_columns_and_those_that_are_stated(stated, tmp_path):
    columns = [["x", *NUMBERS[0][1:]], [*NUMBERS[1][:5], "NA", *NUMBERS[1][6:]]]
    assert [sorted(value) for value in _proposed(_loaded(tmp_path, columns, stated).remarks)] == [["NA", "x"]]


@pytest.mark.parametrize("role", ["target", "order", "weight"])
def test_a_refusal_of_a_column_proposes_the_marks_of_the_others_too(role, tmp_path):
    odd = [*NUMBERS[2][:7], "x", *NUMBERS[2][8:]]
    rows = zip([f"{i}.5" for i in range(ROWS)], [*NUMBERS[1][:5], "NA", *NUMBERS[1][6:]], odd, strict=True)
    (tmp_path / "t.csv").write_text("\n".join(["a,b,y", *map(",".join, rows)]) + "\n")
    roles = {"target": "y"} if role == "target" else {"target": "a", role: "y"}
    proposed = ["NA", "x"] if role != "weight" else ["x"]  # weights are read before the other columns
    with pytest.raises(DataError) as told:
        load_dataset("t.csv", folder=tmp_path, seed=0, **roles)
    assert _proposed([str(told.value)]) == [proposed]
    assert _as_option(str(told.value), []) == f"data.csv.missing={json.dumps(proposed)}"


def test_a_cell_that_looks_like_a_proposal_is_none():
    assert _as_option('column a: \'data.csv: {missing: ["x\'; set data.csv: {missing: ["y"]}', []) == (
        'data.csv.missing=["y"]'
    )


def test_numbers_that_may_be_marks_are_proposed_beside_words(tmp_path):
    columns = [["x", *NUMBERS[0][1:]], np.where(np.arange(ROWS) % 9 == 0, "-999", NUMBERS[1]).tolist()]
    assert _proposed(_loaded(tmp_path, columns).remarks) == [["x", "-999"]]
