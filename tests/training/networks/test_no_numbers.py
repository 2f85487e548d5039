"""A table of words alone has no numbers to normalise, to put into bins, or to take cosines of."""

import pandas as pd
import pytest

BOTH = [f"data.{name} has no effect: no input is a number or a date" for name in ("normalize", "numbers")]


@pytest.mark.parametrize(
    ("normalize", "numbers", "sentences"),
    [
        ("standard", "plain", []),
        ("robust", {"periodic": 8}, BOTH),
        ("standard", {"piecewise_linear": 8}, BOTH[1:]),
        ({"choices": ["standard", "none"]}, {"choices": ["plain", {"periodic": 8}]}, BOTH),
    ],
    ids=str,
)
def test_check_and_run_say_that_views_of_numbers_have_no_effect(small, tmp_path, normalize, numbers, sentences):
    pd.DataFrame({"p": [*"abcab"] * 20, "q": [*"uv"] * 50, "y": [*"klmlk"] * 20}).to_csv(
        tmp_path / "t.csv", index=False
    )
    data = {"source": str(tmp_path / "t.csv"), "target": "y", "normalize": normalize, "numbers": numbers}
    prepared = small(data=data)
    assert [remark for remark in prepared.remarks() if remark.startswith("data.n")] == sentences
    assert [remark for remark in prepared.idle() if remark.startswith("data.n")] == sentences


def test_nothing_is_said_of_a_table_with_numbers(small):
    prepared = small(data={"source": "iris", "normalize": "robust", "numbers": {"periodic": 8}})
    assert not [remark for remark in prepared.remarks() if remark.startswith("data.n")]
