"""A leaking column is told first, because all other findings are of results that may be too good to be true."""

import pytest

from hpsearch.diagnosis.advice import diagnosed
from hpsearch.records import replace
from hpsearch.report.sections.advice import verdict_sentences, without_leak
from tests.diagnosis.made import config
from tests.diagnosis.shown import SHOWN


@pytest.mark.parametrize("name", ["high_bias", "class_imbalance", "few_rows_decide"])
def test_a_leaking_column_is_told_before_what_it_makes_doubtful(name):
    made = SHOWN[name][0]
    told = verdict_sentences(diagnosed(replace(made, facts=replace(made.facts, leaking=("a", "b")))))
    assert told[0].startswith("columns 'a', 'b' each alone predict the target nearly perfectly; if they are not known ")


def test_the_advice_begins_with_leaving_a_leaking_column_out():
    made = SHOWN["high_bias"][0]
    assert without_leak(made) == []
    (told,) = without_leak(replace(made, facts=replace(made.facts, leaking=("a",))))
    assert told == (
        "first of all set data.ignore: ['a'], unless column 'a' will be known when predictions are made; the "
        "rest of the advice was found with it among the inputs"
    )


def test_a_leaking_column_is_left_out_of_the_inputs_that_the_config_states():
    made = SHOWN["high_bias"][0]
    stated = config(data={"inputs": ["a", "b"]})
    (told,) = without_leak(replace(made, config=stated, facts=replace(made.facts, leaking=("a",))))
    assert told.startswith("first of all set data.inputs: ['b'], unless column 'a' will be known ")
