"""How a search narrowed: as lines of text, as a table, as a page; and the ends of ranges that hold the best."""

import json
import re
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.surface import coordinate
from hpsearch.report.building import build_report
from hpsearch.report.figures.bars import ASCII, bars
from hpsearch.report.figures.regions import place_of, regions_svg, ticks_of
from hpsearch.report.importances import importance_table
from hpsearch.report.render.page import page
from hpsearch.report.sections.narrowing import narrowing_table
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.search import search
from hpsearch.trials.regions import AxisRegion, RoundRegion
from hpsearch.workers.backends import start_workers

SPACE = {
    "units": {"choices": [[8], [8, 8]]},
    "learning_rate": {"low": 1e-4, "high": 1, "scale": "log"},
    "beta1": {"low": 0.9, "high": 0.999, "scale": "reverse_log"},
    "keep_prob": {"low": 0.5, "high": 1.0},
    "l2": {"low": 0.01, "high": 100, "scale": "log", "or_zero": True},
    "epochs": 1,
}


def axis(name, low, high, best, importance=0.3, edge="", **more):
    return AxisRegion(name, low, high, best, importance, edge, **more)


@pytest.fixture
def narrowed_run(small, tmp_path):
    """Gives a run of a small search, which has such regions in each round from the second on."""

    def run(*rounds, name="run", **stated):
        prepared = small(hyperparameters=SPACE, search={"sampler": "random", **stated})
        for _ in search(prepared, tmp_path / name, start_workers(1)):
            pass
        with Database.reopen(tmp_path / name) as database:
            for round_, axes in enumerate(rounds, start=2):
                database.add_region(round_, RoundRegion(16 * (round_ - 1), tuple(axes)))
        return Run(tmp_path / name)

    return run


NARROWED = (
    [axis("learning_rate", 1e-4, 1e-2, 1e-3, 0.2), axis("units", [8], [8], [8], 0.1)],
    [
        axis("learning_rate", 1e-3, 1e-2, 5e-3, 0.2),
        axis("beta1", 0.99, 0.999, 0.999, 0.5),
        axis("l2", 0.1, 1.0, 0.0, 0.15, zero=True),
        axis("units", [8], [8], [8], 0.1),
    ],
)


def test_a_bar_is_darker_where_later_rounds_were_drawn(narrowed_run):
    """A bar is darker where later rounds were drawn along the scale."""
    head, header, *lines = bars(narrowed_run(*NARROWED), 80, ASCII)
    assert head == "where the rounds were drawn:  . 1  % 2  # next  X best"
    assert header.split() == ["low", "best", "high"]
    found = {line.split()[0]: line.split() for line in lines}
    rate = found["learning_rate"]
    assert (rate[1], rate[3]) == ("0.0001", "1")
    assert re.fullmatch(r"%+#+X#+\.+", rate[2])
    cells = len(rate[2])
    assert rate[2].count("%") == pytest.approx(cells / 4, abs=1)
    assert rate[2].count(".") == pytest.approx(cells / 2, abs=1)
    assert rate[4:] == ["0.001", "0.005", "0.01"]
    assert re.fullmatch(r"\.+#+X", found["beta1"][2])
    assert found["l2"][4:7] == ["0", "or", "0.1"]
    assert found["units"][1:5] == ["[8]", "|", "[8,", "8]"]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_lines_fit_and_are_aligned(narrowed_run, width):
    lines = bars(narrowed_run(*NARROWED), width)
    assert max(map(len, lines)) <= width
    assert len({line.index(" 0.9 ") for line in lines if "beta1" in line}) == 1


def test_of_many_rounds_some_are_drawn_and_the_last_among_them(narrowed_run):
    rounds = [[axis("learning_rate", 1e-4, 1.0 / 2**n, 1e-3)] for n in range(9)]
    assert (
        bars(narrowed_run(*rounds), 80)[0]
        == "where the rounds were drawn:  · 1  ░ next  ▒ next  ▓ next  █ next  ◆ best"
    )


def test_a_search_that_did_not_narrow_has_slices_alone(narrowed_run):
    """A search that did not narrow has no drawing but slices of every axis."""
    run = narrowed_run()
    assert (bars(run, 80), narrowing_table(run).rows) == ([], ())
    svg = regions_svg(run)
    assert all(f">{axis.name}<" in svg for axis in run.space.axes)
    assert svg.count('id="axes_') == len(run.space.axes)


def test_all_parts_of_a_report_have_the_axes_in_the_order_of_their_importance(narrowed_run):
    """The sampler weighs its axes otherwise."""
    names = ["l2", "keep_prob", "beta1", "learning_rate"]
    weights = [axis(name, 0.9, 0.95, 0.92, importance) for name, importance in zip(names, range(4), strict=True)]
    run = narrowed_run(weights, trials=16)
    table = importance_table(Evidence.of(run).effects)
    order = [name for name in table.column("hyperparameter") if " and " not in name]
    assert [line.split()[0] for line in bars(run, 80)[2:]] == [name for name in order if name in names]
    titles = re.findall(r">(\w+)<", regions_svg(run))
    assert [name for name in titles if name in order] == order


def test_report_draws_and_writes_tables_and_data(narrowed_run):
    """Report draws writes tables and data and csv stays the leaderboard."""
    run = str(narrowed_run(*NARROWED, [axis("learning_rate", 0.1, 1.0, 1.0, 0.5, "upper")]).folder)

    def told(*arguments, **options):
        done = CliRunner(**options).invoke(commands, ["report", run, *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    sentence = "`hpsearch export"
    assert "◆" in told("--all")
    assert "◆" not in told()
    assert sentence in told()
    assert told().index(sentence) < told().index("rank")
    assert "| round | hyperparameter | low | best | high |" in told("--format", "markdown")
    assert "learning_rate," in told("--format", "csv").splitlines()[0]
    assert sentence not in told("--format", "csv")
    (data,) = json.loads(told("--format", "json"))["runs"]
    assert data["advice"][-1].startswith(sentence)
    assert data["findings"][0]["sentence"]
    assert [(row["round"], row["hyperparameter"]) for row in data["regions"]][:3] == [
        (2, "learning_rate"),
        (2, "units"),
        (3, "learning_rate"),
    ]


def test_where_the_encoding_has_no_blocks_the_drawing_is_plain(narrowed_run):
    run = str(narrowed_run(*NARROWED).folder)
    done = CliRunner(charset="ascii").invoke(commands, ["report", run, "--all"])
    assert done.exit_code == 0
    assert "X best" in done.stdout
    assert "◆" not in done.stdout


class Reader(HTMLParser):
    """The tags of a page, and what it would load."""

    def __init__(self):
        super().__init__()
        self.tags, self.loads = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "xlink:href") and value[0] != "#"]


def test_the_page_is_whole_in_itself_and_the_same_bytes_again(narrowed_run):
    run = narrowed_run(*NARROWED)
    written = page(build_report([run]))
    reader = Reader()
    reader.feed(written)
    assert {"svg", "table", "style"} <= reader.tags
    assert not {"link", "img"} & reader.tags
    assert reader.loads == []
    assert "currentColor" in written
    assert page(build_report([run])) == written


def test_markup_in_names_and_words_is_harmless(narrowed_run):
    evil = "<script>alert(1)</script>$x^2$"
    run = narrowed_run([axis("learning_rate", 1e-3, 1e-2, 5e-3)], name="<script>run")
    written = page(build_report([run]))
    assert written.count("<script") == 1  # the page's own
    assert "alert(1)" not in written.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")
    assert "&lt;script&gt;run" in page(build_report([run]))
    figure = regions_svg(_with_metric(run, evil))
    assert "<script" not in figure
    assert "&lt;script&gt;" in figure


def _with_metric(run, name):
    """The same run, its metric under another name."""
    import sqlite3  # noqa: PLC0415 (the store has no way to rename a metric)
    from contextlib import closing  # noqa: PLC0415

    from hpsearch.runs.store.rows import insert  # noqa: PLC0415

    with Database.reopen(run.folder) as database:
        database.change("metric", name)
    with closing(sqlite3.connect(run.folder / "run.db")) as connection, connection:
        for row in connection.execute("SELECT * FROM trials").fetchall():
            changed = [value.replace("dev_error", name) if isinstance(value, str) else value for value in row[:-1]]
            connection.execute("DELETE FROM trials WHERE number = ?", (row[0],))
            insert(connection, "trials", [tuple(changed)])
    return Run(run.folder)


def test_report_writes_the_page_and_refuses_it_for_one_trial(narrowed_run, tmp_path):
    run = str(narrowed_run(*NARROWED).folder)
    done = CliRunner().invoke(commands, ["report", run, "--html", str(tmp_path / "page.html")])
    assert done.stderr.splitlines()[-1] == f"wrote {tmp_path / 'page.html'}"
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert CliRunner().invoke(commands, ["report", run, "--trial", "1", "--html", "x.html"]).exit_code == 2
    assert CliRunner().invoke(commands, ["report", run, "--html", str(tmp_path / "no" / "x.html")]).exit_code == 2


def test_trials_that_chose_null_are_drawn(small, tmp_path):
    space = {"class_weight": {"choices": [None, "balanced"]}, "learning_rate": SPACE["learning_rate"], "epochs": 1}
    start = {"start": [{"class_weight": None}, {"class_weight": "balanced"}]}
    for _ in search(small(hyperparameters=space, search=start), tmp_path, start_workers(1)):
        pass
    run = Run(tmp_path)
    (weight,) = (axis for axis in run.space.axes if axis.name == "class_weight")
    assert ticks_of(weight) == {0.25: "null", 0.75: "balanced"}
    places = {place_of(weight, each): each.settings["class_weight"] for each in run.outcomes}
    assert places == {0.25: None, 0.75: "balanced"}
    assert {coordinate(weight, each.settings) for each in run.outcomes} == {0.25, 0.75}
    drawn = regions_svg(run)
    assert len(re.findall(r"<use [^>]*style=\"fill", drawn)) >= 2 * len(run.outcomes)
