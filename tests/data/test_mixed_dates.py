"""One cell or several that cost a column of dates are named, whatever characters its dates and these cells have."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data.forms.dates import Dates
from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import decide

DAYS = ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%m/%d/%Y", "%Y.%m.%d", "%d.%m.%Y %H:%M", "%d. %B %Y", "%m.%Y"]
NO_DATES = ["unbekannt", "00.00.0000", "0000-00-00", "25:10", "31.02.2020", "99.99.9999", "0", "5 kg", "00/0000"]


@settings(max_examples=20)
@given(
    written=st.sampled_from(DAYS),
    moments=st.sets(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2060, 1, 1)), min_size=20, max_size=30),  # noqa: DTZ001
    odd=st.sets(st.sampled_from(NO_DATES), min_size=1, max_size=3),
    place=st.integers(0, 19),
)
def test_the_cells_without_which_all_others_are_dates_are_proposed_as_marks(written, moments, odd, place):
    days = [*dict.fromkeys(f"{moment:{written}}" for moment in moments)]
    cells = [*dict.fromkeys([*days[:place], *odd, *days[place:]])]
    found = decide(cells).mixed
    assert found.before.startswith("dates written as")
    assert {*found.marks} == odd
    assert isinstance(decide(cells, found.marks).form, Dates)


def test_a_cell_among_days_with_points_is_named_with_its_row():
    days = [f"{i % 28 + 1:02}.{i % 12 + 1:02}.2021" for i in range(60)]
    cells = [*dict.fromkeys([*days[:10], "00.00.0000", *days[10:]])]
    assert decide(cells, row_of=lambda word: cells.index(word) + 1).mixed.sentence() == (
        "dates written as '%d.%m.%Y', but for '00.00.0000' in row 11; correct it, write NA where a date is missing, or "
        'set data.csv: {missing: ["00.00.0000"]}'
    )


@pytest.mark.parametrize(("one", "other"), [("%d.%m.%Y", "%d.%m.%y"), ("%d.%m.%Y", "%Y.%m.%d"), ("%d.%m.%Y", "%m.%Y")])
def test_dates_in_two_formats_with_points_are_no_codes(one, other):
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=13 * i) for i in range(60)]
    words = [f"{day:{(one, other)[i % 2]}}" for i, day in enumerate(days)]
    assert "dates in several formats, such as " in decide([*dict.fromkeys(words)]).mixed


def test_a_few_good_dates_in_another_format_are_not_proposed_as_missing():
    days = [f"{day:%m/%d/%Y}" for day in pd.date_range("2020-01-01", periods=60)]
    said = decide([*days, "7-15-2020", "3-6-2020"]).mixed
    assert said == "dates in several formats, such as '01/01/2020', '7-15-2020'; write all of them alike"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"),
        ("%Y-%m-%dT%H:%M", "%Y-%m-%d"),
        ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"),
        ("%d.%m.%Y", "%d/%m/%Y"),
    ],
)
@pytest.mark.parametrize("every", [2, 3, 20])
def test_two_dates_of_unlike_form_are_shown_of_those_in_several(one, other, every):
    days = pd.date_range("2020-01-01 12:30", periods=60)
    words = [f"{day:{other if i % every == 0 else one}}" for i, day in enumerate(days)]
    said = decide(words).mixed
    assert isinstance(said, str)
    shown = said.partition("such as '")[2].partition("'; write")[0].split("', '")
    assert len(shown) == 2
    assert Dates.recognise(shown) is None


def test_moments_of_an_access_log_are_told():
    words = [f"{i % 28 + 1:02}/Mar/2024:10:{i:02}:00 +0000" for i in range(60)]
    assert decide(words).mixed.endswith("write them as 2024-02-29 or 2024-02-29 14:30:00")


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y %H:%M"])
@pytest.mark.parametrize("each", [2, 3, 5])
@pytest.mark.parametrize("swapped", [False, True])
def test_days_as_digits_beside_dates_are_told(written, each, swapped):
    days = [dt.date(2021, 1 + i % 12, 1 + i % 28) for i in range(60)]
    cells = [f"{day:%Y%m%d}" if (i % each == 0) != swapped else f"{day:{written}}" for i, day in enumerate(days)]
    said = decide([*dict.fromkeys(cells)]).mixed
    assert said.startswith("dates in several formats, such as '2021")
    assert said.endswith("; write all of them as 2024-02-29")


VERSIONS = {
    "of which most look like dates": [f"10.2.{patch}" for patch in range(60)],
    "of one digit or two": [f"1.{minor}.{patch}" for minor in range(1, 12) for patch in range(1, 20)],
    "of years": [f"{year}.{minor}.{patch}" for year in (2021, 2022) for minor in range(1, 5) for patch in range(5)],
    "of four numbers": [f"1.2.3.{patch}" for patch in range(60)],
}


@pytest.mark.parametrize("versions", VERSIONS.values(), ids=VERSIONS)
def test_versions_are_not_told_as_dates_with_odd_cells(versions):
    assert decide(versions).mixed == ""


def test_a_few_odd_cells_among_days_without_zeros_are_named():
    days = [f"{1 + i % 28}.{1 + i % 12}.{2019 + i % 3}" for i in range(60)]
    assert decide([*dict.fromkeys([*days, "0.0.0"])]).mixed.marks == ("0.0.0",)


TRIPLES = {
    "patches": [f"10.2.{patch}" for patch in range(50, 60)],
    "minors": [f"3.{minor}.{patch}" for minor in range(1, 6) for patch in range(10, 20)],
    "majors": ["15.1.10", "16.4.20", "17.4.21"],
    "years": [f"{year}.{minor}.{patch}" for year in (2021, 2022) for minor in range(1, 5) for patch in range(1, 6)],
}


@pytest.mark.parametrize("versions", TRIPLES.values(), ids=TRIPLES)
def test_three_numbers_that_may_be_versions_are_words_with_a_remark(versions):
    decision = decide(versions)
    assert decision.form == PlainWords()
    said = f"versions or dates, such as '{versions[0]}'; if they are dates, write them as 2024-02-29"
    assert decision.mixed == said
    more = decide([*versions, *["unknown"] * (len(versions) > 4)])
    assert (more.form, more.mixed) == (PlainWords(), said)


EVERY_MONTH = [dt.date(2019, 2, 3) + dt.timedelta(days=31 * place) for place in range(60)]
PLAIN = {
    "a zero in front": [f"{day:%d.%m.%y}" for day in EVERY_MONTH[:3]],
    "many days": [f"{day.day}.{day.month}.{day:%y}" for day in EVERY_MONTH],
    "every month": [f"1.{day.month}.{day:%y}" for day in EVERY_MONTH],
    "holidays": ["24.12.23", "25.12.23", "26.12.23"],
    "four digits of a year": [f"{day.day}.{day.month}.{day.year}" for day in EVERY_MONTH[:3]],
    "year first": [f"{day.year}.{day.month}.{day.day}" for day in EVERY_MONTH],
    "a time": [f"{day.day}.{day.month}.{day:%y} 10:30" for day in EVERY_MONTH[:2]],
}


@pytest.mark.parametrize("dates", PLAIN.values(), ids=PLAIN)
def test_three_numbers_that_are_plainly_dates_are_dates(dates):
    assert isinstance(decide([*dict.fromkeys(dates)]).form, Dates)
