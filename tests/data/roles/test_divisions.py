"""What names and values say of how rows had better be divided."""

import numpy as np
import pytest

from hpsearch.cli.from_table.starter import starter_config
from hpsearch.data import describe, load_dataset
from hpsearch.data.roles.divisions import in_time, repeats

DAYS = np.arange("2024-01-01", "2024-03-01", dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (np.repeat(np.arange(10), 4), True),  # blocks
        (np.tile(np.arange(40), 4), True),  # no blocks, many values
        (np.tile(np.arange(3), 40), False),  # three kinds of device
        (np.tile(np.arange(10), 12), False),
        (np.arange(40), False),
        (np.zeros(40), False),
        (np.empty(0), False),
    ],
)
def test_a_column_of_entities_repeats_in_blocks_or_has_many_values(values, told):
    assert repeats(values) == told


def test_rows_in_the_order_of_time_are_seen_in_either_direction():
    assert in_time(DAYS)
    assert in_time(DAYS[::-1])
    assert in_time(np.append(DAYS, np.datetime64("NaT", "D")))
    assert not in_time(np.random.default_rng(0).permutation(DAYS))
    assert not in_time(DAYS[:1].repeat(50))


def table(tmp_path, header, rows):
    (tmp_path / "t.csv").write_text("\n".join([header, *rows]) + "\n")
    return describe("t.csv", folder=tmp_path)


@pytest.mark.parametrize("value", ["{0}", "p{0}", "P-{0:03}"])
def test_a_group_is_likely_as_numbers_and_as_words(tmp_path, value):
    rows = [f"{value.format(row // 6)},{row % 7},{row % 2}" for row in range(90)]
    found = table(tmp_path, "patient_id,x,y", rows)
    assert found.likely == ("patient_id", None)
    assert sum("data.group: patient_id" in remark for remark in found.remarks) == 1


@pytest.mark.parametrize("rows", [2, 3, 9])
@pytest.mark.parametrize(
    ("name", "value"),
    [("id", "{}"), ("nr", "{}"), ("ID", "P-{}"), ("caseid", "{}"), ("order_id", "{}"), ("hhid", "{}")],
)
def test_an_identifier_that_repeats_is_a_likely_group(tmp_path, name, value, rows):
    """As in panels: some rows of each person, one below the other."""
    found = table(
        tmp_path, f"{name},year,x,y", rows_of_things([value.format(thing) for thing in range(40)], panel, rows)
    )
    assert found.likely == (name, None)
    assert sum(f"data.group: {name}" in remark for remark in found.remarks) == 1


def test_a_bare_identifier_that_repeats_is_a_likely_group_in_whatever_order(tmp_path):
    rows = [f"{row % 40},{row // 40},{row * 7 % 11},{row % 2}" for row in range(160)]
    assert table(tmp_path, "id,year,x,y", rows).likely == ("id", None)
    assert table(tmp_path, "region_id,year,x,y", rows).likely == (None, None)


@pytest.mark.parametrize("name", ["distance to station", "price_per_unit", "km_station", "number of patients"])
def test_a_measurement_is_no_group(tmp_path, name):
    rows = [f"{row // 6 * 50},{row % 7},{row % 2}" for row in range(180)]
    assert table(tmp_path, f"{name},x,y", rows).likely == (None, None)


def test_numbers_with_decimals_are_no_group(tmp_path):
    rows = [f"{row // 6 * 0.5},{row % 7},{row % 2}" for row in range(180)]
    assert table(tmp_path, "station,x,y", rows).likely == (None, None)


def test_an_order_is_likely_where_rows_are_dated(tmp_path):
    rows = [f"{day},{place % 7},{place % 2}" for place, day in enumerate(DAYS)]
    assert table(tmp_path, "measured,x,y", rows).likely == (None, "measured")
    rows = [f"{day},{place % 7},{place % 2}" for place, day in enumerate(np.random.default_rng(0).permutation(DAYS))]
    assert table(tmp_path, "day,x,y", rows).likely == (None, "day")
    assert table(tmp_path, "birth_date,x,y", rows).likely == (None, None)


@pytest.mark.parametrize(
    ("roles", "warned"),
    [
        ({}, ["group", "order"]),
        ({"weight": "w"}, ["group", "order"]),
        ({"order": "measured"}, ["group"]),
        ({"group": "patient"}, []),
        ({"parts": "part"}, []),
    ],
    ids=str,
)
def test_rows_that_may_leak_are_told_unless_a_column_divides_them_so(tmp_path, roles, warned):
    rows = [
        f"p{place // 5},{day},{['train', 'dev'][place % 3 // 2]},{1 + place % 4},{place % 2}"
        for place, day in enumerate(DAYS)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["patient,measured,part,w,y", *rows]) + "\n")
    split = roles.get("parts", "auto")
    data = load_dataset(
        "t.csv", folder=tmp_path, seed=0, split=split, **{key: value for key, value in roles.items() if key != "parts"}
    )
    assert [key for key in ("group", "order") if any(f"; data.{key}: " in said for said in data.remarks)] == warned


@pytest.mark.parametrize("without", ["", "NA"])
@pytest.mark.parametrize(
    ("name", "value", "key"),
    [("id", "{}", "group"), ("patient", "p{}", "group"), ("date", "2020-01-{:02}", "order")],
)
def test_what_the_config_would_refuse_for_its_gaps_is_told_with_them(tmp_path, name, value, key, without):
    rows = [f"{without if row % 9 == 5 else value.format(row // 4 + 1)},{row % 7},{row % 2}" for row in range(90)]
    found = table(tmp_path, f"{name},x,y", rows)
    assert found.likely == (None, None)
    told = next(remark for remark in found.remarks if f"data.{key}: {name}" in remark)
    assert told.endswith(", once its 10 missing values are filled in")
    assert f"# {key}: {name}" not in starter_config(found, "t.csv")


@pytest.mark.parametrize(("name", "value"), [("patient", "p{}"), ("date", "2020-01-{:02}")])
def test_gaps_in_rows_without_a_target_are_none(tmp_path, name, value):
    rows = [
        f",{row % 7}," if row % 9 == 5 else f"{value.format(row // 4 + 1)},{row % 7},{row % 2}" for row in range(90)
    ]
    assert name in table(tmp_path, f"{name},x,y", rows).likely


def test_two_dates_are_no_order_for_three_parts(tmp_path):
    found = table(tmp_path, "date,x,y", [f"2024-01-0{1 + row // 50},{row % 7},{row % 2}" for row in range(100)])
    assert found.likely == (None, None)
    assert not any("data.order" in remark for remark in found.remarks)


def test_a_column_of_another_name_is_no_group(tmp_path):
    rows = [f"{row // 6},{row % 7},{row % 2}" for row in range(90)]
    assert table(tmp_path, "rooms,x,y", rows).likely == (None, None)


def rows_of_things(things, rest, rows=20):
    """So many rows of each thing, one below the other, with cells that a function of thing and row makes."""
    return [f"{thing},{rest(place, row)}" for place, thing in enumerate(things) for row in range(rows)]


def mixed(_place, row):
    """A number and a class that say nothing of the thing."""
    return f"{row * 7 % 20},{row % 2}"


def panel(place, row):
    """A year, a number and a class."""
    return f"{2000 + row},{(place + row * 7) % 11},{(place + row) % 2}"


@pytest.mark.parametrize(
    ("things", "rest"),
    [
        (["pump-0", "pump-1", "pump-2", "pump-3"], mixed),  # codes
        (["left", "right", "back", "front"], mixed),  # in no order
        ([4, 1, 3], mixed),
        ([1, 2, 3, 4], lambda _, row: f"{row},{row % 2}"),  # a clock starts anew
        (["a", "b", "c"], lambda _, row: f"2024-01-{row + 1:02},{row % 2}"),
        (["pump-0", "pump-1", "pump-2", "pump-3"], lambda place, row: f"{row * 7 % 20},{place % 2}"),  # one class each
    ],
)
def test_rows_that_lie_together_are_of_one_thing_each(tmp_path, things, rest):
    found = table(tmp_path, "pump,x,y", rows_of_things(things, rest))
    assert found.of_things == "pump"
    assert found.likely[0] is None
    assert not any("data.group" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("things", "rest", "rows"),
    [
        (["east", "north", "west"], mixed, 20),  # a table that is sorted by a category
        ([1, 2, 3, 4], mixed, 20),
        (["c1", "c0", "c2"], lambda place, row: f"{row},{place}", 20),  # it says the class
        (["pump-1", "pump-0"], mixed, 20),  # too few
        (["pump-1", "pump-0", "pump-2"], mixed, 5),
        (range(30), mixed, 5),  # many, and none of the others restarts
        ([f"pump-{thing}" for thing in range(30)], mixed, 5),
        (["pump-1", "pump-0", "pump-2", "pump-1"], mixed, 20),  # not in one run each
        ([0.5, 0.25, 2.75], mixed, 20),
        (["pump-1", "", "pump-2", "pump-3"], mixed, 20),
    ],
)
def test_rows_that_may_lie_together_for_another_reason_are_of_no_thing(tmp_path, things, rest, rows):
    assert table(tmp_path, "pump,x,y", rows_of_things(things, rest, rows)).of_things is None


@pytest.mark.parametrize("rows", [2, 5, 9])
@pytest.mark.parametrize("name", ["person {}", "{}"])
def test_a_few_rows_each_of_many_things_lie_together_where_a_clock_starts_anew(tmp_path, name, rows):
    things = rows_of_things([name.format(thing) for thing in range(30)], panel, rows)
    assert table(tmp_path, "p,year,x,y", things).of_things == "p"


@pytest.mark.parametrize("name", ["year", "Season", "month_sold", "date"])
def test_a_span_of_time_is_no_thing(tmp_path, name):
    years = rows_of_things(range(1990, 2010), lambda _, row: f"{row},{row * 7 % 20},{row % 2}")
    assert table(tmp_path, f"{name},day,x,y", years).of_things is None


def test_init_proposes_rows_that_lie_together_in_a_comment(tmp_path):
    found = table(tmp_path, "pump,x,y", rows_of_things(["p1", "p2", "p3"], mixed))
    assert "\n  # group: pump  # its rows lie together" in starter_config(found, "t.csv")
