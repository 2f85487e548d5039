"""A leaking column is told first, because all other findings are of results that may be too good to be true."""

import pytest

from hpsearch.diagnosis.advice import diagnosed
from hpsearch.records import replace
from hpsearch.report.sections.advice import verdict_sentences
from tests.diagnosis.shown import SHOWN


@pytest.mark.parametrize("name", ["high_bias", "class_imbalance", "few_rows_decide"])
def test_a_leaking_column_is_told_before_what_it_makes_doubtful(name):
    made = SHOWN[name][0]
    told = verdict_sentences(diagnosed(replace(made, facts=replace(made.facts, leaking=("a", "b")))))
    assert told[0].startswith("columns 'a', 'b' each alone predict the target nearly perfectly; if they are not known ")
