"""Options that several commands share say which values they take."""

import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["run", "iris", "--trials"], "that is 1 or more"),
        (["run", "iris", "--seed"], "that is 0 or more"),
        (["check", "iris", "--workers"], "from 1 to 100,000"),
    ],
)
@pytest.mark.parametrize("wrong", ["some", "1.5", "-1", "1e3"])
def test_an_option_that_counts_says_which_numbers_it_takes(words, allowed, wrong):
    done = CliRunner().invoke(commands, [*words, wrong])
    assert done.exit_code == 2
    assert f"Invalid value for '{words[-1]}': '{wrong}'; give a whole number {allowed}" in done.stderr
