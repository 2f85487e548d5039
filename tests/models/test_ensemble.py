"""Networks averaged as one model: what it predicts, and its file."""

import numpy as np
import pytest

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from hpsearch.models.model import Model
from hpsearch.records import replace
from tests.models.test_model_file import ROWS, _model

SHARES = (0.5, 0.3, 0.2)


def ensemble(classes=("a", "b", "c"), temperature=1.0):
    """Three networks of one shape, and a fourth of another if there is a share left."""
    first = _model(classes)
    rng = np.random.default_rng(3)
    draws = [rng.uniform(0.1, 1, first.parameters.size).astype(np.float32) for _ in SHARES]
    members = (
        WeightedNetwork(first.architecture, parameters, share) for parameters, share in zip(draws, SHARES, strict=True)
    )
    return Ensemble(tuple(members), first.preprocessing, classes, temperature)


def test_probabilities_are_the_weighted_mean_of_the_networks():
    whole = ensemble()
    mean = sum(share * each.predict_proba(ROWS) for share, each in zip(SHARES, whole.models, strict=True))
    np.testing.assert_allclose(whole.predict_proba(ROWS), mean, rtol=1e-12)
    assert list(whole.predict(ROWS)) == [whole.classes[place] for place in mean.argmax(axis=1)]


def test_values_are_the_weighted_mean_of_the_networks():
    whole = ensemble(())
    mean = sum(share * each.predict(ROWS) for share, each in zip(SHARES, whole.models, strict=True))
    np.testing.assert_allclose(whole.predict(ROWS), mean, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_a_temperature_above_1_makes_probabilities_less_sure(temperature):
    """A temperature above 1 makes probabilities less sure and no other class."""
    before, after = ensemble().predict_proba(ROWS), ensemble(temperature=temperature).predict_proba(ROWS)
    assert (before.argmax(axis=1) == after.argmax(axis=1)).all()
    assert ((after.max(axis=1) < before.max(axis=1)) == (temperature > 1)).all()
    np.testing.assert_allclose(after.sum(axis=1), 1)


@pytest.mark.parametrize("classes", [("a", "b", "c"), ()], ids=["classes", "values"])
def test_a_file_has_all_that_it_needs(tmp_path, classes):
    whole = ensemble(classes, temperature=1.5 if classes else 1.0)
    whole.save(tmp_path / "ensemble.safetensors")
    again = hpsearch.load(tmp_path / "ensemble.safetensors")
    assert isinstance(again, Ensemble)
    assert repr(again) == repr(whole)
    assert again.predict(ROWS).tolist() == whole.predict(ROWS).tolist()


def test_a_row_has_the_same_bits_whatever_rows_stand_beside_it():
    whole = ensemble()
    alone = np.concatenate([whole.predict_proba(ROWS[place : place + 1]) for place in range(len(ROWS))])
    assert alone.tobytes() == whole.predict_proba(ROWS).tobytes()


def test_every_changed_byte_of_a_file_is_noticed(tmp_path):
    path = tmp_path / "ensemble.safetensors"
    ensemble().save(path)
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for place in rng.choice(len(content), 60, replace=False):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << int(rng.integers(8))]) + content[place + 1 :])
        with pytest.raises(UsageError, match=r"ensemble\.safetensors: "):
            hpsearch.load(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda whole: replace(whole, members=whole.members[:2]), "weights of its networks do not sum to 1"),
        (lambda whole: replace(whole, classes=("a", "b")), "classes"),
        (
            lambda whole: replace(
                whole, members=(replace(whole.members[0], parameters=np.ones(3, np.float32), weight=1.0),)
            ),
            "parameters do not fit",
        ),
        (lambda whole: replace(whole, temperature=-1.0), "temperature"),
    ],
)
def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, change, sentence):
    change(ensemble()).save(tmp_path / "e.safetensors")
    with pytest.raises(UsageError, match=sentence):
        hpsearch.load(tmp_path / "e.safetensors")


def test_a_model_is_not_read_where_an_ensemble_stands(tmp_path):
    ensemble().save(tmp_path / "e.safetensors")
    with pytest.raises(UsageError, match="is an ensemble"):
        Model.load(tmp_path / "e.safetensors")
