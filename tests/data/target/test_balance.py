"""The sentence on the rows of each class."""

import pytest

from hpsearch.data.target.balance import Balance


@pytest.mark.parametrize(
    ("classes", "end"), [(5, "1 'e' (2.86 %)"), (6, " and 1 class of 1"), (8, " and 3 classes of at most 1")]
)
def test_the_classes_after_the_fifth_are_counted_together(classes, end):
    counts = [20, 10, 3, *[1] * (classes - 3)]
    assert Balance("abcdefgh"[:classes], counts, 20).sizes.endswith(end)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (
            (50, 47, 3),
            "class 'c' has 3 % of the rows, so that the error hardly depends on it; if it matters as much as ",
        ),
        ((45, 49, 3, 3), "classes 'c', 'd' have 6 % of the rows, so that the error hardly depends on them; if they ma"),
        ((96, 2, 2), "96 % of the rows are of class 'a', so that a network"),
        ((40, 30, 30), ""),
        ((4,) * 8, ""),
    ],
)
def test_rare_classes_are_told_with_a_metric_that_sees_them(counts, told):
    balance = Balance("abcdefgh"[: len(counts)], counts, 200)
    assert balance.proposal.startswith(told)
    assert balance.metric == ("dev_auc" if told else "")
