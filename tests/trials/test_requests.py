"""Changes that are requested of a training come back from run.db as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.trials.requests import Counted, Note, Plain, Set, Unreadable, as_stored, from_stored

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.floats(allow_nan=False) | st.integers()
CHANGES = st.one_of(
    st.builds(Set, WORDS, st.none() | NUMBERS | st.lists(NUMBERS), st.none() | st.floats(allow_nan=False)),
    st.builds(Counted, WORDS, st.integers()),
    st.builds(Plain, WORDS),
    st.builds(Note, WORDS),
)


@given(CHANGES)
def test_a_change_comes_back_from_its_stored_text(change):
    assert from_stored(as_stored(change)) == change


@pytest.mark.parametrize(
    "text", ["pause", "l2=1", "", "1", "[]", "{}", '{"set": 1}', '{"plain": {}}', '{"a": {}}', "[" * 99_999]
)
def test_what_another_version_stored_can_be_shown(text):
    assert from_stored(text) == Unreadable(text)
    assert str(from_stored(text)) == text
