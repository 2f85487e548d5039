"""Exported models take for missing what the config marks as missing."""

from types import ModuleType

import numpy as np
import onnxruntime
import pandas as pd
import pytest

from benchmarks.exported_models import own, trained
from hpsearch.export._onnx.model import as_onnx
from hpsearch.export._python.program import program

ROWS = 60
TOLERANCE = 1e-5


@pytest.mark.parametrize("of_load", ["-9999", "-9,999 kg"])
def test_marks_of_missing_values_are_missing_however_they_are_given(of_load, tmp_path):
    """A mark of the config is no value in exported models either, as text, a number or a date."""
    draw = np.random.default_rng(0)
    days = np.datetime64("1899-12-25") + draw.integers(0, 60_000, ROWS)
    kinds = {
        "size": np.where(np.arange(ROWS) % 4, draw.normal(size=ROWS).round(3), -999.0),
        "load": [f"{-9999 if i % 5 == 1 else int(value):,} kg" for i, value in enumerate(draw.integers(0, 9000, ROWS))],
        "on": draw.choice(["true", "false"], ROWS),
        "day": np.where(np.arange(ROWS) % 3, days.astype(str), "1900-01-01"),
    }
    frame = pd.DataFrame({**kinds, "y": draw.choice(["yes", "no", "maybe"], ROWS)})
    frame.loc[:3, "size"] = [np.inf, -3.4028235e38, np.inf, 2.5]
    frame.to_csv(tmp_path / "t.csv", index=False)
    marks = ["-999", of_load, "1900-01-01", "0", "1", "inf", "-3.4028235e+38"]
    model = trained(str(tmp_path / "t.csv"), {"target": "y", "missing": "indicator", "csv": {"missing": marks}})
    assert {"size is missing", "load is missing", "day year is missing"} <= {*model.preprocessing.features}
    expected = own(model, tmp_path / "t.csv")
    session = onnxruntime.InferenceSession(as_onnx([model]))
    days = frame["day"].to_numpy("datetime64[us]")
    on = (frame["on"] == "true").to_numpy()
    load = np.array([float(cell[:-3].replace(",", "")) for cell in frame["load"]])
    columns = {"size": frame["size"].to_numpy(), "load": load, "on": on.astype(float), "day": days.astype(np.int64)}
    exported = ModuleType("exported")
    exec(program([model], "a test"), vars(exported))  # noqa: S102
    found = {
        "onnx": session.run(None, columns)[1],
        "text": exported.probabilities(frame),
        "values": exported.probabilities({**columns, "on": on, "day": days}),
        "frame": own(model, frame.assign(day=days, on=on)),
    }
    for way, values in found.items():
        assert np.abs(values - expected).max() <= TOLERANCE, way
