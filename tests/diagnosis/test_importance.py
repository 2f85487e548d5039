"""What is said of the influence of hyperparameters: where results are noisy, and where only some trials use one."""

from math import log10

import numpy as np
import pytest

from hpsearch.config import config_from
from hpsearch.diagnosis.advice import diagnosed
from hpsearch.diagnosis.changes import config_with
from hpsearch.diagnosis.importance import effects_of_values
from tests.diagnosis.made import bowl, config, evidence, trials


def effects_of_noisy(error, seed, noise, count=40):
    """The effects of five hyperparameters on such an error with noise of that deviation."""
    space = config(
        keep_prob={"low": 0.5, "high": 1.0}, beta1={"low": 0.9, "high": 0.999, "scale": "reverse_log"}, optimizer="adam"
    )
    draw = np.random.default_rng(seed)
    return evidence(
        space, trials=trials(space, lambda each: error(each) + noise * draw.standard_normal(), count=count)
    ).effects


def by_rate(settings):
    """An error that only the learning rate decides, with a deviation of 0.29."""
    return (log10(settings["learning_rate"]) + 4) / 4


def test_noise_is_not_taken_for_influence():
    """Of results that are noise alone, the lower end of a share is nearly 0: in 90 % of 15 × 5, at least."""
    lows = [each.low for seed in range(15) for each in effects_of_noisy(lambda _: 0.5, seed, 0.1).main]
    assert np.mean(np.array(lows) > 0.02) <= 0.1


def test_what_explains_all_is_not_denied_for_noise():
    """With noise of half the deviation, the intervals allow it nearly all, and the others nearly nothing."""
    effects = [effects_of_noisy(by_rate, seed, 0.15) for seed in range(15)]
    highs = [each.high for found in effects for each in found.main if each.axes == ("learning_rate",)]
    lows = [each.low for found in effects for each in found.total if each.axes != ("learning_rate",)]
    assert np.mean(np.array(highs) >= 0.8) >= 0.9
    assert np.mean(np.array(lows) <= 0.04) >= 0.9


def test_a_share_lies_in_its_interval():
    """Also where nearly all drawn functions have none, and their mean is above what 95 % of them have."""
    effects = effects_of_noisy(by_rate, 0, 0.0, count=10)
    assert all(each.low <= each.share <= each.high <= 1 for each in (*effects.main, *effects.total, *effects.pairs))
    u = np.random.default_rng(0).random((1_000, 2))
    values = np.where(np.arange(24)[:, None] == 0, u[:, 0], u[:, 1])
    rare = effects_of_values(config(keep_prob={"low": 0.5, "high": 1.0}).space().axes[:2], u, values).main[1]
    assert rare.low <= rare.share <= rare.high


def test_nothing_explains_differences_that_are_not_there():
    """Of trials with one result the drawn functions are those of the prior, as if some axis mattered."""
    assert effects_of_noisy(lambda _: 0.5, 0, 0.0) is None


def of_momentum(error, count=60):
    """A run whose momentum is drawn only with one of two optimizers."""
    space = config(
        optimizer={"choices": ["momentum", "adam"]},
        beta1={"low": 0.9, "high": 0.999, "scale": "reverse_log", "when": {"optimizer": "momentum"}},
    )
    return evidence(space, trials=trials(space, error, count=count))


def by_momentum(settings):
    """An error that depends on beta1 where there is one, and on nothing else."""
    return 0.3 if settings["optimizer"] == "adam" else 0.1 + 4 * (settings["beta1"] - 0.9)


def test_what_only_some_trials_use_is_looked_at_where_they_do():
    """As many places as trials have the optimizer that needs it."""
    surface = of_momentum(by_momentum).surface
    _, rows = surface.spread()
    assert np.isnan(rows[:, surface.names.index("beta1")]).mean() == pytest.approx(0.5, abs=0.02)


def test_what_only_some_trials_use_explains_their_differences():
    shows = of_momentum(by_momentum)
    assert shows.effects.total_of("beta1").low > 0.3
    assert not [each for each in diagnosed(shows) if each.name == "no_influence" and each.about == "beta1"]


def test_a_choice_and_what_it_switches_on_are_no_interaction():
    """Their pair explains much, since one is used only for one value of the other."""
    shows = of_momentum(by_momentum)
    (pair,) = (each for each in shows.effects.pairs if {*each.axes} == {"optimizer", "beta1"})
    assert pair.low > shows.thresholds.interacting
    assert "interaction" not in {each.name for each in diagnosed(shows)}


def test_what_does_not_matter_is_fixed_only_where_it_was_searched():
    """Adam has a beta1 of its own, which would be another one without the condition, and its trials others."""
    shows = of_momentum(lambda settings: bowl(settings) - 0.02 * (settings["optimizer"] == "momentum"))
    (change,) = next(each for each in diagnosed(shows) if each.name == "no_influence" and each.about == "beta1").changes
    assert change.key == "hyperparameters.beta1"
    assert change.after["when"] == {"optimizer": ["momentum"]}
    assert len(change.after["choices"]) == 1
    (axis,) = (
        each
        for each in config_from(config_with(shows.config.as_dict(), [change])).space().axes
        if each.hyperparameter == "beta1"
    )
    assert not axis.is_used({"optimizer": "adam"})
