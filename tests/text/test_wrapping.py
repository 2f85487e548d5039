"""Sentences on a terminal, line by line."""

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.cli.commands import commands
from hpsearch.text.wrapping import COMMAND_NAMES, wrapped


@given(st.lists(st.text("ab ;±`界", min_size=1)).map(" ".join), st.integers(4, 40))
def test_a_break_stands_in_place_of_blanks_and_nothing_else_changes(text, width):
    assert wrapped(text, width).split() == text.split()


@given(st.lists(st.text("abc1.", min_size=1, max_size=8), min_size=1).map(" ".join), st.integers(10, 40))
def test_each_line_of_short_words_fits(text, width):
    assert max(map(len, wrapped(text, width).split("\n"))) <= width


@pytest.mark.parametrize("command", ["`hpsearch export runs/a --to next`", "hpsearch run a.yaml --out runs/a --resume"])
def test_a_command_stays_in_one_line_to_be_copied(command):
    assert command in wrapped(f"go on with: {command}; or not at all", 20).replace("\n  ", "\n").split("\n")[1]


@pytest.mark.parametrize("number", ["95 %", "0.068 ± 0.046"])
@pytest.mark.parametrize("width", range(14, 30))
def test_a_number_stays_beside_its_unit_and_its_interval(number, width):
    assert number in wrapped(f"worse by so much ({number} in all of these rows)", width)


def test_a_sentence_on_hpsearch_is_no_command():
    text = "such a file is none that hpsearch can read at all, and hpsearch is a tool for tables"
    assert max(map(len, wrapped(text, 20).split("\n"))) <= 20


def test_the_commands_that_are_told_from_sentences_are_those_there_are():
    assert set(COMMAND_NAMES) == set(commands.list_commands(click.Context(commands)))


def test_the_rest_of_an_item_is_indented_further_than_the_item():
    """Items of `check` were not told apart: the rest of one began where the next did."""
    assert wrapped("  rows of the classes: 751, 740, 9\n  next item", 24).split("\n") == [
        "  rows of the classes:",
        "    751, 740, 9",
        "  next item",
    ]


def test_what_fits_is_left_as_it_is():
    assert wrapped("a  b\n   c  d", 8) == "a  b\n   c  d"
