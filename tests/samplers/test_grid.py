"""The grid: every combination once, as many as fit."""

import pytest

from hpsearch.samplers import SAMPLERS
from hpsearch.space import Choice, Range, Space

WHOLE = frozenset({"layers", "units"})


def grid(values, trials=64, seed=0, **options):
    return SAMPLERS["grid"].lay_out(Space.of(values, whole=WHOLE), trials, seed, **options)


def values_of(points, name):
    return sorted({point[name] for point in points if name in point})


def test_points_are_even_on_the_scale():
    """Points are evenly spaced on the scale of each range from end to end."""
    points = grid(
        {"learning_rate": Range(1e-4, 1, "log"), "beta1": Range(0.9, 0.999, "reverse_log"), "l2": Range(0, 2)}, points=3
    )
    assert len(points) == 27
    assert values_of(points, "learning_rate") == pytest.approx([1e-4, 1e-2, 1])
    assert values_of(points, "beta1") == pytest.approx([0.9, 0.99, 0.999])
    assert values_of(points, "l2") == [0, 1, 2]


def test_all_choices_are_on_it_and_one_point_is_the_middle():
    points = grid({"optimizer": Choice(("sgd", "adam", "rmsprop")), "l2": Range(0, 2)}, points=1)
    assert {(point["optimizer"], point["l2"]) for point in points} == {("sgd", 1), ("adam", 1), ("rmsprop", 1)}


def test_an_axis_with_few_values_has_each_once():
    assert values_of(grid({"units": Range(16, 64, step=16)}, points=50), "units") == [16, 32, 48, 64]


def test_exactly_0_is_a_value_of_its_own():
    assert values_of(grid({"l2": Range(1, 3, or_zero=0.1)}, points=2), "l2") == [0, 1, 3]


def test_a_conditional_axis_multiplies_only_its_points():
    """A conditional axis multiplies only the points that use it."""
    values = {"optimizer": Choice(("sgd", "adam")), "beta1": Range(0, 0.9, when={"optimizer": ("adam",)})}
    points = grid(values, points=4)
    assert len(points) == 1 + 4
    assert all(("beta1" in point) == (point["optimizer"] == "adam") for point in points)


def test_layers_have_a_value_each():
    points = grid({"layers": Range(1, 2), "units": Range(4, 8, per_layer=True)}, points=2)
    assert sorted(point["units"] for point in points) == [[4], [4, 4], [4, 8], [8], [8, 4], [8, 8]]


@pytest.mark.parametrize(("trials", "expected"), [(1, 1), (8, 8), (11, 8), (12, 12), (64, 64), (100, 100)])
def test_without_points_as_many_as_fit_into_the_trials(trials, expected):
    """2·2·2, 3·2·2, 4·4·4, 5·5·4."""
    assert len(grid({name: Range(0, 1) for name in "abc"}, trials=trials)) == expected


def test_more_choices_than_trials_are_still_all_on_it():
    assert len(grid({"a": Choice(tuple(range(9))), "b": Range(0, 1)}, trials=4)) == 9


def test_many_trials_over_few_values_end():
    assert len(grid({"units": Range(1, 3)}, trials=10_000)) == 3


def test_the_seed_draws_the_order_alone():
    values = {"a": Range(0, 1), "b": Choice(("x", "y"))}
    first, other = grid(values), grid(values, seed=1)
    assert first == grid(values) != other
    assert sorted(map(str, first)) == sorted(map(str, other))


def test_a_grid_beyond_all_measure_is_refused():
    with pytest.raises(ValueError, match="more than 100,000 points"):
        grid({str(name): Range(0, 1) for name in range(10)}, points=10)
