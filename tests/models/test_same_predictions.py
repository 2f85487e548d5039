"""A model does not care in which form rows come: text, packed text, Parquet, a frame, arrays of numbers."""

import os
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from hpsearch.config import config_from
from hpsearch.search.prepare import networks, prepare
from hpsearch.trials.outcomes import Outcome, Status, Trial

TABLES = 200 if int(os.environ.get("HPSEARCH_CASES", "0")) else 20
FORMS = ("csv", "gz", "parquet", "frame")

COLUMNS = {
    "real": lambda rows, rng: rng.normal(size=rows) * 10.0 ** rng.integers(-3, 4),
    "large": lambda rows, rng: 1e12 + rng.normal(size=rows).round(3),
    "whole": lambda rows, rng: rng.integers(-20, 20, rows),
    "gaps": lambda rows, rng: np.where(rng.random(rows) < 0.2, np.nan, rng.normal(size=rows)),
    "truth": lambda rows, rng: rng.random(rows) < 0.5,
    "dates": lambda rows, rng: pd.Timestamp("1999-12-31") + pd.to_timedelta(rng.integers(0, 4000, rows), unit="D"),
    "times": lambda rows, rng: pd.Timestamp("2024-02-29") + pd.to_timedelta(rng.integers(0, 4_000_000, rows), unit="s"),
    "words": lambda rows, rng: rng.choice(["Zürich", "0123", "None", 'say "hi"', "two\nlines", "-"], rows),
    "few words": lambda rows, rng: np.where(rng.random(rows) < 0.2, None, rng.choice(["a", "b c", "d,e"], rows)),
}
NUMERIC = ("real", "large", "whole", "gaps")


@dataclass(frozen=True)
class Same:
    """One table in all forms: paths by their kind, and the frame."""

    frame: pd.DataFrame
    forms: dict[str, object]

    @classmethod
    def of(cls, seed, folder):
        """Columns of numbers, words, truth values and dates, some with gaps; the target is of any type."""
        rng = np.random.default_rng(seed)
        rows = int(rng.integers(30, 120))
        kinds = rng.choice(NUMERIC if rng.random() < 0.3 else [*COLUMNS], int(rng.integers(2, 7)))
        frame = pd.DataFrame({f"{kind} {place}": COLUMNS[kind](rows, rng) for place, kind in enumerate(kinds)})
        frame["y"] = _target(rng, rows)
        frame.to_csv(folder / "t.csv", index=False)
        frame.to_csv(folder / "t.csv.gz", index=False)
        frame.to_parquet(folder / "t.parquet")
        forms = {"csv": folder / "t.csv", "gz": folder / "t.csv.gz", "parquet": folder / "t.parquet", "frame": frame}
        numbers = frame.drop(columns="y")
        if all(dtype.kind in "if" for dtype in numbers.dtypes):
            np.savez(folder / "t.npz", X=numbers.to_numpy(np.float64), y=frame["y"].to_numpy().astype(str))
            forms["npz"] = folder / "t.npz"
        return cls(frame, forms)


def _target(rng, rows):
    targets = [
        rng.normal(size=rows),
        rng.choice([3, 7], rows),
        rng.random(rows) < 0.4,
        rng.choice(["yes", "no", "maybe"], rows),
    ]
    return targets[int(rng.integers(len(targets)))]


def _trained(source, numbers):
    data = {"source": source if isinstance(source, pd.DataFrame) else str(source), "target": "y", "numbers": numbers}
    config = config_from(
        {
            "data": data,
            "hyperparameters": {"units": [4], "epochs": 2},
            "search": {"trials": 1, "seed": 0},
        }
    )
    objective = networks(prepare(config))
    return objective.dataset, objective.model(Outcome(Trial(1, 1, {}), Status.COMPLETE))


@pytest.mark.filterwarnings("ignore:column .* were not seen in training")
@pytest.mark.parametrize("seed", range(TABLES))
def test_training_and_predictions_have_the_same_bits_in_every_form(seed, tmp_path):
    """Training and predictions are the same to the last bit in every form."""
    table = Same.of(seed, tmp_path)
    learnt = FORMS[seed % len(FORMS)]
    numbers = "plain" if seed % 3 else {"piecewise_linear": 5}
    dataset, model = _trained(table.forms[learnt], numbers)
    expected = model.predict(table.forms[learnt])
    scores = (model.predict_proba if model.classes else model.predict)(table.forms[learnt])
    for form, rows in table.forms.items():
        found = (model.predict_proba if model.classes else model.predict)(rows)
        assert found.tobytes() == scores.tobytes(), (learnt, form)
        predicted = model.predict(rows)
        assert (predicted.dtype, predicted.tolist()) == (expected.dtype, expected.tolist()), (learnt, form)
    other = FORMS[(seed + 1 + seed // 4 % 3) % len(FORMS)]
    assert _trained(table.forms[other], numbers)[0].fingerprint == dataset.fingerprint, (learnt, other)
    kind = table.frame["y"].to_numpy().dtype.kind
    assert expected.dtype.kind == (kind if kind != "O" else "U")
