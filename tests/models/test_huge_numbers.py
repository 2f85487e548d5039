"""Networks that get numbers far outside of those of training, which no file's check refuses."""

import warnings

import numpy as np
import pandas as pd
import pytest

import hpsearch
from benchmarks.exported_models import differences, trained

PERIODIC, BINNED = {"periodic": 4}, {"piecewise_linear": 4}
HUGE = np.array([[1e5, 0], [1e12, -3], [1e20, 1], [3e38, 1], [-3e38, 0], [2, 3e38], [-3e38, 3e38]])


@pytest.mark.parametrize("numbers", ["plain", PERIODIC, BINNED], ids=str)
@pytest.mark.parametrize("target", ["word", "number"])
def test_predictions_are_finite_and_the_exports_agree(numbers, target, tmp_path):
    _table().drop(columns="part").to_csv(tmp_path / "t.csv", index=False)
    unused = "number" if target == "word" else "word"
    data = {"target": target, "ignore": [unused], "numbers": numbers}
    model = trained(str(tmp_path / "t.csv"), data, learning_rate=0.1)
    rows = tmp_path / "new.csv"
    pd.DataFrame(HUGE, columns=["x", "near"]).to_csv(rows, index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        found = model.predict_proba(rows) if target == "word" else model.predict(rows)
    assert np.isfinite(found).all()
    assert max(differences(model, rows).values()) <= 1e-5 * max(1, np.abs(found).max())


@pytest.mark.parametrize("part", ["dev", "test"])
@pytest.mark.parametrize("target", ["word", "number"])
def test_a_huge_number_in_a_part_leaves_a_search_whole(part, target, tmp_path):
    """It does not make trials diverge, and the part is judged as ever."""
    frame = _table()
    frame.loc[frame[frame.part == part].index[0], "x"] = 3e38
    frame.to_csv(tmp_path / "t.csv", index=False)
    unused = "number" if target == "word" else "word"
    run = hpsearch.run(
        {
            "data": {
                "source": str(tmp_path / "t.csv"),
                "target": target,
                "ignore": [unused],
                "split": "part",
                "numbers": {"periodic": 4},
            },
            "hyperparameters": {"units": [8], "epochs": 2},
            "search": {"trials": 1, "finalists": None},
        },
        out=tmp_path / "run",
        jobs=1,
    )
    assert [*run.trials["status"]] == ["complete"]
    measured = run.evaluate().metrics["value"]
    assert len(measured)
    assert np.isfinite(measured).all()


def _table():
    draw = np.random.default_rng(0)
    x = draw.normal(size=300)
    return pd.DataFrame(
        {
            "x": x,
            "near": 5 + draw.normal(size=300) * 1e-3,
            "word": draw.choice(["a", "b"], 300),
            "number": x + draw.normal(size=300),
            "part": ["train"] * 180 + ["dev"] * 60 + ["test"] * 60,
        }
    )
