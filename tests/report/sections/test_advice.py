"""What is advised, in the words of what the user typed."""

from pathlib import Path
from types import SimpleNamespace

import pytest

import hpsearch
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.report.sections.advice import advice_sentences
from hpsearch.runs.run import Run
from tests.conftest import config_with


def advised(key, before, after, *overridden):
    """The first sentence of advice on one key, after a command that gave some keys."""
    finding = Finding("f", "s", Phase.SEARCH, changes=(ConfigChange(key, before, after),))
    return advice_sentences(SimpleNamespace(folder=Path("runs/a"), overridden=frozenset(overridden)), [finding])[0]


@pytest.mark.parametrize(
    ("key", "before", "after", "typed"),
    [
        ("search.time_limit", 30.0, 60.0, "try --time 60 in place of --time 30"),
        ("search.trials", 8, 16, "try --trials 16 in place of --trials 8"),
        (
            "hyperparameters.units",
            [4],
            {"choices": [[4], [16]]},
            "try --set 'hyperparameters.units={choices: [[4], [16]]}' in place of --set 'hyperparameters.units=[4]'",
        ),
    ],
)
def test_what_the_command_line_gave_is_changed_there(key, before, after, typed):
    assert advised(key, before, after, key, "data.task") == typed
    assert advised(key, before, after).startswith(f"try {key}: ")


def test_a_run_knows_which_keys_the_command_line_gave(tmp_path):
    config = config_with(search={"trials": 2, "rounds": 1})
    given = ["search.trials=3", "hyperparameters.units={choices: [[4], [8]]}"]
    run = hpsearch.run(config, overrides=given, out=tmp_path / "run", jobs=1)
    assert run.overridden == {"search.trials", "hyperparameters.units"}
    assert hpsearch.run(config, out=tmp_path / "other", jobs=1).overridden == frozenset()


def test_time_that_was_given_as_an_option_is_advised_as_one(hpsearch, tmp_path):
    """Also where `run TABLE --time` wrote the same time into the config."""
    hpsearch("run", "iris", "--time", "0.5", "--out", "run")
    text = (tmp_path / "iris.yaml").read_text()
    assert "time_limit: 0.5" in text
    assert "search.time_limit" in Run(tmp_path / "run").overridden
