"""The winner is compared with baselines at the end of a search, which change nothing else."""

import pytest

from hpsearch.evaluation.baselines import boosted_trees
from hpsearch.export.next import proposed_config
from hpsearch.report.sections.advice import what_limits
from hpsearch.report.sections.baselines import baseline_sentences
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.keys import COMPARED
from hpsearch.runs.trained_model import model_words
from hpsearch.search.after_rounds import judging
from hpsearch.search.after_rounds.ensembling import Ensembling
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from hpsearch.workers.time_limit import TimeLimit


@pytest.fixture
def searched(small, tmp_path):
    """Gives the run of a small search, and what it said."""

    def run(existing=Existing.REFUSE, **sections):
        events = list(search(small(**sections), tmp_path / "run", start_workers(1), existing=existing))
        return Run(tmp_path / "run"), [getattr(event, "sentence", "") for event in events]

    return run


def test_the_winner_is_compared_with_each_baseline_on_the_dev_part(searched):
    run, _ = searched()
    assert [each.name for each in run.baselines] == ["largest_class", "linear"]
    assert [each.baseline for each in run.comparisons] == ["largest_class", "linear"]
    assert {each.number for each in run.comparisons} == {run.best.number}
    assert run.comparisons[0].value == pytest.approx(run.best.metrics["dev_error"])
    assert run.comparisons[0].of_baseline == pytest.approx(2 / 3)


def test_with_folds_all_rows_that_they_hold_out_are_compared(searched):
    run, _ = searched(data={"split": {"folds": 3, "test": 0.2}}, search={"trials": 2, "rounds": 1})
    assert run.comparisons[0].of_baseline == pytest.approx(2 / 3, abs=0.01)
    assert run.comparisons[0].value == pytest.approx(run.best.metrics["dev_error"], abs=0.02)


@pytest.mark.parametrize("data", [{}, {"split": {"folds": 3}}])
@pytest.mark.parametrize("method", ["mean", "greedy"])
def test_where_an_ensemble_is_the_model_it_is_compared_by_its_cross_fitted_figure(searched, data, method, monkeypatch):
    monkeypatch.setattr(Ensembling, "_is_better", lambda *_: True)
    finals = {"ensemble": method, "finalists": {"count": 3, "repeats": 2}}
    run, _ = searched(data={"source": "iris", **data}, search=finals)
    for each in run.comparisons:
        assert each.value == run.ensemble.metrics["dev_error"]
        assert each.called == model_words(run, None)
    assert list(baseline_sentences(run))[1].startswith(model_words(run, None))


def test_a_search_that_goes_on_compares_the_ensemble_of_an_earlier_session(searched, tmp_path, monkeypatch):
    """As an earlier version stored the comparison of the winner's network, or the process ended before any was."""
    monkeypatch.setattr(Ensembling, "_is_better", lambda *_: True)
    finals = {"ensemble": "greedy", "finalists": {"count": 3, "repeats": 2}}
    run, _ = searched(search=finals)
    with Database.reopen(tmp_path / "run") as database:
        database.change(COMPARED, {})
        database.replace_comparisons([])
    again, _ = searched(Existing.CONTINUE, search=finals)
    assert again.comparisons == run.comparisons


def test_a_regression_is_compared_with_the_mean(searched):
    run, _ = searched(data={"source": "diabetes"}, search={"trials": 2, "rounds": 1})
    assert [each.baseline for each in run.comparisons] == ["mean", "linear"]
    assert run.comparisons[0].test == "paired bootstrap"


def test_a_search_without_room_for_baselines_trains_them_later(searched, monkeypatch):
    """The winner is compared with baselines without training; the linear model is trained on resume."""
    monkeypatch.setattr(judging, "QUICK_WORK", 0)
    monkeypatch.setattr(TimeLimit, "is_over", property(lambda _: True))
    monkeypatch.setattr(TimeLimit, "left", property(lambda _: 0.5))
    monkeypatch.setattr(TimeLimit, "passed", property(lambda _: False))
    run, _ = searched()
    first, second = baseline_sentences(run)
    assert first.startswith("baselines: dev_error 0.6667 (largest class, ")
    assert first.endswith("; the time limit left no room for the linear model")
    assert "than the largest class" in second
    assert "every baseline" not in second
    monkeypatch.undo()
    run, _ = searched(Existing.CONTINUE)
    assert len(run.comparisons) == 2


def test_on_a_small_table_the_linear_model_is_trained_whatever_the_time(searched, monkeypatch):
    """And what is not installed is not said to have had no time."""
    monkeypatch.setattr(judging, "LONG", 0.0)
    monkeypatch.setattr(TimeLimit, "left", property(lambda _: 0.0))
    monkeypatch.setattr(boosted_trees, "find_spec", lambda _: None)
    run, _ = searched()
    assert [each.baseline for each in run.comparisons] == ["largest_class", "linear"]
    assert run.baselines[2].message.startswith("scikit-learn is not installed")


def test_a_search_that_goes_on_compares_its_new_winner(searched, tmp_path):
    searched(search={"trials": 2, "rounds": 2})
    with Database.reopen(tmp_path / "run") as database:
        database.replace_comparisons([])
    run, _ = searched(Existing.CONTINUE, search={"trials": 8, "rounds": 2})
    assert {each.number for each in run.comparisons} == {run.best.number}


def test_a_quick_baseline_is_compared_even_when_the_time_is_over(searched, tmp_path, monkeypatch):
    """What was trained in an earlier session is trained again to be compared with, which takes moments."""
    searched(search={"trials": 2, "rounds": 2})
    with Database.reopen(tmp_path / "run") as database:
        database.replace_comparisons([])
    monkeypatch.setattr(TimeLimit, "left", property(lambda _: 0.0))
    run, _ = searched(Existing.CONTINUE, search={"trials": 2, "rounds": 2})
    assert [each.baseline for each in run.comparisons] == ["largest_class", "linear"]


def test_a_long_search_trains_the_slow_baselines_too(searched, monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setattr(judging, "LONG", 0.0)
    run, _ = searched(search={"trials": 2, "rounds": 1})
    assert [each.name for each in run.baselines] == ["largest_class", "linear", "boosted_trees"]


def test_the_first_advice_where_no_baseline_is_beaten_on_unequal_classes_is_another_metric(searched, tmp_path):
    rows = "\n".join(f"{number % 7},{'bad' if number % 5 == 0 else 'good'}" for number in range(400))
    (tmp_path / "loans.csv").write_text(f"amount,paid\n{rows}\n")
    run, _ = searched(data={"source": str(tmp_path / "loans.csv")}, search={"trials": 2, "rounds": 1})
    *_, sentence = baseline_sentences(run)
    assert sentence.startswith("trial 0 does not beat any baseline: it is ")
    assert sentence.endswith("; search.metric: dev_auc judges the other classes, too")
    _, advice = what_limits([run])
    assert advice.sentences[0] == "try search.metric: auto → dev_auc (class imbalance)"
    assert "metric: dev_auc" in proposed_config(run, tmp_path)
