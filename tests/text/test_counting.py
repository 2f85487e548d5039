"""Numbers of things with their nouns."""

from hpsearch.text.counting import how_many


def test_one_thing_is_in_the_singular():
    assert [how_many(count, "input") for count in (0, 1, 2)] == ["0 inputs", "1 input", "2 inputs"]
