"""Marks of missing values that remarks propose: one value for all columns, after which all of them are numbers."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import decide
from hpsearch.data.forms.proposal import Proposal, as_sentence
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


def test_a_refusal_of_a_target_proposes_the_marks_of_the_others_too(tmp_path):
    odd = [*NUMBERS[2][:7], "x", *NUMBERS[2][8:]]
    rows = zip([f"{i}.5" for i in range(ROWS)], [*NUMBERS[1][:5], "NA", *NUMBERS[1][6:]], odd, strict=True)
    (tmp_path / "t.csv").write_text("\n".join(["a,b,y", *map(",".join, rows)]) + "\n")
    with pytest.raises(DataError) as told:
        load_dataset("t.csv", folder=tmp_path, seed=0, target="y")
    assert _proposed([str(told.value)]) == [["NA", "x"]]
    assert told.value.remedy == ("csv.missing", ["NA", "x"])


def test_numbers_that_may_be_marks_are_proposed_beside_words(tmp_path):
    columns = [["x", *NUMBERS[0][1:]], np.where(np.arange(ROWS) % 9 == 0, "-999", NUMBERS[1]).tolist()]
    assert _proposed(_loaded(tmp_path, columns).remarks) == [["x", "-999"]]


FORMS = ("{}.5", "{} kg", "${}", "{}%", "{},5", "{:,}000", "0{}", "{}:30", "{}:30:00", "2020-01-{:02}", "{}.1.2020")


@settings(max_examples=300, deadline=None)
@given(
    form=st.sampled_from(FORMS),
    others=st.lists(st.sampled_from(FORMS), max_size=2),
    odd=st.lists(st.sampled_from([*MARKS, *"abcdefghijk", "99:99", "5 kg", "1.000,5"]), unique=True, max_size=14),
    marks=st.sampled_from([None, ("", "NA"), ("", "-999", "x")]),
    decimal=st.sampled_from([".", ","]),
)
def test_the_proposed_marks_are_all_that_a_column_needs(form, others, odd, marks, decimal):
    words = [form.format(i) for i in range(1, 29)] + [other.format(50 + i) for i, other in enumerate(others)] + odd
    words = [*dict.fromkeys(words)]
    decision = decide(words, marks, decimal)
    if isinstance(decision.mixed, Proposal):
        proposed = ("", *(marks or ()), *decision.mixed.marks)
        assert not isinstance(decide(words, proposed, decimal).form, PlainWords)


def test_more_than_three_words_are_all_proposed_and_shown_in_part():
    said = decide([*(str(i) for i in range(60)), "k1", "k2", "k3", "k4", "k5"]).mixed.sentence()
    assert "but for 'k1', 'k2', 'k3' and 2 more; correct them" in said
    assert said.endswith('set data.csv: {missing: ["k1", "k2", "k3", "k4", "k5"]}')


def test_words_after_thousands_of_numbers_are_proposed_with_those_before_them():
    words = ["a", *(str(i) for i in range(5000)), "b"]
    assert decide(words).mixed.marks == ("a", "b")


def test_many_words_are_not_proposed_as_marks():
    said = decide([*(str(i) for i in range(90)), *(f"k{i}" for i in range(11))]).mixed
    assert as_sentence(said).endswith("and 8 more; correct them, or write NA where a number is missing")


def test_no_marks_are_proposed_where_the_other_words_are_not_of_one_form():
    words = [*(f"{i} kg" for i in range(30)), *(f"{i} lb" for i in range(30)), "many"]
    assert decide(words).mixed == "numbers in several forms (1kg, 1lb); write all of them alike"


def test_dates_with_and_without_a_time_zone_are_to_be_written_alike():
    words = [f"2020-01-{i:02} 10:00{'Z' if i % 9 == 0 else ''}" for i in range(1, 29)]
    assert "dates in several formats, such as " in decide(words).mixed


@pytest.mark.parametrize("form", ["{} kg", "${}", "{}%"])
@pytest.mark.parametrize("marks", [["-999"], ["9999", "k.A."], ["-99.9", "-999"]])
@pytest.mark.parametrize("role", ["input", "target"])
def test_a_number_without_the_unit_of_the_others_is_proposed_as_a_mark(form, marks, role, tmp_path):
    cells = [marks[i // 9 % len(marks)] if i % 9 == 0 else form.format(value) for i, value in enumerate(NUMBERS[0])]
    rows = [f"{cell},{i % 7}.5" for i, cell in enumerate(cells)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b", *rows]) + "\n")
    options = {"target": "b" if role == "input" else "a", "task": "regression", "folder": tmp_path, "seed": 0}
    try:
        said = load_dataset("t.csv", **options).remarks
    except DataError as refused:
        said = [str(refused)]
    (proposed,) = _proposed(said)
    assert sorted(proposed) == sorted(marks)
    data = load_dataset("t.csv", csv={"missing": proposed}, **options)
    assert data.features == ("a" if role == "input" else "b",)


def test_numbers_without_a_unit_beside_others_with_one_are_no_marks():
    words = [*(f"{i}.5 kg" for i in range(40)), *(f"{i}.25" for i in range(9))]
    assert decide(words).mixed == "numbers in several forms (1kg, 1); write all of them alike"
