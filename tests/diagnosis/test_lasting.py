"""Advice that narrows the space is not taken back by the advice on the next run."""

from hpsearch.config import config_from
from hpsearch.diagnosis.advice import advised, changes_of, diagnosed
from hpsearch.diagnosis.changes import config_with
from tests.diagnosis.made import config, evidence, trials, with_winner
from tests.diagnosis.shown import of_units

REGULARISED = config(
    keep_prob={"low": 0.5, "high": 1.0}, input_scale={"choices": [True, False]}, search={"trials": 1_000}
)


def varying(of, dev):
    """A run whose results depend on the units alone, with such a dev error of a winner without train error."""
    return with_winner(evidence(of, trials=trials(of, of_units, count=60)), train_error=0.0, dev_error=dev)


def test_regularisation_without_influence_stays_searched_while_variance_is_high():
    """Else it would be searched again by the advice against variance, and fixed again after that."""
    made = varying(REGULARISED, dev=0.2)
    idle = {each.about: each for each in diagnosed(made) if each.name == "no_influence"}
    assert "input_scale" in idle
    assert [each.changes for each in idle.values()] == [()] * len(idle)
    assert idle["input_scale"].unchanged == "what has no influence, or costs time, is searched for other reasons"


def test_regularisation_without_influence_is_fixed_where_variance_is_low():
    """And it stays so in the next run."""
    of, fixed = REGULARISED, set()
    for _ in range(3):
        made = varying(of, dev=0.015)
        changes = [change for change, _ in changes_of(made, advised(diagnosed(made)))]
        assert not fixed & {change.key for change in changes}
        fixed |= {change.key for change in changes}
        of = config_from(config_with(of.as_dict(), changes), of.folder, of.name)
    assert "hyperparameters.input_scale" in fixed
