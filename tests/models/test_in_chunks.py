"""Rows that threads take through networks: the same bits, and errors in their place."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data.new_rows.unseen import Unseen
from hpsearch.engine.architecture import Architecture
from hpsearch.errors import DataError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.records import replace
from tests.models.test_model_file import BINS, _model

ROWS = np.random.default_rng(2).standard_normal((3000, 3))


def _network(hidden, seed, bins=BINS):
    model = _model(bins=bins)
    shape = Architecture(model.architecture.inputs, hidden, 3, "silu", "softmax")
    parameters = np.random.default_rng(seed).standard_normal(shape.layout().size).astype(np.float32)
    return replace(model, architecture=shape, parameters=parameters)


def _ensemble(*networks):
    shares = [WeightedNetwork(each.architecture, each.parameters, 1 / len(networks)) for each in networks]
    return Ensemble(tuple(shares), networks[0].preprocessing, networks[0].classes)


MODELS = {
    "wide": _ensemble(_network((32, 20), 0), _network((16,), 1), _network((32, 20), 2)),
    "narrow": _ensemble(_network((3,), 0), _network((32,), 1)),
    "plain": _network((24,), 3, bins=None),
}


@pytest.mark.filterwarnings("ignore:column .* far outside those of training")
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_bits_depend_on_neither_threads_nor_blocks(name, threads, tmp_path, monkeypatch):
    model = MODELS[name]
    expected = model.predict_proba(ROWS)
    frame = pd.DataFrame(ROWS, columns=["x0", "x1", "x2"])
    frame.to_csv(tmp_path / "t.csv", index=False)
    monkeypatch.setattr("hpsearch.data.ahead.AHEAD", threads)
    for rows in (100, 224, 999):
        monkeypatch.setattr("hpsearch.data.arrays.new_rows.rows_at_once", lambda _, rows=rows: rows)
        monkeypatch.setattr("hpsearch.data.reading.delimited.BLOCK_BYTES", rows * 60)
        assert model.predict_proba(ROWS).tobytes() == expected.tobytes()
        assert model.predict_proba(tmp_path / "t.csv").tobytes() == expected.tobytes()
    assert model.predict_proba(frame).tobytes() == expected.tobytes()


def test_an_error_in_a_later_block_names_its_row_after_the_rows_before_it_are_predicted(tmp_path, monkeypatch):
    frame = pd.DataFrame(ROWS, columns=["x0", "x1", "x2"]).astype(object)
    frame.loc[2345, "x1"] = "seven"
    frame.to_csv(tmp_path / "t.csv", index=False)
    monkeypatch.setattr("hpsearch.data.reading.delimited.BLOCK_BYTES", 6000)
    model = MODELS["wide"]
    predicted = 0
    with pytest.raises(DataError, match=r"column 'x1' holds 'seven' in row 2,346, and "):  # noqa: PT012
        for z, _ in model.forward(tmp_path / "t.csv", Unseen()):
            predicted += z.shape[1]
    assert 2000 < predicted <= 2345
