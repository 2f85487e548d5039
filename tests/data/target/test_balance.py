"""The sentence on the rows of each class."""

import pytest

from hpsearch.data.target.balance import Balance


@pytest.mark.parametrize(
    ("classes", "end"), [(5, "1 'e' (2.86 %)"), (6, " and 1 class of 1"), (8, " and 3 classes of at most 1")]
)
def test_the_classes_after_the_fifth_are_counted_together(classes, end):
    counts = [20, 10, 3, *[1] * (classes - 3)]
    assert Balance("abcdefgh"[:classes], counts, 20).sizes.endswith(end)
