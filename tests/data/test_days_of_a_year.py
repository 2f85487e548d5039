"""Days without a year, and days by their number in a year, are words, which a remark says."""

import datetime as dt

import pytest

from hpsearch.data.forms.kinds import decide

DAYS = [dt.date(2004, 1, 1) + dt.timedelta(days=13 * place) for place in range(60)]
WITHOUT_YEAR = [
    *("%d.%m.", "%d. %m.", "%d/%m", "%m/%d", "%m-%d", "%d-%m", "--%m-%d", "%d %b", "%b %d", "%d. %B", "%d-%b", "%d%b"),
    *("%b-%d", "%a %d %b", "%A, %d. %B", "%dth %B", "%H:%M %d.%m.", "%d.%m. %H:%M", "%m/%d %H:%M", "%b %d %H:%M:%S"),
]
BY_NUMBER = ["%Y-%j", "%Y/%j", "%Y %j", "%Y_%j", "%Y-%jT%H:%M:%S", "%j-%Y", "%j/%Y"]
UNREAD = [
    *("%d%b%y", "%d-%B-%y", "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S +0000 %Y", "%Y:%m:%d %H:%M:%S", "%Y_%m_%d"),
    *("%d_%m_%Y", "%d,%m,%Y", "%Y-%m-%d_%H:%M", "%Y-%m-%d-%H-%M", "%Y年%m月%d日"),
]
OTHERS = {
    "ranges of ages": [f"{low}-{low + 4}" for low in range(0, 100, 5)],
    "scores": [f"{home}-{away}" for home in range(8) for away in range(8)],
    "chapters": [f"{chapter}.{section}." for chapter in range(1, 9) for section in range(1, 9)],
    "numbers of cases": [f"2004-{number:03}" for number in range(1, 500, 9)],
    "streets": [f"{number} March Street" for number in range(1, 31)],
}


def _said(written):
    return decide([*dict.fromkeys(f"{day:{written}}" for day in DAYS)]).mixed


@pytest.mark.parametrize("written", WITHOUT_YEAR)
def test_days_without_a_year_are_told(written):
    assert _said(written).startswith(f"days without a year, such as '{DAYS[0]:{written}}'; write them with their year")


def test_a_few_holidays_without_a_year_are_told():
    assert decide(["25.12.", "26.12.", "01.01.", "06.01."]).mixed.startswith("days without a year, such as '25.12.'")


@pytest.mark.parametrize("written", BY_NUMBER)
def test_days_by_their_number_in_a_year_are_told(written):
    said = _said(written)
    assert said.startswith(f"perhaps days of a year by their number, such as '{DAYS[0]:{written}}'; write them as")


@pytest.mark.parametrize("written", UNREAD)
def test_days_in_rare_forms_are_told(written):
    assert _said(written).startswith("dates in a form that is not read, such as ")


@pytest.mark.parametrize("words", OTHERS.values(), ids=OTHERS)
def test_other_words_with_numbers_are_no_days(words):
    assert decide(words).mixed == ""


def test_months_with_a_year_are_no_days_without_one():
    assert _said("%b %y").startswith("dates in a form that is not read, such as 'Jan 04'; write them as 2024-02")
