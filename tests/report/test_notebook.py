"""A run and a model in a notebook: what they say is escaped, and the figures are matplotlib's."""

import pytest
from matplotlib.figure import Figure

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.report import notebook
from hpsearch.report.python_words import python_words
from tests.conftest import config_with


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished search with finalists, in a folder with a name that is markup."""
    folder = tmp_path_factory.mktemp("notebook") / "<b>iris"
    search = {"finalists": {"count": 2, "repeats": 2}}
    return hpsearch.run(config_with(search=search), out=folder, jobs=1, backend="in_process")


def test_a_run_shows_its_leaderboard_and_its_winner(run):
    for shown in (run, hpsearch.load(run.folder)):
        html = shown._repr_html_()
        assert html.count("<tr>") == 9
        assert "<th>dev_error</th>" in html
        assert "<p>winner: trial" in html
        assert "&lt;b&gt;iris" in html
        assert "<b>" not in html


def test_a_run_says_what_limits_it_and_which_trials_it_leaves_out(run, monkeypatch):
    monkeypatch.setattr(notebook, "MOST_ROWS_SHOWN", 3)
    html = run._repr_html_()
    assert f"<p>{run.findings[0].sentence.split(';')[0]}" in html or "<p>neither" in html
    assert "<p>the first 3 of 8 trials" in html


def test_a_run_says_what_its_model_is_and_how_it_stands_to_baselines(run):
    html = run._repr_html_()
    assert f"ensemble of {len(run.ensemble.members)} networks" in html
    assert "<p>baselines: dev_error " in html
    called = run.comparisons[0].called
    assert f"<p>{called} " in html
    assert called.startswith("the ensemble") == run.ensemble.used


def test_a_model_shows_what_it_predicts_from_what(run):
    html = run.network()._repr_html_()
    assert html.startswith("<p>Model(4-8-3, relu, softmax; 3 classes")
    assert "from sepal length" in html


def test_the_figures_of_the_page_are_those_of_matplotlib(run):
    figures = run.plot()
    assert figures._repr_html_().startswith("<div><svg")
    (figure,) = figures
    assert isinstance(figure, Figure)
    assert {axes.get_title(loc) for axes in figure.axes for loc in ("left", "center")} & {"learning_rate", "optimizer"}


def test_sentences_name_arguments_and_no_options(run):
    run.evaluate()
    with pytest.raises(UsageError, match="again=True looks once more and is counted") as refused:
        run.evaluate()
    assert "--" not in str(refused.value)
    with pytest.raises(UsageError) as refused:
        hpsearch.run("iris", trials=1, out=run.folder, jobs=1, backend="in_process", on_progress=lambda _: None)
    assert "resume=True continues it, overwrite=True starts anew, out=… goes elsewhere" in str(refused.value)


@pytest.mark.parametrize(
    ("said", "in_python"),
    [
        ("leave out --from, or choose another --out", "leave out from_run=…, or choose another out=…"),
        ("`hpsearch run a --resume` goes on, --trial 3 judges", "`hpsearch run a --resume` goes on, trial=3 judges"),
        ("judge other rows with --data FILE, or", "judge other rows with rows=…, or"),
        ("--resume with as many trials", "resume=True with as many trials"),
        ("a -- b and a-b", "a -- b and a-b"),
    ],
)
def test_commands_stay_as_they_are(said, in_python):
    assert python_words(said) == in_python
