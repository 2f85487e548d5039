"""The words of `tell`: each means one change, and what no training could follow is refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.live import LIVE
from hpsearch.errors import UsageError
from hpsearch.panda.changes import FIXED, Vocabulary, parse
from hpsearch.trials.input_views import SEARCHED_DATA
from hpsearch.trials.requests import Counted, Note, Plain, Set

MEANT = [
    ("learning_rate=0.5x", Set("learning_rate", factor=0.5)),
    ("learning_rate = 2×", Set("learning_rate", factor=2.0)),
    ("learning_rate=1e-3", Set("learning_rate", 0.001)),
    ("l2=1", Set("l2", 1)),
    ("clip_norm=null", Set("clip_norm", None)),
    ("keep_prob=[0.9, 0.8]", Set("keep_prob", [0.9, 0.8])),
    ("velocity=0", Plain("velocity")),
    ("pause", Plain("pause")),
    ("rollback=12", Counted("rollback", 12)),
    ("rollback=-5", Counted("rollback", -5)),
    ("extend=20", Counted("extend", 20)),
    ("run=5", Counted("run", 5)),
    ("note=it = fine", Note("it = fine")),
]
REFUSED = [
    ("learning_rat=1", "'learning_rat' is unknown; expected a change (did you mean 'learning_rate'?)"),
    ("units=64", "units defines the network"),
    ("epochs=64", "epochs changes by extend=20"),
    ("schedule=cosine", "schedule is planned when a trial begins; change learning_rate"),
    ("learning_rate=0", "0 is too small; expected more than 0"),
    ("learning_rate=fast", "'fast' is a string; expected a number"),
    ("learning_rate=-2x", "expected a factor from 0, such as 0.5x"),
    ("learning_rate=x", "expected a factor from 0, such as 0.5x"),
    ("learning_rate", "has no value; expected learning_rate=…"),
    ("learning_rate=1e309", "inf is not a finite number"),
    ("l2=.inf", "inf is not a finite number"),
    ("beta1=1", "1 is too large; expected less than 1"),
    ("beta2=auto", "'auto' is a string; expected a number"),
    ("keep_prob=0", "0 is too small; expected more than 0"),
    (f"keep_prob={'[' * 100_000}", "is a string; expected a number"),
    ("keep_prob=[0.5, 2]", "2 is too large; expected at most 1"),
    ("velocity=1", "a velocity can only be forgotten; expected velocity=0"),
    ("pause=1", "pause takes no value; expected pause alone"),
    ("extend=0", "expected a number of epochs from 1, such as 20"),
    ("rollback=1.5", "expected an epoch to go back to"),
    ("run=all", "expected a number of epochs from 1, such as 5"),
    ("note=", "has no value; expected note=…"),
    ("", "'' is unknown"),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_a_change_is_read_and_its_words_mean_the_same_again(text, meant):
    assert parse(text) == meant
    assert parse(str(meant)) == meant


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_impossible_trainings_are_refused(text, reason):
    """A recipe that no training could follow is refused with the reason."""
    with pytest.raises(UsageError) as refused:
        parse(text)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text())
def test_any_text_is_a_change_or_refused_in_a_line(text):
    try:
        change = parse(text)
    except UsageError:
        return
    assert parse(str(change)) == change


OWN = Vocabulary.of({"objective": "train.py:train", "hyperparameters": {"rate": 0.1, "kind": "a", "epochs": 3}})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rate=0.5x", Set("rate", factor=0.5)),
        ("kind=b", Set("kind", "b")),
        ("kind=adamax", Set("kind", "adamax")),
        ("kind=[1, 2]", Set("kind", [1, 2])),
        ("rollback=3", Counted("rollback", 3)),
    ],
)
def test_code_of_the_users_own_has_words_of_its_own(text, meant):
    assert parse(text, OWN) == parse(str(meant), OWN) == meant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("learning_rate=1", "'learning_rate' is unknown; expected rate, kind, pause"),
        ("rates=1", "did you mean 'rate'?"),
        ("velocity=0", "'velocity' is unknown"),
        ("epochs=5", "epochs changes by extend=20"),
        ("rate=1e400", "inf is not a finite number"),
        (f"rate={'9' * 30}", "is too large; whole numbers end at 2**63 - 1"),
        ("rate=-1x", "expected a factor from 0"),
    ],
)
def test_what_such_code_cannot_be_told_is_refused(text, reason):
    with pytest.raises(UsageError) as refused:
        parse(text, OWN)
    assert reason in str(refused.value)


@given(st.sampled_from(["rate", "kind"]), st.text())
def test_any_value_for_such_code_is_a_change_or_refused(name, value):
    try:
        change = parse(f"{name}={value}", OWN)
    except UsageError:
        return
    assert parse(str(change), OWN) == change


@given(st.sampled_from(LIVE), st.one_of(st.floats(), st.integers()))
def test_a_number_is_a_change_where_a_config_would_take_it(name, number):
    try:
        change = parse(f"{name}={number!r}")
    except UsageError:
        return
    assert change.name == name
    Hyperparameters.model_validate({name: number})


def test_every_hyperparameter_may_change_or_says_why_not():
    assert set(LIVE) | set(FIXED) == {*Hyperparameters.model_fields, *SEARCHED_DATA}
    assert not set(LIVE) & set(FIXED)
