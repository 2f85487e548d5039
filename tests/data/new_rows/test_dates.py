"""Dates in new rows, as text where training had moments."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.exported_models import by_program, trained
from hpsearch.errors import DataError

DRAW = np.random.default_rng(0)
MOMENTS = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta((DRAW.random(60) * 1e17).astype("int64"), unit="ns"))
FRAME = pd.DataFrame({"when": MOMENTS, "y": np.where(MOMENTS.dt.hour > 12, "pm", "am")})


def test_nanoseconds_are_read_from_text_as_from_a_frame(tmp_path):
    assert (MOMENTS.dt.nanosecond > 0).any()
    FRAME.to_csv(tmp_path / "t.csv", index=False)
    model = trained(FRAME)
    assert np.array_equal(model.predict_proba(tmp_path / "t.csv"), model.predict_proba(FRAME))
    of_text = trained(str(tmp_path / "t.csv"))
    assert of_text.preprocessing.dates[0].column == "when"
    for each in (model, of_text):
        assert by_program(each, tmp_path / "t.csv") == pytest.approx(each.predict_proba(FRAME), abs=1e-5)


@pytest.mark.parametrize("text", [False, True])
def test_what_is_no_date_is_told_with_its_file_and_row(text, tmp_path):
    FRAME.assign(when=MOMENTS.dt.date).to_csv(tmp_path / "t.csv", index=False)
    model = trained(str(tmp_path / "t.csv") if text else FRAME)
    path = tmp_path / "new.csv"
    path.write_text("when\n2020-01-05\nsoon\n")
    with pytest.raises(DataError) as refused:
        model.predict(path)
    said = "other words than dates written as '%Y-%m-%d'" if text else "words, and the model needs dates there"
    assert str(refused.value).startswith(f"{path}: column 'when' holds {said}: ")
    assert "'soon' in row 2" in str(refused.value)
    with pytest.raises(DataError, match=r"^new rows: column 'when' holds"):
        model.predict(pd.DataFrame({"when": ["2020-01-05", "soon"]}))
