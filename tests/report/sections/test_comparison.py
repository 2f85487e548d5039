"""Several runs compared."""

import shutil

import pytest

from hpsearch.records import replace
from hpsearch.report.building import build_report
from hpsearch.report.same_rows import on_same_rows
from hpsearch.report.section import Section
from hpsearch.report.sections.comparison import ComparisonSection, differing_keys
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.search import search
from hpsearch.search.winner import MODEL_FILE
from hpsearch.trials.ensembles import EnsembleMember
from hpsearch.workers.backends import start_workers


@pytest.fixture
def searched(small, tmp_path):
    """Gives a finished small search, some keys changed."""

    def run(name: str, **sections: dict) -> Run:
        for _ in search(small(**sections), tmp_path / name, start_workers(1)):
            pass
        return Run(tmp_path / name)

    return run


def comparison(*runs: Run) -> Section:
    (section,) = ComparisonSection().sections(runs, None)
    return section


def test_a_model_that_has_learnt_nothing_is_clearly_worse(searched):
    """A model that has learnt nothing is clearly worse than one that has."""
    good, bad = (
        searched("good", hyperparameters={"epochs": 30}),
        searched("bad", hyperparameters={"epochs": 1, "l2": 1e4}),
    )
    for first, second in ((good, bad), (bad, good)):
        (sentence,) = comparison(first, second).sentences
        assert sentence.startswith(f"{good.folder} is better than {bad.folder}: dev_error ")
        assert "Bonett and Price" in sentence


def test_a_run_that_is_named_twice_is_shown_once(searched, command):
    one, other = searched("one"), searched("other", hyperparameters={"epochs": 2})
    again = f"{one.folder.parent}/./one"
    alone, both = command("report", one.folder), command("report", one.folder, other.folder)
    twice, thrice = command("report", one.folder, again), command("report", one.folder, other.folder, one.folder)
    assert (twice.stdout, thrice.stdout) == (alone.stdout, both.stdout)
    assert f"is the run {one.folder} once more, and is left out" in twice.stderr


def test_the_verdict_does_not_depend_on_the_order_of_the_runs(searched):
    one, other = (
        searched("one", hyperparameters={"epochs": 2}),
        searched("other", hyperparameters={"epochs": 9}),
    )
    assert comparison(one, other).sentences == comparison(other, one).sentences


def test_runs_that_were_searched_by_different_metrics_are_compared_by_both(searched):
    error, loss = searched("error"), searched("loss", search={"metric": "dev_loss"}, hyperparameters={"epochs": 9})
    (sentence,), (turned,) = comparison(error, loss).sentences, comparison(loss, error).sentences
    beginning, verdicts = sentence.split(": ", 1)
    assert beginning == f"searched by different metrics, {error.folder} by dev_error and {loss.folder} by dev_loss"
    assert turned.split(": ", 1)[1] == verdicts
    assert ": dev_error " in verdicts
    assert ": dev_loss " in verdicts


def test_a_run_is_not_told_from_itself(searched):
    (sentence,) = comparison(searched("one"), searched("two")).sentences
    assert sentence.startswith("the dev rows do not tell ")


def test_a_model_file_of_another_run_is_not_compared(searched):
    good, bad = searched("good"), searched("bad", hyperparameters={"epochs": 1, "l2": 1e4})
    shutil.copy(good.folder / MODEL_FILE, bad.folder)
    (sentence,) = comparison(good, bad).sentences
    assert "are not compared row by row: " in sentence
    assert "is not the model that this run saved" in sentence


def test_it_is_said_that_ensembles_are_left_out(searched):
    """The dev rows chose their networks, so that they are no judges of them."""
    alone = searched("alone", search={"ensemble": "none"})
    averaged = searched("averaged", search={"ensemble": "mean", "finalists": {"count": 2, "repeats": 3}})
    assert averaged.ensemble.used
    told = [comparison(alone, other).sentences[0] for other in (averaged, alone)]
    assert ["without ensembles" in sentence for sentence in told] == [True, False]


@pytest.mark.parametrize(
    ("repeat", "told"),
    [(1, "(the winners' saved networks, not the one that the dev rows chose to predict)"), (0, "same dev rows, ")],
)
def test_one_network_that_the_dev_rows_chose_is_called_no_ensemble(searched, repeat, told):
    """Where no mean of networks is better, the model is one of them, such as a retrained one of the winner."""
    alone = searched("alone", search={"ensemble": "none"})
    averaged = searched("averaged", search={"ensemble": "mean", "finalists": {"count": 2, "repeats": 3}})
    record = averaged.ensemble
    one = replace(record, members=(EnsembleMember(averaged.saved_model, repeat, 1.0),), again=())
    with Database.reopen(averaged.folder) as database:
        database.record_ensemble(one)
    sentence = comparison(alone, Run(averaged.folder)).sentences[0]
    assert told in sentence
    assert "without ensembles" not in sentence


def test_it_is_said_that_the_networks_are_those_before_they_learnt_the_dev_rows(searched):
    before, after = (searched(str(refit), search={"ensemble": "none", "refit": refit}) for refit in (False, True))
    told = comparison(before, after).sentences[0]
    assert "(the winners' networks, before they were trained again on train and dev)" in told
    assert "without ensembles" not in told


def test_what_differs_between_the_configs_is_listed(searched):
    one, two = searched("one"), searched("two", hyperparameters={"epochs": 4}, search={"trials": 4})
    rows = {row[0]: row[1:] for row in differing_keys([one, two]).rows}
    assert rows == {"hyperparameters.epochs": (3, 4), "search.trials": (8, 4)}


def test_two_ways_to_write_the_path_of_the_data_are_no_difference(searched, tmp_path):
    rows = "\n".join(f"{row % 7},{row % 5},{row % 3}" for row in range(60))
    (tmp_path / "t.csv").write_text(f"a,b,y\n{rows}")
    (tmp_path / "folder").mkdir()
    ways = {"one": tmp_path / "t.csv", "two": tmp_path / "folder" / ".." / "t.csv"}
    one, two = (searched(name, data={"source": str(path)}) for name, path in ways.items())
    assert differing_keys([one, two]).rows == ()


def test_runs_on_different_rows_have_a_board_each(searched):
    """Runs on different rows or by different metrics have a board each."""
    one, other, loss = (
        searched("one"),
        searched("other", search={"seed": 1}),
        searched("loss", search={"metric": "dev_loss"}),
    )
    report = build_report([one, other, loss])
    (board,) = [section for section in report.sections if section.name == "leaderboard"]
    assert [len(listing.table.rows) for listing in board.tables] == [8, 8, 8]
    assert "were judged on different rows" in comparison(one, other).sentences[0]
    assert comparison(one, loss).sentences[0].startswith("searched by different metrics")


def test_a_single_run_is_compared_with_nothing(searched):
    assert list(ComparisonSection().sections([searched("one")], None)) == []


def test_a_run_with_a_fixed_view_of_the_data_is_compared_with_one_that_searches_views(searched):
    """Each model has the dev rows in its own view; the rows are the same."""
    bins = {"piecewise_linear": 4}
    fixed = searched("fixed", data={"numbers": bins}, hyperparameters={"epochs": 1, "l2": 1e4})
    views = searched("views", data={"numbers": {"choices": ["plain", bins]}}, hyperparameters={"epochs": 30})
    assert on_same_rows([fixed, views]) == [[fixed, views]]
    for first, second in ((fixed, views), (views, fixed)):
        (sentence,) = comparison(first, second).sentences
        assert sentence.startswith(f"{views.folder} is better than {fixed.folder}: dev_error ")


@pytest.mark.parametrize(
    "data", [{"normalize": "robust"}, {"numbers": {"piecewise_linear": 4}}, {"ignore": ["b"]}], ids=str
)
def test_runs_on_the_same_rows_are_compared_whatever_their_inputs_are(searched, tmp_path, data):
    """Other inputs train other networks, but on the dev rows both predict the same targets."""
    (tmp_path / "t.csv").write_text("a,b,y\n" + "\n".join(f"{row % 7},{row % 5},{row % 3}" for row in range(60)))
    source = {"source": str(tmp_path / "t.csv")}
    one, other = searched("one", data=source), searched("other", data={**source, **data})
    assert on_same_rows([one, other]) == [[one, other]]
    (sentence,) = comparison(one, other).sentences
    assert "on the same dev rows" in sentence


def test_of_runs_that_recorded_no_targets_only_common_views_are_compared(searched, monkeypatch):
    plain, robust = searched("plain"), searched("robust", data={"normalize": "robust"})
    assert on_same_rows([plain, robust]) == [[plain, robust]]
    facts = replace(plain.data_facts, judged_on="")
    monkeypatch.setattr(Run, "data_facts", property(lambda _run: facts))
    assert on_same_rows([plain, robust]) == [[plain], [robust]]


def test_a_choice_of_nothing_is_written_as_in_the_config(searched):
    choices = {"class_weight": {"choices": [None, "balanced"]}}
    table = differing_keys([searched("one", hyperparameters=choices), searched("other")])
    assert ("hyperparameters.class_weight", "choices: [null, balanced]", None) in table.rows
