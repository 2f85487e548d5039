"""Text that is made visible is one to one where it was visible already, and never acts on a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.text.visible import LONGEST_LINE, brief, is_visible, shortened, visible, visible_line

any_text = st.text(st.characters(codec=None))


@given(any_text)
def test_a_visible_line_holds_no_character_that_acts_or_hides(text):
    assert not {unicodedata.category(character) for character in visible_line(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert is_visible(visible_line(text))
    visible_line(text).encode()


@given(any_text)
def test_lines_stay_lines(text):
    assert visible(text).count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ["", "plain", "Zürich 東京 café\u0301 😀\u3000", "a [b] \\x1b {c} | d"])
def test_what_is_visible_stays_as_it_is(text):
    assert visible(text) == visible_line(text) == text


@pytest.mark.parametrize("filler", ["x" * 5_000_000, "x " * 2_500_000])
def test_what_is_very_long_is_told_by_its_beginning(filler):
    told = shortened(f"target {filler} is odd")
    assert told.startswith("target x")
    assert "…" in told
    assert len(told) <= LONGEST_LINE


def test_a_sentence_around_a_very_long_word_is_whole():
    assert shortened(f"class {'x' * 5_000_000} is alone; add rows").endswith("x… is alone; add rows")


@given(any_text)
def test_a_brief_text_is_a_beginning(text):
    assert len(brief(text, 5)) <= 5
    assert text.startswith(brief(text, 5).removesuffix("…"))
