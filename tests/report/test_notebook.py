"""A run and a model in a notebook: what they say is escaped, and the figures are matplotlib's."""

import pytest
from matplotlib.figure import Figure

import hpsearch
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
        assert "<p>winner: trial" in html or "trained with" in html or "dev_error" in html
        assert "&lt;b&gt;iris" in html
        assert "<b>" not in html


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
