"""The finding that `search.trials` is too small for what is searched."""

import pytest

from hpsearch.diagnosis.advice import advised, changes_of, diagnosed
from hpsearch.diagnosis.changes import replaced
from hpsearch.diagnosis.finding import Finding, Phase
from hpsearch.diagnosis.findings.search.few_trials import too_few_in_time
from hpsearch.records import replace
from hpsearch.trials.table import short
from tests.diagnosis.made import config, evidence, trials
from tests.diagnosis.shown import SHOWN


def searched(count, stated=None, **changes):
    """A run of so many trials, of the healthy config with changes."""
    of = config(search={"trials": count if stated is None else stated, **changes.pop("search", {})}, **changes)
    return evidence(of, trials=trials(of, count=count - 1))


def proposed(made):
    """What is proposed for `search.trials` because there are few, with the finding; not what a process expects."""
    changes = changes_of(made, advised(diagnosed(made)))
    return [
        (str(change), finding.name) for change, finding in changes if change.key == "search.trials" and not finding.gain
    ]


@pytest.mark.parametrize(
    ("made", "change"),
    [
        (searched(1), "1 → 10"),
        (searched(3), "3 → 10"),
        (searched(8), "8 → 16"),
        (searched(12), ""),
        (searched(16, stated=4), ""),
        (searched(3, search={"time_limit": 60.0}), ""),
        (searched(1, search={"mode": "panda", "finalists": None}), ""),
        (replace(searched(3), ended=False), ""),
        (searched(1, units=64, l2=0.0, learning_rate={"choices": [0.001, 0.01, 0.1]}), "1 → 3"),
    ],
    ids=["1", "3", "8", "12", "taken over", "time limit", "panda", "not ended", "3 settings"],
)
def test_a_search_of_few_trials_is_advised_to_have_more(made, change):
    """Unless its time limits it, the user watches each trial, or there are no more settings."""
    assert proposed(made) == ([(f"search.trials: {change}", "too_few_trials")] if change else [])


def test_advice_that_opens_a_space_raises_the_number_of_trials_for_it():
    """Of a fixed config one trial is enough, but not of the ranges that are proposed for it."""
    of = {**SHOWN["learning_rate_not_searched"][0].config.as_dict()["hyperparameters"], "units": 64, "l2": 0.0}
    fixed = config(search={"trials": 1}, **{**of, "learning_rate": 0.01, "epochs": 40})
    made = evidence(fixed, trials=trials(fixed, lambda _settings: 0.4, count=0, train=0.0))
    assert "too_few_trials" not in {finding.name for finding in diagnosed(made)}
    changes = changes_of(made, advised(diagnosed(made)))
    assert any(change.key.startswith("hyperparameters") for change, _ in changes)
    assert proposed(made) == [("search.trials: 1 → 10", "too_few_trials")]
    assert proposed(replace(made, config=config(search={"trials": 64}, **of))) == []


def test_more_trials_are_proposed_beside_what_else_limits_the_result():
    """A range that is opened against variance needs trials, too."""
    of = config(search={"trials": 4})
    made = evidence(of, trials=trials(of, lambda _settings: 0.4, count=3, train=0.0))
    names = [finding.name for finding in advised(diagnosed(made))]
    assert names[:2] == ["high_variance", "too_few_trials"]


@pytest.mark.parametrize(
    ("count", "limit", "time"),
    [(12, 10.0, "10 → 50"), (45, 10.0, "10 → 20"), (60, 10.0, ""), (12, None, "")],
    ids=["12", "45", "enough", "no limit"],
)
def test_advice_that_makes_trials_longer_raises_the_time_for_them(count, limit, time):
    """Each of five folds is a training, so that a time for 12 trials is enough for two."""
    of = config(search={"trials": "auto" if limit else 64, "time_limit": limit})
    made = replace(SHOWN["dev_part_too_small"][0], config=of, trials=trials(of, lambda _: 0.05, count=count - 1))
    (small,) = (each for each in diagnosed(made) if each.name == "dev_part_too_small")
    changes = {str(change): finding for change, finding in changes_of(made, [small])}
    raised = {key: finding.name for key, finding in changes.items() if key.startswith("search.")}
    assert any(key.startswith("data.split") for key in changes)
    assert raised == ({f"search.time_limit: {time}": "too_few_trials"} if time else {})


def test_the_time_is_raised_for_more_epochs_and_larger_networks_as_well():
    of = config(search={"trials": "auto", "time_limit": 10.0}, epochs=30)
    made = evidence(of, trials=trials(of, count=11))
    more = config(search={"trials": "auto", "time_limit": 10.0}, epochs=120)
    large = config(search={"trials": "auto", "time_limit": 10.0}, epochs=30, units=1024)
    assert too_few_in_time(made, of) is None
    assert too_few_in_time(made, large) is not None
    assert "would be enough for about 3, each 4 times as long" in too_few_in_time(made, more).sentence


@pytest.mark.parametrize(("count", "larger"), [(3, False), (12, True)])
def test_networks_do_not_become_larger_where_the_time_was_enough_for_few(count, larger):
    """The finding on few trials says that smaller ones allow more."""
    timed = {"trials": "auto", "time_limit": 10.0, "refit": True}
    of = config(search=timed)
    biased = replace(SHOWN["high_bias"][0], config=of, trials=SHOWN["high_bias"][0].trials[:count])
    (found,) = (each for each in diagnosed(biased) if each.name == "high_bias")
    assert found.changes
    assert ("units" in {change.path[1] for change in found.changes}) == larger


@pytest.mark.parametrize(("epochs", "time"), [(40, [40.0]), (160, [140.0])])
def test_the_time_for_few_trials_is_raised_by_what_makes_them_longer(epochs, time):
    of = config(search={"trials": "auto", "time_limit": 10.0, "refit": True})
    made = evidence(of, trials=trials(of, count=2))
    few, *_ = (each for each in diagnosed(made) if each.name == "too_few_trials")
    longer = Finding(
        "not_trained_to_its_end", "", Phase.BIAS, changes=(replaced(made, "hyperparameters.epochs", epochs),)
    )
    changes = [change for change, _ in changes_of(made, [longer, few])]
    assert [change.after for change in changes if change.key == "search.time_limit"] == time


def test_a_time_that_did_not_end_the_search_is_left():
    stated = config(search={"trials": 12, "time_limit": 600.0})
    made, more = evidence(stated, trials=trials(stated, count=11)), config(search={"time_limit": 600.0}, epochs=1000)
    assert too_few_in_time(made, more) is None
    assert too_few_in_time(replace(made, trials=made.trials[:11]), more) is not None


def test_the_expected_gain_has_its_uncertainty():
    """In the sentence and as values; the interval contains 90 % of what the drawn functions have."""
    shows, _ = SHOWN["too_few_trials"]
    (found,) = [each for each in diagnosed(shows) if each.name == "too_few_trials"]
    low, high = found.evidence["low"], found.evidence["high"]
    assert 0 <= low < found.gain < high <= found.evidence["value"]
    assert f"by {short(found.gain)} (90 % interval {short(low)} to {short(high)}) from" in found.sentence


@pytest.mark.parametrize(("already", "raised"), [(20.0, 50.0), (80.0, 80.0)])
def test_the_longer_of_two_times_is_advised(already, raised):
    of = config(search={"trials": "auto", "time_limit": 10.0})
    made = replace(SHOWN["dev_part_too_small"][0], config=of, trials=trials(of, lambda _: 0.05, count=11))
    (small,) = (each for each in diagnosed(made) if each.name == "dev_part_too_small")
    other = Finding("few_networks_averaged", "", Phase.MODEL, changes=(replaced(made, "search.time_limit", already),))
    changes = [change for change, _ in changes_of(made, [small, other])]
    assert [each.after for each in changes if each.key == "search.time_limit"] == [raised]
