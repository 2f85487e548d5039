"""The page of a search of many trials stays small, and says what it leaves out."""

import re

import pytest

from benchmarks.large_run import write_large_run
from hpsearch.report import narrowed
from hpsearch.report.building import build_report
from hpsearch.report.render.page import _coded, _heading, _worded, page
from hpsearch.report.sections import leaderboard
from hpsearch.runs.run import Run
from hpsearch.trials.table import Table


def rows_of_leaderboard(text: str) -> int:
    return text.partition(">Leaderboard<")[2].partition("</table>")[0].count("<tr") - 1


def test_a_page_shows_the_best_trials_and_says_how_many_there_are(tmp_path, monkeypatch):
    monkeypatch.setattr(leaderboard, "MOST_ROWS", 20)
    monkeypatch.setattr(narrowed, "MOST_POINTS", 300)
    write_large_run(tmp_path, 400)
    run = Run(tmp_path)
    text = page(build_report([run]))
    assert rows_of_leaderboard(text) == 20
    assert "The best 20 of 400 trials" in text
    axes = len(run.space.axes)
    assert 300 / 2 < text.count("<use") < 3 * 300 + 700  # quadrant, pairs and ticks are drawn so too
    measured = sum(outcome.status == "complete" for outcome in run.outcomes)
    told = re.search(r"(\d+) of\s+(\d+) trials\s+are\s+drawn", text)
    assert (int(told[1]), int(told[2])) == (300 // axes, measured)
    assert len(text) < 300_000
    assert rows_of_leaderboard(page(build_report([run], top=400))) == 400


def test_the_letters_of_a_figure_stay_readable_on_a_small_screen(tmp_path):
    """Each figure keeps the width at which its smallest letters have 10 pixels, and is scrolled in its own box."""
    write_large_run(tmp_path, 40)
    text = page(build_report([Run(tmp_path)]))
    figures = re.findall(r'<div class="scroll figure"><svg style="--readable: (\d+)pt" .*?</svg>', text, re.DOTALL)
    wholes = re.findall(r'<svg style.*? viewBox="0 0 ([\d.]+) .*?</svg>', text, re.DOTALL)
    letters = [
        min(map(float, re.findall(r"font-size: ([\d.]+)px", svg)))
        for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    ]
    assert "background-attachment: local" in text  # a shadow at the edge shows that there is more to scroll to
    assert len(figures) == len(wholes) == len(letters) == text.count("<svg") >= 3
    for wide, whole, size in zip(map(float, figures), map(float, wholes), letters, strict=True):
        assert size * wide * (96 / 72) / whole > 10
    assert "svg { max-width: 100%; min-width: var(--readable)" in text


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("hyperparameters.learning_rate", "hyperparameters.<wbr>learning_<wbr>rate"),
        ("/home/a/table.csv", "/home/<wbr>a/<wbr>table.<wbr>csv"),
        ("0.125", "0.125"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_name_may_break_between_its_parts_and_not_within_one(name, broken):
    """On a small screen a key stood as `hyperparameters.u` over `nits`."""
    assert str(_heading(name)) == broken


def test_an_option_does_not_break_after_its_hyphens():
    """A browser broke `--resume` into two lines."""
    told = _coded("`a --to next -o b` writes -0.5 of a so-called <b>; --resume goes on")
    assert str(told) == (
        '<code>a <span class="whole">--to</span> next <span class="whole">-o</span> b</code> writes -0.5 of a '
        'so-called &lt;b&gt;; <span class="whole">--resume</span> goes on'
    )


def test_values_that_are_no_numbers_stand_at_the_left():
    """Beside `activation`, which did, `input_scale` and `numbers` did not."""
    header = ("numbers", "input_scale", "activation", "units", "learning_rate")
    assert _worded(Table(header, (({"periodic": 8}, True, "relu", 64, 0.1),))) == {*header[:3]}
