"""Words that differ in blanks or invisible characters alone are told, in inputs, targets and groups."""

import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.data.gathering.spellings import remark_on_spellings

ALIKE = {
    "two blanks": ("New York", "New  York"),
    "a blank that does not break": ("New York", "New\xa0York"),
    "a blank at the end": ("red", "red\xa0"),
    "a character without width": ("red", "red\u200b"),
    "a mark of the order of bytes": ("red", "\ufeffred"),
    "an accent apart": ("caf\u00e9", "cafe\u0301"),
    "a line end": ("New York", "New\nYork"),
    "capitals, too": ("New York", "new  york"),
}


@pytest.mark.parametrize("kind", ["csv", "frame"])
@pytest.mark.parametrize("column", ["w", "y"])
@pytest.mark.parametrize("words", ALIKE.values(), ids=ALIKE)
def test_words_that_look_alike_are_told(words, column, kind, tmp_path):
    cells = [[*words, "blue"][row % 3] for row in range(60)]
    frame = pd.DataFrame({"a": range(60), "w": [*"uvw"] * 20, "y": [*"st"] * 30}).assign(**{column: cells})
    frame.to_csv(tmp_path / "t.csv", index=False)
    said = load_dataset(frame if kind == "frame" else "t.csv", target="y", folder=tmp_path, seed=0).remarks
    first, second = (ascii(word) if "\u0301" in word else repr(word) for word in words)
    assert any(
        f"{first} and {second} differ in blanks or stored characters alone, and count as different words" in each
        for each in said
    )


@pytest.mark.parametrize("words", [["m2", "m²"], ["newyork", "new york"], ["a-b", "a b"], ["e", "é"], ["ss", "sz"]])
def test_other_words_are_not_told(words):
    assert remark_on_spellings(words) == ""
