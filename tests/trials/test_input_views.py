"""The views of the data: what values state them, and how two runs are known to have the same rows."""

from hypothesis import given
from hypothesis import strategies as st

from hpsearch.trials.input_views import DEFAULT_VIEW, InputView, fingerprints, of_same_rows

normalisations = st.sampled_from(["standard", "robust", "none"])
views = st.builds(InputView, normalisations, st.integers(0, 100)) | st.builds(
    InputView, normalisations, waves=st.integers(0, 100)
)


@given(views, views)
def test_two_views_have_one_name_only_if_they_are_equal(one, other):
    assert (str(one) == str(other)) == (one == other)


def test_what_is_left_out_has_its_default():
    assert InputView.of({}) == InputView.of({"normalize": "standard", "numbers": "plain"}) == DEFAULT_VIEW
    assert InputView.of({"numbers": {"piecewise_linear": 4}, "units": 3}) == InputView("standard", 4)
    assert InputView.of({"numbers": {"periodic": 4}}) == InputView("standard", 0, 4)


def test_a_fixed_view_and_the_same_one_among_several_are_of_the_same_rows():
    several = fingerprints({"standard": "a", "robust": "b"}, {})
    assert of_same_rows(fingerprints("a", {"normalize": "standard"}), several)
    assert of_same_rows(fingerprints("b", {"normalize": "robust"}), several)


def test_views_that_differ_and_runs_without_a_common_view_are_not_known_to_be_of_the_same_rows():
    several = fingerprints({"standard": "a", "robust": "b"}, {})
    assert not of_same_rows(fingerprints("b", {"normalize": "standard"}), several)
    assert not of_same_rows(fingerprints("a", {"normalize": "none"}), several)
    assert not of_same_rows(fingerprints({"standard": "a", "robust": "c"}, {}), several)
