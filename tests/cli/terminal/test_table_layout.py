"""Tables at any width: words and headers are whole, or columns are left out and named."""

import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some
from rich.cells import cell_len

from hpsearch.cli.commands import commands
from hpsearch.cli.terminal.output import print_table
from hpsearch.cli.terminal.table_layout import lay_out
from hpsearch.trials.table import Table
from tests.conftest import config_with

WORDS = some.text("abcdefghij-/東", min_size=1, max_size=40)
TEXTS = some.lists(WORDS, max_size=5).map(" ".join)
VALUES = some.one_of(TEXTS, some.floats(allow_nan=False), some.integers(-1000, 1000), some.none())


@some.composite
def tables(draw):
    header = draw(
        some.lists(some.lists(WORDS, min_size=1, max_size=3).map("_".join), min_size=1, max_size=8, unique=True)
    )
    rows = draw(some.lists(some.tuples(*[VALUES] * len(header)), max_size=4))
    spare = draw(some.lists(some.sampled_from([*header, "no such column"]), unique=True))
    return Table(tuple(header), tuple(rows)), spare


@given(tables(), some.integers(20, 200))
def test_a_table_fits_with_every_word_whole(case, width):
    """A table fits with every word whole and tells what it left out.

    Only words of more than a third of the width have their middle left out, and these say so with an ellipsis.
    """
    table, spare = case
    layout = lay_out(table, spare, width)
    assert layout.width <= width
    names = [column.name for column in layout.columns]
    assert sorted([*names, *layout.left_out]) == sorted(table.header)
    assert names == [name for name in table.header if name in names]
    for column, room in zip(layout.columns, layout.widths, strict=True):
        whole = lay_out(Table((column.name,), tuple((value,) for value in table.column(column.name))), (), None)
        before = [
            column.name,
            *column.name.split("_"),
            *(word for cell in whole.columns[0].cells for word in cell.split()),
        ]
        for word in [*column.title.split(), *(word for cell in column.cells for word in cell.split())]:
            assert cell_len(word) <= room
            assert "…" not in word or room >= min(16, width) - 2
            head, mark, tail = word.partition("…")
            assert any(was == word or (mark and was.startswith(head) and was.endswith(tail)) for was in before)


@given(tables())
def test_without_a_terminal_a_table_has_all_columns_in_one_line_each(case):
    table, spare = case
    layout = lay_out(table, spare, None)
    assert (layout.left_out, [column.title for column in layout.columns]) == ((), list(table.header))


@pytest.mark.parametrize("width", [20, 33, 80])
def test_a_printed_table_is_as_wide_as_its_layout_says(width, capsys, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    words = "accuracy with the classifier over all those rows"
    table = Table(
        ("name", "long_header_of_it", "text"), (("a-b-c", 0.125, words), ("runs/first/second/third", 12, words))
    )
    print_table(table)
    shown, told = capsys.readouterr()
    assert max(map(len, shown.splitlines())) == lay_out(table, (), width).width <= width
    left_out = lay_out(table, (), width).left_out
    assert told == (f"no room for {', '.join(left_out)}; a wider terminal shows all columns\n" if left_out else "")
    for word in words.split() if "text" not in left_out else ():
        assert shown.split().count(word) == 2


def test_of_many_columns_without_room_the_first_are_named(capsys, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "40")
    print_table(Table(tuple(f"column-number-{n}" for n in range(40)), ()))
    names = ", ".join(f"column-number-{n}" for n in range(2, 8))
    assert capsys.readouterr().err == f"no room for {names} and 32 more columns; a wider terminal shows all columns\n"


@pytest.mark.parametrize("source", ["iris", "diabetes", "moons"])
def test_no_command_breaks_a_word_on_a_narrow_terminal(source, tmp_path, monkeypatch):
    """Each word that a command prints at 80, 100 and 140 columns is one that it prints without a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    hyperparameters = {
        "units": {"low": 4, "high": 8},
        "optimizer": {"choices": ["momentum", "nesterov", "rmsprop", "adam", "adamw"]},
        "learning_rate": {"low": 1e-3, "high": 0.1, "scale": "log"},
        "l2": {"low": 1e-2, "high": 10, "scale": "log", "or_zero": True},
        "beta1": {"low": 0.5, "high": 0.99, "scale": "reverse_log", "when": {"optimizer": ["momentum", "nesterov"]}},
        "keep_prob": {"low": 0.5, "high": 1},
        "activation": {"choices": ["leaky_relu", "sigmoid", "identity", "tanh"]},
        "epochs": 2,
    }
    search = {"trials": 5, "rounds": 1, "finalists": {"count": 2, "repeats": 2}}
    config = config_with(data={"source": source}, hyperparameters=hyperparameters, search=search)
    (tmp_path / "c.yaml").write_text(json.dumps(config))
    run, report, check = ["run", "c.yaml", "--jobs", "1"], ["report", "--all", "runs/c"], ["check", "c.yaml"]
    ended = in_terminal(monkeypatch, 80, run)
    assert "`hpsearch report runs/c --format markdown` shows all columns" in ended.stderr
    whole = {tuple(words): words_of(CliRunner().invoke(commands, words).stdout) for words in (report, check)}
    assert words_of(ended.stdout) <= whole[tuple(report)]
    for arguments, words in whole.items():
        for columns in (80, 100, 140):
            shown = in_terminal(monkeypatch, columns, arguments)
            assert words_of(shown.stdout) <= words | {"more", "options"}
    evaluated = words_of(CliRunner().invoke(commands, ["evaluate", "runs/c"]).stdout)
    assert words_of(in_terminal(monkeypatch, 80, ["evaluate", "--again", "runs/c"]).stdout) <= evaluated | {"times"}


def in_terminal(monkeypatch, columns, arguments):
    """The output of a command on a terminal of this width."""
    with monkeypatch.context() as terminal:
        terminal.setenv("TTY_COMPATIBLE", "1")
        terminal.setenv("COLUMNS", str(columns))
        shown = CliRunner().invoke(commands, arguments)
    assert shown.exit_code == 0
    return shown


def words_of(text: str) -> set[str]:
    """The words of letters alone, of which a header has one for each part between underscores."""
    return set(re.findall(r"[a-z]+", text.replace("_", " ")))
