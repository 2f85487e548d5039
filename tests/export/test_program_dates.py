"""An exported program reads a date as `predict` does, and refuses what `predict` refuses."""

import ast
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.exported_models import by_program, trained
from hpsearch.data.forms.dates import DAYS, TIMES, Dates
from hpsearch.data.new_rows.dates import in_doubt, moments_of
from hpsearch.errors import DataError
from hpsearch.export._python.program import program
from hpsearch.export._python.tables import dates_written
from hpsearch.export._python.times import dates_of

ZONES = ("Z", " UTC", "+02:00", "+0530", " -03")
FORMS = st.builds(
    lambda day, time, zone: Dates(day + (time if "%d" in day else ""), zone=zone and "%d" in day and time != ""),
    st.sampled_from(DAYS),
    st.sampled_from(TIMES),
    st.booleans(),
)
MOMENTS = st.datetimes(pd.Timestamp("1970-01-01").to_pydatetime(), pd.Timestamp("2060-01-01").to_pydatetime())


@st.composite
def _forms_and_words(draw):
    """How training read dates, and a word of that day's format or another, with or without a time and a zone."""
    form = draw(FORMS | st.just(Dates()))
    own = [day for day in DAYS if form.format.startswith(day)]
    day = draw(st.sampled_from(own) if own and draw(st.integers(0, 4)) else st.sampled_from(DAYS))
    word = draw(MOMENTS).strftime(day + draw(st.sampled_from(TIMES)))
    digits = draw(st.sampled_from(["", ".5", ".123", ".123456", ".123456789", ":07", ":07.25"]))
    changed = draw(
        st.sampled_from([lambda word: word, lambda word: word + digits, lambda word: f"{word} PM", str.lower])
    )
    zone = draw(st.just("") | st.sampled_from(ZONES))
    return form, changed(word).replace("T0", draw(st.sampled_from(["T0", "T", " "]))) + zone


def _read(form, word):
    """The moment that a program reads; not a time where it refuses the word."""
    try:
        return dates_of("c", [word], *ast.literal_eval(f"({dates_written(form)})"))[0]
    except ValueError:
        return np.datetime64("NaT", "us")


@given(_forms_and_words())
def test_a_program_reads_the_same_forms_of_dates_as_predict(drawn):
    form, word = drawn
    expected = moments_of([word], form)[0]
    if not form.format and in_doubt(word):
        expected = np.datetime64("NaT", "us")
    assert np.array_equal(_read(form, word), expected, equal_nan=True), (form, word, expected)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_no_date_is_read_by_the_rows_beside_it(places):
    some = ["2020-01-01", "2020-01-01 05:06 PM", "2020-01-01 05:06:07.5 PM", "2020-01-01T05:06"]
    words = [[*some, "2020-01-01 5:06:07.123", "today", "now"][place] for place in places]
    for form in (Dates("%Y-%m-%d %H:%M"), Dates("%Y-%m-%d %I:%M:%S %p"), Dates("%Y-%m-%d")):
        alone = [moments_of([word], form)[0] for word in words]
        assert np.array_equal(moments_of(words, form), alone, equal_nan=True)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("dates") / "t.csv"
    hours = np.random.default_rng(0).integers(0, 20_000, 60)
    days = pd.Series(pd.Timestamp("2019-07-21 13:00") + pd.to_timedelta(hours, unit="h")).dt.strftime("%Y-%m-%d %H:%M")
    pd.DataFrame({"day": days, "y": np.where(hours > 10_000, "late", "early")}).to_csv(path, index=False)
    return trained(str(path))


READ = ["2020-01-01 05:06:07", "2020-01-01T05:06", "2020-01-01 05:06:07.123", "2020-01-01", "2020-01-01 05:06 PM"]
REFUSED = ["2020-01-01 05:06+02:00", "2020-01-01 05:06Z", "01.01.2020 05:06", "24:00", "2020-01-01 24:00", "today"]


def test_a_program_predicts_dates_of_all_forms_that_predict_reads(model, tmp_path):
    (tmp_path / "new.csv").write_text("\n".join(["day", *READ]) + "\n")
    expected = model.predict_proba(tmp_path / "new.csv")
    assert by_program(model, tmp_path / "new.csv") == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("cell", REFUSED)
def test_a_program_refuses_other_dates_with_the_file_the_column_the_cell_its_row_and_a_remedy(model, cell, tmp_path):
    (tmp_path / "model.py").write_text(program([model], "a test"), encoding="utf-8")
    (tmp_path / "new.csv").write_text("\n".join(["day", *["2020-01-01 05:06"] * 9, cell]) + "\n")
    with pytest.raises(DataError, match="in row 10"):
        model.predict(tmp_path / "new.csv")
    command = [sys.executable, "model.py", "new.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    expected = "expected a date written as '%Y-%m-%d %H:%M'; correct it, or leave it empty (missing)"
    assert (done.returncode, done.stderr) == (1, f"new.csv: column 'day' holds {cell!r} in row 10; {expected}\n")
