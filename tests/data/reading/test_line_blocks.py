"""A text file is read in blocks of whole lines."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data.reading import encoding
from hpsearch.data.reading.encoding import line_blocks

LINES = st.lists(st.text("a,é", max_size=40), min_size=1, max_size=30).map(lambda lines: "\n".join(lines).encode())


@pytest.fixture(autouse=True, scope="module")
def _little_read_ahead():
    """Lines are longer and shorter than what is read beyond a block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "READ_AHEAD", 9)
        yield


@given(LINES, st.integers(1, 60))
def test_a_block_ends_with_the_first_line_that_ends_after_its_size(text, size):
    left = text
    for block in line_blocks(BytesIO(text), "utf-8", "t.csv", size):
        end = left.find(b"\n", size) + 1 or len(left)
        assert block == left[:end]
        left = left[end:]
    assert not left


@given(LINES, st.integers(1, 60))
def test_only_the_first_block_loses_the_mark_of_utf_8(text, size):
    marked = encoding.codecs.BOM_UTF8 + text
    assert b"".join(line_blocks(BytesIO(marked), "utf-8", "t.csv", size)) == text
