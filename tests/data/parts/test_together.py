"""Groups and orders: what no part may share, and what no earlier part may know."""

from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.parts.split import sizes_by_rule, split_rows
from hpsearch.data.parts.together import Together
from hpsearch.errors import DataError

CASES = Path(__file__).parents[1] / "cases"
SPLITS = st.sampled_from(["auto", {"train": 0.7, "dev": 0.3}, {"train": 0.5, "dev": 0.2, "test": 0.3}])


def numbered(values):
    return np.unique(values, return_inverse=True)[1]


def parts_of(members):
    return [rows for rows in (members.train, members.dev, members.test) if rows is not None]


def ids(fewest=3):
    """Whole numbers for 20 to 200 rows, at least `fewest` different ones among them."""
    return st.lists(st.integers(0, 30), min_size=20, max_size=200).filter(lambda rows: len(set(rows)) >= fewest)


@settings(max_examples=40)
@given(ids(), SPLITS, st.integers(0, 5), st.data())
def test_no_group_is_in_two_parts_and_each_part_has_one(group, split, seed, data):
    classes = numbered(data.draw(st.lists(st.integers(0, 2), min_size=len(group), max_size=len(group))))
    together = Together("t.csv", numbered(group))
    members = split_rows(classes, split, None, together, seed=seed, source="t.csv")
    again = split_rows(classes, split, None, together, seed=seed, source="t.csv")
    held = [set(np.array(group)[rows]) for rows in parts_of(members)]
    assert all(held)
    assert sum(map(len, held)) == len(set(group))
    assert sum(rows.size for rows in parts_of(members)) == len(group)
    assert all((one == two).all() for one, two in zip(parts_of(members), parts_of(again), strict=True))


@settings(max_examples=40)
@given(ids(), SPLITS, st.integers(0, 5), st.booleans(), st.data())
def test_no_earlier_part_has_a_later_row_and_ties_stay_together(moment, split, seed, grouped, data):
    """With groups, by the last moment of each."""
    moments = np.array(moment)
    group = data.draw(st.lists(st.integers(0, 60), min_size=len(moment), max_size=len(moment))) if grouped else None
    last = moments
    if group is not None:
        last = np.array([moments[np.array(group) == each].max() for each in group])
        if len(set(last.tolist())) < 3:
            return
    together = Together("t.csv", None if group is None else numbered(group), numbered(last))
    members = split_rows(np.zeros(len(moment), np.int64), split, None, together, seed=seed, source="t.csv")
    for earlier, later in pairwise(parts_of(members)):
        assert last[earlier].max() < last[later].min()
    if group is not None:
        held = [set(np.array(group)[rows]) for rows in parts_of(members)]
        assert sum(map(len, held)) == len(set(group))


@pytest.mark.parametrize("groups", [30, 100, 1000])
def test_many_groups_come_as_near_to_sizes_and_classes_as_rows_do(groups):
    draw = np.random.default_rng(groups)
    group = numbered(draw.integers(0, groups, 3000))
    classes = draw.integers(0, 3, 3000)
    members = split_rows(classes, "auto", None, Together("t.csv", group), seed=0, source="t.csv")
    for rows, size in zip(parts_of(members), sizes_by_rule(3000), strict=True):
        assert abs(rows.size - size) <= 0.02 * 3000
        shares = np.bincount(classes[rows], minlength=3) / rows.size
        assert np.abs(shares - np.bincount(classes) / 3000).max() < 0.04


def test_large_groups_train_no_more_often_than_small_ones():
    group = np.concatenate([np.repeat(np.arange(10), 10), np.arange(10, 110)])
    zeros = np.zeros(group.size, np.int64)
    trained = [
        split_rows(zeros, "auto", None, Together("t.csv", group), seed=seed, source="t.csv").train for seed in range(60)
    ]
    assert 0.5 < np.mean([len(set(group[rows]) & set(range(10))) / 10 for rows in trained]) < 0.7


def table(tmp_path, header, rows, **options):
    (tmp_path / "t.csv").write_text("\n".join([header, *rows]) + "\n")
    return load_dataset("t.csv", folder=tmp_path, seed=0, **options)


DAYS = [f"{1 + day % 28:02d}.{1 + day // 28:02d}.2024,{day % 7},{day % 2}" for day in range(84)]


@pytest.mark.parametrize("rows", [DAYS, DAYS[::-1]])
def test_dates_put_the_latest_rows_into_the_test_part(tmp_path, rows):
    """Dates as they are written put the latest rows into the test part.

    A calendar's days do not sort as words; the order in the file does not matter either.
    """
    data = table(tmp_path, "day,x,y", rows, order="day", target="y", normalize="none")
    assert data.features == ("x",)
    places = [{int(value) for value in part.x[0]} for part in (data.train, data.dev, data.test)]
    assert [len(part.y) for part in (data.train, data.dev, data.test)] == [50, 17, 17]
    assert all(places)
    latest = [row for row in DAYS if ".03." in row][-17:]
    assert sorted(data.test.x[0].tolist()) == sorted(float(row.split(",")[1]) for row in latest)


def test_the_columns_that_are_named_are_no_inputs(tmp_path):
    """The columns that are named are no inputs and not the target by default."""
    rows = [f"{row % 3},{row % 5},{row % 2},p{row % 12},{row // 2}" for row in range(60)]
    data = table(tmp_path, "x,z,y,patient,visit", rows, group="patient", order="visit")
    assert (data.features, data.target) == (("x", "z"), "y")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            {"ignore": ["y"]},
            "the target is 'b', because data.ignore names the last column, 'y'; data.target sets another",
        ),
        ({"inputs": ["a", "y"]}, "the target is 'b', because data.inputs names the last column, 'y'"),
        ({"weight": "y"}, "the target is 'b', because data.weight names the last column, 'y'"),
        ({"ignore": ["y"], "target": "b"}, None),
        ({"ignore": ["a"]}, None),
    ],
)
def test_a_target_that_is_not_stated_and_not_the_last_column_is_said(tmp_path, options, says):
    rows = [f"{row % 3},{row % 7},{row % 2},{1 + row % 5}" for row in range(60)]
    remarks = "; ".join(table(tmp_path, "a,c,b,y", rows, **options).remarks)
    assert says in remarks if says else "the target is" not in remarks


@pytest.mark.parametrize(
    ("options", "key", "says"),
    [
        ({"group": "pat"}, "group", "no column 'pat'; did you mean 'part'"),
        ({"group": "y", "target": "y"}, "group", "'y' cannot be both target and group"),
        ({"order": "y", "target": "y"}, "order", "'y' cannot be both target and order"),
        ({"group": "p", "inputs": ["x", "p"]}, "group", "'p' is no input, because group names it"),
        ({"group": "one"}, "group", "'one' has one value only .* 3 parts need 3 or more"),
        ({"order": "two"}, "order", "'two' has 2 different values"),
        ({"order": "p"}, "order", r"holds words \('p0', .*expected dates or numbers"),
        ({"order": "gap"}, "order", r"no value in row 4 and 1 more \(counted from 1"),
        ({"group": "gap"}, "group", "no value in row 4 and 1 more"),
        ({"group": "p", "split": "part"}, "group", "split column 'part' says already"),
    ],
)
def test_a_column_that_cannot_divide_the_rows_is_refused_by_name(tmp_path, options, key, says):
    header = "x,p,t,one,two,gap,part,y"
    rows = [
        f"{row % 5},p{row % 6},{row},a,{row % 2},{'' if row in (3, 7) else row},{part},{row % 2}"
        for row, part in enumerate(["train"] * 20 + ["dev"] * 10)
    ]
    with pytest.raises(DataError, match=says) as raised:
        table(tmp_path, header, rows, **options)
    assert raised.value.key == key


ROLES = ["split", "group", "order", "weight"]


@pytest.mark.parametrize(("one", "other"), [*combinations(ROLES, 2)])
def test_a_column_with_two_uses_is_refused_by_both_names(one, other, tmp_path):
    rows = [f"{row},{row % 3},{row % 2}" for row in range(60)]
    with pytest.raises(DataError, match=f"^t.csv: column 'w' cannot be both {one} and {other}$") as raised:
        table(tmp_path, "a,w,y", rows, **{one: "w", other: "w"})
    assert raised.value.key == other


def test_arrays_have_no_groups():
    with pytest.raises(DataError, match="leave group out") as raised:
        load_dataset("iris", folder=Path(), seed=0, group="patient")
    assert raised.value.key == "group"


def test_the_patients_of_one_part_are_in_no_other():
    data = load_dataset("patients.csv", folder=CASES, seed=0, group="patient")
    assert "patient" not in data.features
    assert [len(part.y) for part in (data.train, data.dev, data.test)] == [288, 96, 96]


@pytest.mark.parametrize("grouped", [False, True])
def test_check_names_a_column_whose_rows_a_random_split_tears_apart(grouped):
    data = load_dataset("patients.csv", folder=CASES, seed=0, **({"group": "patient"} if grouped else {}))
    assert any("data.group: patient" in remark for remark in data.remarks) == (not grouped)


def panel(tmp_path, first, years, **options):
    """Some years of 40 persons, each from the `first` one of its number on."""
    rows = [(person, first(person) + year, person * 7 % 11 + year) for person in range(40) for year in range(years)]
    lines = (f"{person},{year},{x},{(person // 3 + year) % 2}" for person, year, x in rows)
    (tmp_path / "t.csv").write_text("\n".join(["id,year,x,y", *lines]))
    return load_dataset("t.csv", order="year", folder=tmp_path, seed=0, **options)


@pytest.mark.parametrize(("years", "told"), [(1, False), (6, True)])
def test_parts_of_one_time_are_told_where_a_group_goes_by_its_latest_row(tmp_path, years, told):
    said = panel(tmp_path, lambda person: person % 10, years, group="id").remarks
    assert sum("are not later than the part before" in remark for remark in said) == told
    alone = panel(tmp_path, lambda person: person % 10, years, ignore=["id"]).remarks
    assert not any("not later than" in remark for remark in alone)


def test_groups_that_all_end_at_one_time_are_not_called_a_column_of_one_value(tmp_path):
    with pytest.raises(DataError, match=r"one value only in the latest rows of each 'id', .*leave order or group out"):
        panel(tmp_path, lambda _: 2000, 8, group="id")
