"""Times of day, durations and dates as people write them, and what is said of one cell among them that is none."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.dates import Clock, Dates
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.kinds import decide
from hpsearch.errors import DataError

ROWS = 60
DAYS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2020-01-01", periods=ROWS)]
CLOCKS = [f"{i % 24:02}:{i * 7 % 60:02}" for i in range(ROWS)]
LENGTHS = [f"{i % 40:02}:{i * 7 % 60:02}:{i % 60:02}" for i in range(ROWS)]
written_times = st.sampled_from(["%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f"])


def _loaded(tmp_path, cells):
    lines = (f"{cell},{i % 7},{i % 11}.5" for i, cell in enumerate(cells))
    (tmp_path / "t.csv").write_text("\n".join(["c,b,y", *lines]) + "\n")
    return load_dataset("t.csv", folder=tmp_path, seed=0, normalize="none")


@given(times=st.lists(st.times(), min_size=1, max_size=9), written=written_times, lower=st.booleans())
def test_a_time_of_day_is_the_hours_since_midnight_however_it_is_written(times, written, lower):
    words = [f"{time:{written}}" for time in times]
    known = [dt.datetime.strptime(word, written) for word in words]  # noqa: DTZ007  # a time alone
    hours = [each.hour + each.minute / 60 + (each.second + each.microsecond / 1e6) / 3600 for each in known]
    found = Clock().numbers([word.lower() if lower else word for word in words])
    assert found == pytest.approx(np.array(hours))


@pytest.mark.parametrize("word", ["13:07 PM", "0:07 PM", "24:00", "12:60", "1:07 XM"])
def test_what_no_clock_shows_is_no_time_of_day(word):
    assert Clock().numbers([word]) is None


@given(lengths=st.lists(st.timedeltas(dt.timedelta(days=-99), dt.timedelta(days=99)), min_size=1, max_size=9))
def test_a_duration_is_its_hours_as_python_and_pandas_write_it(lengths):
    hours = np.array([length / dt.timedelta(hours=1) for length in lengths])
    for words in (map(str, lengths), map(str, map(pd.Timedelta, lengths))):
        assert Durations().numbers([*words]) == pytest.approx(hours, abs=1e-8)


@given(seconds=st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_hours_beyond_a_day_are_durations(seconds):
    words = [f"{each // 3600}:{each // 60 % 60:02}:{each % 60:02}" for each in seconds]
    form = decide([*words, "39:59:30"]).form
    assert form == Durations()
    assert form.numbers(words) == pytest.approx(np.array(seconds) / 3600)


@pytest.mark.parametrize("training", ["t.csv", "t.parquet", "frame"])
def test_durations_are_the_same_as_text_and_as_a_type(training, tmp_path):
    lengths = pd.to_timedelta(np.arange(ROWS) * 1237, unit="min")
    frame = pd.DataFrame({"c": lengths, "b": np.arange(ROWS) % 7, "y": np.arange(ROWS) % 11 + 0.5})
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_csv(tmp_path / "t.csv", index=False)
    source = frame if training == "frame" else training
    data = load_dataset(source, folder=tmp_path, seed=0, normalize="none")
    for rows in (tmp_path / "t.csv", tmp_path / "t.parquet", frame):
        assert data.preprocessing.transform(rows)[0] == pytest.approx(np.arange(ROWS) * 1237 / 60)
    assert any("durations are read as hours" in remark for remark in data.remarks)


def test_the_way_in_which_a_duration_is_read_is_said(tmp_path):
    data = _loaded(tmp_path, LENGTHS)
    assert data.features == ("c", "b")
    assert "column 'c': durations are read as hours, '39:33:39' as 39.561" in data.remarks


@pytest.mark.parametrize("written", ["%m/%Y", "%Y/%m", "%b %Y", "%B %Y", "%b-%Y", "%Y-%m"])
def test_months_of_years_are_dates(written):
    months = [pd.Timestamp(2015 + i // 12, i % 12 + 1, 1) for i in range(ROWS)]
    words = [f"{month:{written}}" for month in months]
    decision = decide([*words])
    assert decision.form.moments(words).tolist() == [month.to_pydatetime() for month in months]
    assert decision.remark == ""


@given(moments=st.lists(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)), min_size=1, max_size=9))  # noqa: DTZ001
def test_seconds_may_have_a_fraction_or_none(moments):
    """As pandas and Python write them, in any order."""
    words = [str(moment) for moment in moments]
    form = Dates.recognise(words)
    assert form.moments(words).tolist() == moments
    assert form.moments(words[:1]).tolist() == moments[:1]


@pytest.mark.parametrize(
    ("cells", "odd", "says"),
    [
        (DAYS, "2020-02-30", "dates written as '%Y-%m-%d', but for '2020-02-30' in row 41; correct it"),
        (DAYS, "0000-00-00", "dates written as '%Y-%m-%d', but for '0000-00-00' in row 41; correct it"),
        (
            [f"{day}T10:00:00Z" for day in DAYS],
            "soon",
            "dates written as '%Y-%m-%dT%H:%M:%S', but for 'soon' in row 41",
        ),
        (CLOCKS, "99:99", "times of day, but for '99:99' in row 41; correct it, write NA where one is missing"),
        (LENGTHS, "99:99", "durations, but for '99:99' in row 41"),
        ([f"{i}.5" for i in range(ROWS)], "many", "numbers, but for 'many' in row 41; correct it"),
    ],
)
def test_a_cell_that_costs_a_column_is_named_with_its_row_and_the_remedy(cells, odd, says, tmp_path):
    cells = [*cells[:40], odd, *cells[41:]]
    found = [remark for remark in _loaded(tmp_path, cells).remarks if says in remark]
    assert len(found) == 1
    assert f'data.csv: {{missing: ["{odd}"]}}' in found[0]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ([f"{i}.5" for i in range(4000)], "numbers"),
        ([f"{i // 60}:{i % 60:02}:{i % 59:02}" for i in range(4000)], "durations"),
        ([f"{day:%Y-%m-%d}" for day in pd.date_range("1990-01-01", periods=4000)], "dates written as '%Y-%m-%d'"),
        (
            [str(time) for time in pd.date_range("2020", periods=4000, freq="250ms")],
            "dates written as '%Y-%m-%d %H:%M:%S.%f'",
        ),
    ],
)
def test_a_cell_is_named_after_thousands_of_others_that_fit(cells, what):
    rows = {cell: row for row, cell in enumerate(cells, start=1)}
    cells[3000] = "0000-00-00 99:99:99"
    said = decide(cells, row_of=(rows | {cells[3000]: 3001}).__getitem__).mixed.sentence()
    assert said.startswith(f"{what}, but for '0000-00-00 99:99:99' in row 3,001; correct it")


def test_the_remedy_for_some_cells_keeps_the_marks_that_there_are(tmp_path):
    """So that the column is one of numbers where it is followed."""
    cells = [f"{i}.5" for i in range(ROWS)]
    cells[3:7] = ["-", "NA", "many", "few"]
    said = next(remark for remark in _loaded(tmp_path, cells).remarks if "numbers, but for" in remark)
    assert "'many' in row 6, 'few' in row 7; correct them" in said
    assert said.endswith('set data.csv: {missing: ["NA", "-", "many", "few"]}')
    marks = {"missing": ["-", "NA", "many", "few"]}
    assert load_dataset("t.csv", csv=marks, folder=tmp_path, seed=0).features == ("c", "b")


@pytest.mark.parametrize(
    "written",
    [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%Y%m%dT%H%M%S",
        "%Y%m%d %H:%M:%S",
        "%Y-%m-%d %H:%M:%S CET",
        "%d.%m.%Y %H:%M Uhr",
        "%Y-%m-%d %H:%M:%S,000",
        "%d. %m. %Y",
        "%A %d %B %Y",
        "%d%m%Y",
        "%m%d%Y",
        "%Y-%m-%d %H",
        "%d.%m.%Y %Hh",
        "%Y%m%d %H",
    ],
)
def test_dates_in_a_form_that_is_not_read_are_no_identifiers(written, tmp_path):
    days = [f"{day:{written}}" for day in pd.date_range("2023-04-05 15:36:14", periods=60, freq="50h")]
    said = f"dates in a form that is not read, such as {days[0]!r}; write them as 2024-02-29 or 2024-02-29 14:30:00"
    assert decide(days).mixed == said
    frame = pd.DataFrame({"day": days, "x": np.arange(60) % 7, "y": np.arange(60) % 2})
    assert f"left out column 'day': {said}" in load_dataset(frame, folder=tmp_path, seed=0).remarks


@pytest.mark.parametrize("code", ["INV-2023-04-05-{:04}", "2023-{:04}", "v2.{}.2023", "A{:04}2023", "0{:03}2023"])
def test_codes_with_a_year_in_them_are_no_dates(code):
    assert "dates" not in decide([code.format(row) for row in range(60)]).mixed


def test_dates_in_two_formats_are_to_be_written_alike():
    words = [day if i % 2 else ".".join(reversed(day.split("-"))) for i, day in enumerate(DAYS)]
    assert "dates in several formats, such as " in decide(words).mixed


@pytest.mark.parametrize("name", ["duration", "Pace", "lap_time", "elapsed"])
def test_times_are_durations_where_the_name_of_their_column_says_so(name, tmp_path):
    """Below 24 hours nothing else does; new rows may have more."""
    rows = [f"{i % 5}:{i * 7 % 60:02},{i % 7},{i * 5 % 11}.5" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join([f"{name},b,y", *rows]) + "\n")
    data = load_dataset("t.csv", normalize="none", folder=tmp_path, seed=0)
    assert any(remark.startswith(f"column {name!r}: durations are read as hours") for remark in data.remarks)
    assert data.preprocessing.transform(pd.DataFrame({name: ["25:30"], "b": [1]}))[0, 0] == 25.5


def test_a_duration_beyond_a_day_is_refused_among_times_of_day_with_a_remedy_that_works(tmp_path):
    rows = [f"{i % 5}:{i * 7 % 60:02},{i % 7},{i * 5 % 11}.5" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["time,b,y", *rows]) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0)
    assert any("are read as hours since midnight, durations as hours" in remark for remark in data.remarks)
    with pytest.raises(DataError, match=r"'25:00' in row 1.* train anew under a name such as 'duration'; else correct"):
        data.preprocessing.transform(pd.DataFrame({"time": ["25:00"], "b": [1]}))


@pytest.mark.parametrize("written", ["%y/%m/%d", "%y-%m-%d"])
def test_dates_with_a_year_of_two_digits_first_that_is_no_day_are_told(written):
    days = [f"{day:{written}}" for day in pd.date_range("1995-04-05", periods=60, freq="50D")]
    assert decide(days).mixed.startswith(f"dates in a form that is not read, such as {days[0]!r}; write them as 2024")


@pytest.mark.parametrize("half", ["{} AM|{} PM", "{}am|{}pm", "{} a.m.|{} p.m."])
def test_hours_before_and_after_noon_are_times_of_day(half):
    words = [form.format(hour) for form in half.split("|") for hour in (12, *range(1, 12))]
    decision = decide(words)
    assert decision.form == Clock()
    assert decision.form.numbers(words).tolist() == list(range(24))
    assert decide(words[12:]).form == Clock()


@pytest.mark.parametrize("words", [["13 PM", "1 PM"], ["0 AM", "1 AM"], ["3", "4"], ["3 m", "4 m"], ["3 p", "4 p"]])
def test_other_numbers_are_no_hours(words):
    assert decide(words).form != Clock()
