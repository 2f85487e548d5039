"""A report on a terminal: the first rows of a long table, and no column without a value in them."""

from hpsearch.report.building import Report
from hpsearch.report.render.markdown import as_markdown
from hpsearch.report.render.text import show_report
from hpsearch.report.section import Listing, Paper, Section
from hpsearch.trials.table import Table

TABLE = Table(("rank", "error", "message"), ((1, 0.1, ""), (2, 0.2, ""), (3, None, "the loss is no number")))
REPORT = Report(("runs/a",), (Section("leaderboard", "runs/a", tables=(Listing(TABLE, first=2),)),))


class Screen:
    """A terminal that keeps what is shown."""

    paper = Paper(80, ascii_only=False)

    def __init__(self):
        self.shown = []
        self.said = []

    def show(self, table, _spare=()):
        self.shown.append(table)

    def say(self, text=""):
        self.said.append(text)


def test_a_column_that_is_empty_in_all_rows_shown_is_left_out():
    screens = [Screen(), Screen()]
    for screen, whole in zip(screens, (False, True), strict=True):
        show_report(REPORT, screen, whole=whole)
    assert [screen.shown[0].header for screen in screens] == [("rank", "error"), TABLE.header]
    assert screens[0].said == ["the first 2 of 3; --all shows all"]


def test_a_command_in_a_sentence_is_code_in_markdown():
    told = Section("advice", "runs/a", sentences=("`hpsearch export runs/a_b --to next` writes a*b of `c`",))
    assert as_markdown(Report(("runs/a",), (told,))) == "`hpsearch export runs/a_b --to next` writes a\\*b of \\`c\\`\n"
