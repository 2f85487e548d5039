"""The column that `order` names: rows follow each other as things happened."""

from datetime import timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

ROWS = 60
NUMBERS = np.arange(ROWS) * 0.5
OFFSETS = ["Z", " UTC", "+00:00", "+02:00", "-0330", "-00:30", "+05:45"]


def _in_order(source, folder, **options):
    """The rows of the parts, by their number in time."""
    data = load_dataset(source, order="when", normalize="none", folder=folder, seed=0, task="regression", **options)
    return data, [sorted((part.x[0] * 2).astype(int).tolist()) for part in (data.train, data.dev, data.test)]


def _frame(when, order):
    return pd.DataFrame({"a": NUMBERS, "when": when, "y": np.arange(ROWS) % 7 + 0.5}).iloc[order]


def _are_in_time(parts):
    return parts[0] + parts[1] + parts[2] == [*range(ROWS)]


@settings(max_examples=25)
@given(offsets=st.lists(st.sampled_from(OFFSETS), min_size=ROWS, max_size=ROWS), order=st.permutations(range(ROWS)))
def test_moments_of_several_time_zones_are_in_their_order_in_time(offsets, order, tmp_path_factory):
    """Twenty minutes apart, so that the clocks of two zones show another order."""

    def written(row, offset):
        minutes = offset.strip(" ZUTC").replace(":", "")
        ahead = int(f"{minutes[:3]}") * 60 + int(minutes[0] + minutes[3:]) if minutes else 0
        moment = pd.Timestamp("2024-03-01") + pd.Timedelta(minutes=20 * row + ahead)
        return f"{moment:%Y-%m-%d %H:%M}{offset}"

    frame = _frame([written(*pair) for pair in enumerate(offsets)], order)
    assert _are_in_time(_in_order(frame, tmp_path_factory.mktemp("t"))[1])


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_the_hour_that_clocks_show_twice_comes_in_its_order(kind, tmp_path):
    """With a type that has a time zone; in that hour one part ends and the next begins."""
    when = pd.date_range("2024-10-26 20:48", periods=ROWS, freq="7min", tz="UTC").tz_convert("Europe/Berlin")
    frame = _frame(when, np.random.default_rng(0).permutation(ROWS))
    frame.to_parquet(tmp_path / "t.parquet")
    assert _are_in_time(_in_order(frame if kind == "frame" else "t.parquet", tmp_path)[1])


@pytest.mark.parametrize("weight", [False, True])
def test_moments_of_a_frame_that_are_objects_of_several_time_zones_are_in_their_order(weight, tmp_path):
    """Also where some rows have no weight."""
    zones = [timezone(timedelta(hours=hours)) for hours in (1, -5, 9)]
    moments = [pd.Timestamp("2024-03-01", tz="UTC") + pd.Timedelta(minutes=20 * row) for row in range(ROWS)]
    when = pd.Series([moment.tz_convert(zones[row % 3]) for row, moment in enumerate(moments)], dtype=object)
    frame = _frame(when, range(ROWS)).assign(w=1.0)
    frame = pd.concat([frame, frame.assign(w=0.0)] if weight else [frame]).sample(frac=1, random_state=0)
    assert _are_in_time(_in_order(frame, tmp_path, **({"weight": "w"} if weight else {"ignore": ["w"]}), target="y")[1])


def test_a_mark_among_moments_with_time_zones_is_a_row_without_a_place(tmp_path):
    when = [f"{pd.Timestamp('2024-03-01') + pd.Timedelta(hours=row):%Y-%m-%d %H:%M}+02:00" for row in range(ROWS)]
    messages = []
    for mark in ("1900-01-01 00:00+02:00", ""):
        frame = _frame([*when[:-1], mark], range(ROWS))
        with pytest.raises(DataError, match="when") as raised:
            _in_order(frame, tmp_path, csv={"missing": ["1900-01-01"]})
        messages.append(str(raised.value))
    assert messages[0] == messages[1]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("%m/%d/%Y", "is read with the month first, which no cell decides"),
        ("%d.%m.%y", "years of two digits are read as 1969 to 2068"),
    ],
)
def test_a_guess_about_the_order_is_said(written, says, tmp_path):
    when = [f"{pd.Timestamp(2020 + row // 12, row % 12 + 1, row % 7 + 1):{written}}" for row in range(ROWS)]
    data, _ = _in_order(_frame(when, range(ROWS)), tmp_path)
    assert sum(says in remark for remark in data.remarks) == 1


def test_numbers_with_a_unit_in_the_order_are_said(tmp_path):
    data, parts = _in_order(_frame([f"{row * 100:,} s" for row in range(ROWS)], range(ROWS)), tmp_path)
    assert _are_in_time(parts)
    assert any("column 'when':" in remark and "is read as the number" in remark for remark in data.remarks)


def test_a_cell_that_costs_the_order_is_named_with_its_row(tmp_path):
    when = [f"{day:%Y-%m-%d}" for day in pd.date_range("2020-01-01", periods=ROWS)]
    when[40] = "2020-02-30"
    with pytest.raises(
        DataError, match=r"order column 'when' holds dates written as .*, but for '2020-02-30' in row 41"
    ):
        _in_order(_frame(when, range(ROWS)), tmp_path)


@pytest.mark.parametrize("written", ["{:04}", "0{}", "{:020}"])
def test_codes_with_zeros_at_the_front_are_in_the_order_of_their_numbers(written, tmp_path):
    shuffled = np.random.default_rng(0).permutation(ROWS)
    assert _are_in_time(_in_order(_frame([written.format(row) for row in range(ROWS)], shuffled), tmp_path)[1])


def test_digits_that_may_be_days_are_in_no_order(tmp_path):
    """05042023 is smaller than 06032023, and later."""
    when = [f"{pd.Timestamp(2023, row % 12 + 1, row % 9 + 1):%d%m%Y}" for row in range(ROWS)]
    holds = r"holds dates in a form that is not read, such as '\d+'; write them as 2024-02-29 .*; expected dates or"
    with pytest.raises(DataError, match=f"order column 'when' {holds}"):
        _in_order(_frame(when, range(ROWS)), tmp_path)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{1}.{0}", "1.2020 are probably months; write them as 2020-01"),
        ("{0}.{1:02}", "2020.01 are probably months; write them as 2020-01"),
        ("{0}.{1}", "2020.1 are probably months; write them as 2020-01"),
        ("{0}{1:02}", "202001 may be months; write them as 2020-01"),
        ("{1}{0}", "12020 may be months; write them as 2020-01"),
        ("{2}{1:02}{0}", "1012020 may be days; write them as 2020-01-01"),
        ("{1}{2:02}{0}", "1012020 may be days; write them as 2020-01-01"),
    ],
)
def test_an_order_of_numbers_that_are_months_or_days_is_told(form, said, tmp_path):
    """As for an input; their order as numbers is not that in time."""
    cells = [form.format(2020 + row // 12, row % 12 + 1, row * 7 % 28 + 1) for row in range(ROWS)]
    _frame(cells, range(ROWS)).to_csv(tmp_path / "t.csv", index=False)
    for columns in ({"order": "when"}, {}):
        remarks = load_dataset("t.csv", target="y", folder=tmp_path, seed=0, **columns).remarks
        assert any(remark.startswith(f"column 'when': numbers such as {said}") for remark in remarks)


@pytest.mark.parametrize(
    ("written", "others", "said"),
    [
        (
            "%Y%m%d",
            [99991231],
            "20200101 may be days; write them as 2020-01-01 to read them as dates; correct '99991231',",
        ),
        ("%Y%m%d", [0], "20200101 may be days; write them as 2020-01-01 to read them as dates; correct '0',"),
        (
            "%Y%m",
            [202013, 209912],
            "202001 may be months; write them as 2020-01 to read them as dates; correct '202013', '209912'",
        ),
    ],
)
def test_an_order_most_of_which_may_be_days_or_months_is_told(written, others, said, tmp_path):
    cells = [f"{day:{written}}" for day in pd.date_range("2020-01-01", periods=ROWS, freq="MS")]
    cells[20 : 20 + len(others)] = map(str, others)
    _frame(cells, range(ROWS)).to_csv(tmp_path / "t.csv", index=False)
    remarks = _in_order("t.csv", tmp_path)[0].remarks
    assert any(remark.startswith(f"column 'when': numbers such as {said}") for remark in remarks)


@pytest.mark.parametrize("cells", [range(1970, 1970 + ROWS), range(12000, 12000 + ROWS), np.arange(ROWS) / 4 + 2000])
def test_years_and_amounts_are_no_months(cells, tmp_path):
    remarks = _in_order(_frame([*cells], range(ROWS)), tmp_path)[0].remarks
    assert not any("months" in remark or "days" in remark for remark in remarks)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("mark", "others"),
    [("9999-12-31", pd.date_range("2020-01-01", periods=ROWS)), (-9999, NUMBERS), (1e20, NUMBERS.astype("f4"))],
)
def test_a_mark_of_missing_values_in_an_order_is_told(mark, others, kind, tmp_path):
    when = pd.Series(others.astype("datetime64[s]") if isinstance(mark, str) else others)
    when[when.index % 9 == 4] = pd.Timestamp(mark) if isinstance(mark, str) else mark
    frame = _frame(when, range(ROWS))
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    remarks = _in_order(f"t.{kind}", tmp_path)[0].remarks
    (said,) = [remark for remark in remarks if "far from all others" in remark]
    assert said.startswith(f"column 'when': 7 cells are {mark}, far from")
    assert said.endswith("); if they are missing values, correct them, or leave the rows out")


def test_nothing_is_proposed_for_an_order_that_would_leave_cells_without_a_place(tmp_path):
    when = [f"{day:%d.%m.%Y}" for day in pd.date_range("2020-01-01", periods=ROWS)]
    when[8], when[20:23] = "00.00.0000", ["31.12.9999"] * 3
    with pytest.raises(DataError) as told:
        _in_order(_frame(when, range(ROWS)), tmp_path)
    assert str(told.value).endswith(
        "but for '00.00.0000' in row 9; correct it, or leave the rows out; 3 cells are 9999-12-31, far from all others "
        "(2020-01-01 to 2020-02-29); if they are missing values, correct them, or leave the rows out; "
        "expected dates or numbers"
    )


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (lambda row: 1 + row % 12, "numbers from 1 to 12 may be months of several years, whose rows would be mixed;"),
        (lambda row: 1.0 + row % 31, "numbers from 1 to 31 may be days of several months, whose rows would be mixed;"),
        (lambda row: f"{row % 24}", "numbers from 0 to 23 may be hours of several days, whose rows would be mixed;"),
        (lambda row: f"{row % 9}:30", "times of day may be those of several days, whose rows would be mixed;"),
        (lambda row: 1 + row % 11, ""),
        (lambda row: row, ""),
        (lambda row: f"12:{row:02}", ""),
        (lambda row: np.inf if row > 50 else 1 + row % 12, ""),
    ],
)
def test_an_order_that_may_begin_again_is_told(cell, said, tmp_path):
    remarks = _in_order(_frame([*map(cell, range(ROWS))], range(ROWS)), tmp_path)[0].remarks
    told = [remark for remark in remarks if "whose rows would be mixed" in remark]
    assert told == ([f"column 'when': {said} name a column of dates"] if said else [])


def test_many_odd_words_in_an_order_are_not_to_be_written_as_missing(tmp_path):
    when = [f"{day:%Y-%m-%d}" for day in pd.date_range("2020-01-01", periods=99)]
    when[8:20] = [f"2020-00-{day:02}" for day in range(12)]
    frame = pd.DataFrame({"a": np.arange(99) * 0.5, "when": when, "y": np.arange(99) % 7 + 0.5})
    with pytest.raises(DataError, match=r"correct them, or leave the rows out; expected dates") as told:
        _in_order(frame, tmp_path)
    assert told.value.remedy is None


def test_a_long_word_in_an_order_is_shown_in_part(tmp_path):
    with pytest.raises(DataError) as told:
        _in_order(_frame([f"{row}{'a' * 400}" for row in range(ROWS)], range(ROWS)), tmp_path)
    assert len(str(told.value)) < 400


def test_a_group_is_proposed_with_its_price_where_rows_have_an_order(tmp_path):
    frame = _frame(pd.date_range("2020-01-01", periods=ROWS), range(ROWS)).assign(
        patient=[f"P{row * 7 % 25}" for row in range(ROWS)]
    )
    price = "beside data.order: when, the part of each is that of its last row"
    for source, columns, told in ((frame, {"order": "when"}, 1), (frame, {}, 1), (frame.drop(columns="when"), {}, 0)):
        remarks = load_dataset(source, target="y", folder=tmp_path, seed=0, task="regression", **columns).remarks
        (said,) = [each for each in remarks if "data.group: patient keeps them in one part" in each]
        assert (price in said) == told
