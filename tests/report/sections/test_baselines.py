"""The sentences above the leaderboard: the baselines, and whether the winner beats them."""

from types import SimpleNamespace

import pytest

from hpsearch.records import replace
from hpsearch.report.sections.baselines import BaselinesSection, baseline_sentences
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.ranking import Ranking


def run_with(metric="dev_error", **differences):
    """A run whose winner is so much better than each baseline, with these p-values."""
    return SimpleNamespace(
        data_facts=None,
        ranking=Ranking(metric, maximize=False),
        baselines=[Baseline(name, {}, {metric: 0.1 + better}) for name, (better, _) in differences.items()],
        comparisons=[
            Comparison(name, 7, metric, 0.1, 0.1 + better, better, better - 0.1, better + 0.1, p, "Bonett and Price")
            for name, (better, p) in differences.items()
        ],
    )


@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        ({"largest_class": (0.4, 0.0), "linear": (0.2, 0.01)}, "trial 7 beats every baseline: it is better by 0.20 ("),
        (
            {"largest_class": (0.4, 0.0), "linear": (0.05, 0.3)},
            (
                "trial 7 beats the largest class, but is not clearly better than the linear model: its saved model's "
                "dev_error 0.1 against 0.15, better by 0.05 ("
            ),
        ),
        (
            {"largest_class": (0.4, 0.0), "linear": (-0.05, 0.01)},
            "trial 7 beats the largest class, but is clearly worse than the linear model",
        ),
        (
            {"largest_class": (0.0, 1.0), "linear": (0.0, 1.0)},
            (
                "trial 7 does not beat any baseline: it is as good as the largest class: its saved model's dev_error "
                "0.1 against 0.1, without a difference (95 % interval -0.10 to 0.10), p = 1"
            ),
        ),
        (
            {"largest_class": (-0.02, 0.5), "linear": (-0.03, 0.5)},
            (
                "trial 7 does not beat any baseline: it is worse than the largest class, by no more than chance "
                "explains: its saved model's dev_error 0.1 against 0.08, worse by 0.02"
            ),
        ),
        ({"mean": (-0.2, 0.01)}, "trial 7 does not beat any baseline: it is clearly worse than the mean"),
    ],
)
def test_the_sentence_says_which_baselines_the_winner_beats(differences, sentence):
    told = list(baseline_sentences(run_with(**differences)))
    assert told[0].startswith("baselines: dev_error ")
    assert told[1].startswith(sentence)


@pytest.mark.parametrize(
    ("better", "sentence"),
    [
        (0.4, "trial 7 beats the largest class: it is better by 0.40 ("),
        (0.0, "trial 7 does not beat the largest class: it is as good as the largest class"),
    ],
)
def test_a_baseline_without_a_comparison_is_not_said_to_be_beaten(better, sentence):
    run = run_with(largest_class=(better, 1.0 - (better > 0)))
    run.baselines.append(Baseline("linear", {}, {"dev_error": 0.05}))
    _, told = baseline_sentences(run)
    assert told.startswith(sentence)
    assert told.endswith("; it was not compared with the linear model")


def test_where_an_ensemble_is_the_model_the_sentence_judges_it():
    run = run_with(linear=(-0.02, 0.5))
    run.comparisons[0] = replace(run.comparisons[0], judged="the ensemble of 25 networks")
    _, told = baseline_sentences(run)
    assert told.startswith(
        "the ensemble of 25 networks does not beat any baseline: it is worse than the linear model, by no more than "
        "chance explains: its dev_error 0.1 against 0.08, worse by 0.02 ("
    )


def test_a_run_of_an_earlier_version_has_no_sentence():
    assert list(baseline_sentences(run_with())) == []


def test_columns_without_a_value_are_not_shown():
    """A search without a winner has baselines, and no comparison."""
    run = run_with(linear=(0.1, 0.5))
    run = SimpleNamespace(**{**vars(run), "comparisons": [], "folder": "runs/digits"})
    (section,) = BaselinesSection().sections([run], None)
    assert section.tables[0].table.header == ("baseline", "dev_error")
    assert "better_by" in section.data["baselines"].header
