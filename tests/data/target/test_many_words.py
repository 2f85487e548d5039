"""A target that nearly every row has a word of its own for cannot be learnt."""

import pytest

from hpsearch.data import describe
from hpsearch.errors import DataError


@pytest.fixture
def refused(tmp_path, hpsearch):
    def of(cells):
        (tmp_path / "t.csv").write_text("\n".join(["a,y", *(f"{row % 7},{cell}" for row, cell in enumerate(cells))]))
        with pytest.raises(DataError) as raised:
            describe("t.csv", folder=tmp_path)
        return str(raised.value), hpsearch("init", "t.csv", code=2).stderr

    return of


def test_words_are_not_to_be_predicted_as_numbers(refused):
    said, shown = refused([f"Course {row * 7 % 50} of {'abc'[row % 3]}" for row in range(100)])
    assert "different words in 100 rows" in said
    assert "choose another column to predict, or write fewer and larger classes" in said
    assert "regression" not in shown


def test_classes_that_are_numbers_may_be_predicted_as_numbers(tmp_path):
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *(f"{row % 7},{row * 10}" for row in range(60))]))
    with pytest.raises(DataError, match="a number to be predicted with task: regression"):
        describe("t.csv", task="classification", folder=tmp_path)
