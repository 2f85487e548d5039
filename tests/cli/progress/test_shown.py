"""What shows the progress of a search: bars in a notebook, and nothing in a script of one's own."""

import sys
from types import ModuleType

from hpsearch.cli.progress.bars import ProgressBars
from hpsearch.cli.progress.shown import notebook_progress
from hpsearch.search.events import Remarked


def test_remarks_above_a_bar_are_broken_at_blanks(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "40")
    ProgressBars().show(Remarked("taken over from runs/earlier: 12 trials with the same hyperparameters"))
    told = capsys.readouterr().err.splitlines()
    assert told == ["taken over from runs/earlier: 12 trials", "  with the same hyperparameters"]


def test_a_notebook_shows_bars_and_a_script_nothing(monkeypatch, capsys):
    with notebook_progress() as show:
        show(Remarked("a remark"))
    assert capsys.readouterr() == ("", "")
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    with notebook_progress() as show:
        assert isinstance(show.__self__, ProgressBars)
        show(Remarked("a remark"))
    assert "a remark" in capsys.readouterr().err
