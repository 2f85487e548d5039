"""Each finding is found in a run that shows it, and not in a healthy one."""

from math import nan

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from hpsearch.config import config_from
from hpsearch.diagnosis import advice
from hpsearch.diagnosis.advice import FINDINGS, advised, diagnosed
from hpsearch.diagnosis.changes import config_with, is_valid
from hpsearch.diagnosis.finding import Phase
from hpsearch.diagnosis.gap import Gap
from hpsearch.diagnosis.gaps import unexplained
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.records import replace
from hpsearch.report.sections.advice import verdict_sentences
from hpsearch.trials.data_facts import LateFacts
from hpsearch.trials.ranking import Ranking
from tests.diagnosis.made import bowl, config, evidence, none_fits_better, trials, with_winner
from tests.diagnosis.shown import SHOWN, averaged, judged, unlearned

IDLE = {"neither_bias_nor_variance", "failed_trials", "interaction", "leaking_column"}
"""They propose nothing to change, or not in this run."""


def test_every_finding_has_a_run_that_shows_it():
    assert SHOWN.keys() == FINDINGS.keys()
    assert len(SHOWN) >= 20


@pytest.mark.parametrize("name", SHOWN)
def test_a_finding_is_found_in_the_run_that_shows_it(name):
    """With its numbers in a sentence, and with changes that leave a valid config, unless it has none to propose."""
    shows, _ = SHOWN[name]
    found = {finding.name: finding for finding in diagnosed(shows)}
    assert name in found
    assert found[name].phase == FINDINGS[name].phase
    assert 0 <= found[name].certainty <= 1
    assert bool(found[name].changes) == (name not in IDLE), found[name]


@pytest.mark.parametrize("name", SHOWN)
def test_a_finding_is_not_found_in_its_healthy_twin(name):
    _, twin = SHOWN[name]
    assert name not in {finding.name for finding in diagnosed(twin)}


def test_a_diagnosis_computes_with_one_thread_wherever_it_is_made(monkeypatch):
    """More would sum in another order than when the search ended, and wait for each other."""
    threads = []

    class Looks:
        name, phase, place = "looks", Phase.SEARCH, 1

        def found(self, _evidence):
            threads.extend(each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas")
            return ()

    monkeypatch.setattr(advice, "FINDINGS", {"looks": Looks()})
    with threadpool_limits(2):
        diagnosed(evidence())
    assert set(threads) == {1}


def test_nothing_is_advised_to_a_healthy_run():
    """But that neither bias nor variance limits it."""
    found = diagnosed(evidence())
    assert [finding.name for finding in found] == ["neither_bias_nor_variance"]
    assert advised(found) == ()


def test_bias_comes_before_variance_and_variance_waits():
    """The recipe of the notes: variance is looked at again once bias is low."""
    found = diagnosed(replace(SHOWN["high_bias"][0], curve=SHOWN["overfitting"][0].curve))
    assert {"high_bias", "overfitting"} <= {finding.name for finding in found}
    assert [finding.phase for finding in found] == sorted(finding.phase for finding in found)
    assert Phase.VARIANCE not in {finding.phase for finding in advised(found)}


def test_variance_is_acted_on_at_once_where_the_verdict_says_that_bias_is_low():
    """Of what belongs to the phase bias a learning rate goes with it; dead units and more epochs wait."""
    varied = with_winner(SHOWN["learning_rate_not_searched"][0], train_error=0.0, dev_error=0.5)
    dead, longer = SHOWN["dead_units"][0], SHOWN["not_trained_to_its_end"][0]
    first, *others = varied.trials
    late = replace(dead.late, number=first.number)
    varied = replace(varied, late=late, curve=longer.curve, trials=(replace(first, best_epoch=40), *others))
    found = diagnosed(varied)
    assert {"dead_units", "not_trained_to_its_end"} <= {finding.name for finding in found if finding.changes}
    assert [finding.name for finding in advised(found)] == ["high_variance", "learning_rate_not_searched"]


@pytest.mark.parametrize(("dev_error", "found"), [(0.0, False), (0.3, True)])
def test_no_more_is_expected_of_a_round_than_the_metric_can_improve(dev_error, found):
    """An error of 0 is not improved, whatever the process expects."""
    shows, _ = SHOWN["too_few_trials"]
    gains = [each.gain for each in diagnosed(with_winner(shows, dev_error=dev_error)) if each.name == "too_few_trials"]
    assert bool(gains) == found
    assert all(gain <= dev_error for gain in gains)


@pytest.mark.parametrize(
    ("train_error", "worthwhile", "widened"), [(0.3, 100.0, True), (0.001, 100.0, False), (0.001, 1e-6, True)]
)
def test_a_range_is_widened_without_high_bias_only_where_enough_is_expected_of_it(train_error, worthwhile, widened):
    shows, _ = SHOWN["best_at_the_end_of_a_range"]
    seen = replace(
        none_fits_better(with_winner(shows, train_error=train_error)), thresholds=Thresholds(worthwhile=worthwhile)
    )
    (finding,) = (each for each in diagnosed(seen) if each.name == "best_at_the_end_of_a_range")
    assert bool(finding.changes) == widened


def adamw(made):
    """The same run of a config like that of `hpsearch init`."""
    decay = {"low": 1e-3, "high": 1.0, "scale": "log", "or_zero": True}
    of = config(
        optimizer="adamw", weight_decay=decay, l2=0.0, learning_rate={"low": 5e-4, "high": 1e-2, "scale": "log"}
    )
    return replace(made, config=of)


@pytest.mark.parametrize("changed", [lambda made: made, adamw], ids=["as shown", "adamw"])
@pytest.mark.parametrize("name", SHOWN)
def test_advice_is_sound(name, changed):
    """Check remarks on nothing that was proposed; no l2 beside adamw; a finding widens one end of a range."""
    shows = changed(SHOWN[name][0])
    before = shows.config
    for finding in diagnosed(shows):
        assert is_valid(before, finding.changes)
        after = config_from(config_with(before.as_dict(), finding.changes), before.folder, before.name)
        proposed = {change.path[1] for change in finding.changes}
        assert not [
            each for each in after.remarks() if each.startswith(tuple(proposed)) and each not in before.remarks()
        ]
        assert not (before.hyperparameters["optimizer"] == "adamw" and "l2" in proposed)
        ends = [(change.path[1], change.path[-1]) for change in finding.changes if is_wider(change)]
        assert len({of for of, _ in ends}) == len(ends)


def is_wider(change):
    """Whether the change puts an end of a range further out."""
    end = change.path[-1]
    return (end == "low" and change.after < change.before) or (end == "high" and change.after > change.before)


def test_few_trials_worse_than_a_baseline_widen_the_end_near_the_winner():
    """A learning rate in the middle of its range is no reason to widen it, nor is it with high variance."""
    near = made_of(5e-3, judged(-0.2, 0.001))
    assert [str(change) for change in found_by(near)] == ["hyperparameters.learning_rate.high: 0.01 → 0.1"]
    assert found_by(made_of(2e-3, judged(-0.2, 0.001))) == ()
    assert found_by(with_winner(near, train_error=0.0, dev_error=0.2)) == ()


def made_of(rate, comparisons):
    """A run of few trials, whose winner has this learning rate."""
    shows = evidence(config(learning_rate={"low": 1e-4, "high": 1e-2, "scale": "log"}))
    first, *_ = shows.trials
    winner = replace(first, trial=replace(first.trial, settings={**first.settings, "learning_rate": rate}))
    own = tuple(replace(each, number=winner.number) for each in comparisons)
    return replace(shows, trials=(winner,), comparisons=own)


def found_by(made):
    (finding,) = [each for each in diagnosed(made) if each.name == "no_better_than_a_baseline"]
    return finding.changes


def test_what_limits_is_told_before_that_neither_bias_nor_variance_does():
    found = diagnosed(SHOWN["not_trained_to_its_end"][0])
    first, *others = verdict_sentences(found)
    assert first.startswith("not trained to its end")
    assert any(each.startswith("neither high bias nor high variance") for each in others)


@pytest.mark.parametrize(("better_by", "p", "told"), [(-0.02, 0.001, False), (-0.005, 0.4, True), (0.02, 0.001, True)])
def test_a_winner_behind_a_simpler_model_is_not_said_to_lack_bias(better_by, p, told):
    shows, _ = SHOWN["neither_bias_nor_variance"]
    found = diagnosed(replace(shows, comparisons=judged(better_by, p)))
    assert ("neither_bias_nor_variance" in {each.name for each in found}) == told


def test_large_figures_are_written_in_full():
    made = replace(with_winner(evidence(), train_rmse=46705.2, dev_rmse=53285.4), headline="rmse")
    made = replace(made, facts=replace(made.facts, target_spread=200_000.0))
    (neither,) = [each for each in diagnosed(made) if each.name == "neither_bias_nor_variance"]
    assert "train_rmse 46705, dev_rmse 53285 (trial 0);" in neither.sentence
    assert neither.sentence.endswith("variance 5.5 % and 7.1 % are unexplained, less than 2.7 points apart")


def test_shares_of_variance_that_are_far_apart_are_told_in_whole_points():
    made = replace(evidence(), headline="rmse", facts=replace(evidence().facts, target_spread=100.0))
    assert unexplained(made, Gap(150.0, 220.0, 33.7, 1.0)).endswith("unexplained, more than 112 points apart")


@pytest.mark.parametrize(
    ("train", "dev", "told"),
    [
        (0.15, 0.28, "high_variance"),  # 98 % of the variance explained, and 92 %
        (0.25, 0.27, "neither_bias_nor_variance"),
        (0.05, 0.13, "neither_bias_nor_variance"),  # nearly all of it in both parts
    ],
)
def test_the_variance_of_a_regression_is_judged_by_squares(train, dev, told):
    made = replace(with_winner(evidence(), train_rmse=100 * train, dev_rmse=100 * dev), headline="rmse")
    found = diagnosed(replace(made, facts=replace(made.facts, target_spread=100.0)))
    assert {each.name for each in found} & {"high_variance", "neither_bias_nor_variance"} == {told}


def test_a_view_of_the_data_without_influence_is_fixed_where_the_data_are_stated():
    chosen = config(data={"numbers": {"choices": ["plain", {"piecewise_linear": 4}]}})
    shows = evidence(chosen, trials=trials(chosen, bowl, count=64))
    found = {change.key: change.after for finding in diagnosed(shows) for change in finding.changes}
    assert found["data.numbers"] == shows.winner.settings["numbers"]
    assert "hyperparameters.numbers" not in found


def test_a_difference_that_few_groups_show_is_no_variance():
    """In 480 rows of 2 groups it may be chance, and that is said; the rows of another trial's facts do not count."""
    shows, _ = SHOWN["high_variance"]
    few = LateFacts(shows.winner.number, 0, 100, train_rows=40.0, dev_rows=2.3)
    found = {each.name: each for each in diagnosed(replace(shows, late=few))}
    assert "high_variance" not in found
    assert "0.10 ± 0.59 more, which may be chance in these rows" in found["neither_bias_nor_variance"].sentence
    other = replace(few, number=shows.winner.number + 1)
    assert "high_variance" in {each.name for each in diagnosed(replace(shows, late=other))}


def test_few_groups_cannot_tell_leaders_apart_that_as_many_rows_could():
    _, healthy = SHOWN["dev_part_too_small"]
    made = replace(healthy, trials=trials(config(), lambda settings: bowl(settings) / 10 + 0.05))
    few = replace(made, late=LateFacts(made.winner.number, 0, 100, train_rows=40.0, dev_rows=25.0))
    assert "dev_part_too_small" not in {each.name for each in diagnosed(made)}
    (found,) = (each for each in diagnosed(few) if each.name == "dev_part_too_small")
    assert "with 200,000 rows, which count as 25, a difference under" in found.sentence


def test_how_sure_the_variance_of_a_regression_is_comes_from_its_rows():
    made = replace(with_winner(evidence(), train_rmse=15.0, dev_rmse=28.0), headline="rmse")
    made = replace(made, facts=replace(made.facts, target_spread=100.0))
    tail = LateFacts(made.winner.number, 0, 100, train_rows=200.0, dev_rows=20.0)
    plain, long = (
        next(each for each in diagnosed(seen) if each.name == "high_variance")
        for seen in (made, replace(made, late=tail))
    )
    assert plain.certainty > long.certainty
    assert "a difference of 13.00 ± 0.98" in plain.sentence
    assert "a difference of 13.0 ± 8.8" in long.sentence


@pytest.mark.parametrize(("metric", "told"), [("dev_error", True), ("dev_auc", False)])
def test_leaders_by_another_metric_are_not_told_apart_by_the_error(metric, told):
    """Of rare classes the best by AUC all have the error of the largest class."""
    shows, _ = SHOWN["dev_part_too_small"]
    trials_ = tuple(replace(each, metrics={**each.metrics, "dev_auc": 0.8}) for each in shows.trials)
    seen = replace(shows, trials=trials_, ranking=Ranking(metric, maximize=metric == "dev_auc"))
    assert ("dev_part_too_small" in {each.name for each in diagnosed(seen)}) == told


def test_what_is_made_of_the_networks_is_advised_beside_anything_else():
    """It changes no trial, so that it need not wait until nothing is advised against bias."""
    shows = averaged(4, lower_by=0.2)
    biased = none_fits_better(with_winner(shows, train_error=0.12, dev_error=0.25))
    names = [finding.name for finding in advised(diagnosed(biased))]
    assert names == ["bias_and_variance", "few_networks_averaged", "dev_rows_not_learned"]


def test_a_baseline_whose_difference_is_no_number_is_left_out():
    (known,) = judged(-0.2, 0.001)
    unknown = replace(known, baseline="boosted_trees", better_by=nan, low=nan, high=nan, p=nan)
    assert found_by(evidence(comparisons=(unknown, known))) == found_by(evidence(comparisons=(known,)))
    assert "no_better_than_a_baseline" not in {each.name for each in diagnosed(evidence(comparisons=(unknown,)))}


@pytest.mark.parametrize(("changed", "found"), [({}, True), ({"dev": 200}, False)], ids=["classes", "few dev rows"])
def test_dev_rows_are_learned_where_that_was_measured_to_help(changed, found):
    facts = replace(evidence().facts, **changed)
    made = replace(unlearned(train_error=0.0, dev_error=0.1), facts=facts)
    assert ("dev_rows_not_learned" in {each.name for each in diagnosed(made)}) == found


@pytest.mark.parametrize(("dev_error", "lower"), [(0.012, 0.083), (0.0044, 0.011), (0.0043, None)])
def test_dev_rows_are_learned_where_that_is_expected_to_lower_the_dev_error_by_a_hundredth(dev_error, lower):
    """What is no high variance yet may be a tenth of all errors: half of 8 of 12, and of that a quarter."""
    found = {each.name: each for each in diagnosed(unlearned(train_error=0.004, dev_error=dev_error))}
    assert "high_variance" not in found
    assert ("dev_rows_not_learned" in found) == bool(lower)
    assert lower is None or found["dev_rows_not_learned"].evidence["gain"] == pytest.approx(lower, abs=5e-4)


def test_few_numbers_to_predict_leave_the_dev_rows_alone():
    made = replace(unlearned(train_rmse=15.0, dev_rmse=28.0), headline="rmse")
    small, large = (
        replace(made, facts=replace(made.facts, classes=(), target_spread=30.0, **rows))
        for rows in ({"train": 1_000, "dev": 300, "test": 300}, {})
    )
    found = ["dev_rows_not_learned" in {each.name for each in diagnosed(seen)} for seen in (small, large)]
    assert found == [False, True]
