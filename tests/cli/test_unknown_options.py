"""An option that does not exist is answered with what was meant."""

import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["run", "a.yaml", "--panda"], "--mode panda"),
        (["report", "run", "--json"], "--format json"),
        (["run", "a.yaml", "--epochs=3"], "--set hyperparameters.epochs=…"),
        (["check", "a.yaml", "--time-limit", "3"], "--set search.time_limit=…"),
    ],
)
def test_what_was_meant_by_an_unknown_option_is_named(typed, meant):
    done = CliRunner().invoke(commands, typed)
    assert done.exit_code == 2
    assert f"Did you mean '{meant}'?" in done.stderr
