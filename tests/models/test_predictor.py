"""What every trained model does with rows, whatever it is made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hpsearch
from hpsearch.engine.architecture import Architecture
from hpsearch.errors import DataError
from hpsearch.models.model import Model
from hpsearch.records import replace
from tests.models.test_model_file import ROWS, _ensemble, _model


@given(
    st.lists(st.integers(1, 70), min_size=0, max_size=2),
    st.sampled_from(["softmax", "linear"]),
    st.integers(0, 2**32 - 1),
)
def test_a_row_has_the_same_bits_whatever_rows_stand_beside_it(hidden, head, seed):
    """Each row alone, in another order, and at the ends of a chunk."""
    rng = np.random.default_rng(seed)
    classes = ("a", "b", "c") if head == "softmax" else ()
    shape = Architecture(3, tuple(hidden), max(len(classes), 1), "relu", head)
    parameters = rng.standard_normal(shape.layout().size).astype(np.float32)
    model = replace(_model(classes), architecture=shape, parameters=parameters)
    rows = rng.standard_normal((600, 3))
    predict = model.predict_proba if classes else model.predict
    together = predict(rows)
    assert predict(rows[::-1])[::-1].tobytes() == together.tobytes()
    for place in (0, 7, 100, 223, 224, 255, 256, 599):
        assert predict(rows[place : place + 1]).tobytes() == together[place : place + 1].tobytes()


def test_a_model_is_saved_and_read_by_a_path_of_text(tmp_path):
    for name, made in (("m", _model()), ("e", _ensemble())):
        made.save(str(tmp_path / name))
        assert (hpsearch.load(str(tmp_path / name)).predict(ROWS) == made.predict(ROWS)).all()
    assert (Model.load(str(tmp_path / "m")).predict(ROWS) == _model().predict(ROWS)).all()


@pytest.mark.parametrize("made", [_model(), _model(classes=())], ids=["classes", "numbers"])
def test_true_values_of_another_count_are_refused_in_a_sentence(made):
    predicted = made.predict(ROWS)
    assert made.score(ROWS, predicted) == 1.0
    for truth in (predicted[:3], predicted[:, None], [predicted], [[1], [1, 2]], predicted[0]):
        with pytest.raises(DataError, match=r"^y has the shape .*; expected 20 values"):
            made.score(ROWS, truth)


def test_an_array_without_true_values_is_not_scored_and_says_what_is_missing():
    with pytest.raises(DataError, match=r"^new rows: an array has no columns with names; give the target apart, as y$"):
        _model().score(ROWS)


def test_of_many_classes_a_refusal_names_some_and_counts_the_others():
    shape = Architecture(3, (2,), 10, "relu", "softmax")
    parameters = np.zeros(shape.layout().size, np.float32)
    made = replace(_model(tuple("abcdefghij")), architecture=shape, parameters=parameters)
    with pytest.raises(DataError, match="the model predicts classes 'a', 'b', 'c' and 7 more; "):
        made.score(ROWS, ["z"] * len(ROWS))
