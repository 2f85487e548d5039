"""A config is searched for another time than it states only with a remark, and for no time that is no number."""

import pytest

CONFIG = """
data: {source: iris}
hyperparameters: {units: [4], epochs: 1, learning_rate: {low: 1e-3, high: 1e-1, scale: log}}
search: {time_limit: 60, trials: 1, rounds: 1, finalists: null}
"""
TOLD = "poor.yaml: was made for a search of 60 s; it is searched for 5 s"


@pytest.mark.parametrize(
    ("given", "told"),
    [(("--time", "5", "--trials", "1"), True), (("--time", "60", "--trials", "1"), False), ((), False)],
)
def test_another_time_than_the_configs_is_told(command, tmp_path, given, told):
    """`hpsearch init` suits widths and epochs to the time that it states."""
    (tmp_path / "poor.yaml").write_text(CONFIG)
    assert (TOLD in command("run", "poor.yaml", "--jobs", "1", *given).stderr) == told


def test_a_mistake_in_the_config_is_told_once(command, tmp_path):
    (tmp_path / "poor.yaml").write_text(CONFIG.replace("epochs: 1", "epoch: 1"))
    assert command("run", "poor.yaml", "--time", "5", code=2).stderr.count("did you mean") == 1


@pytest.mark.parametrize("stated", ["nan", "inf", "1e400", "soon"])
@pytest.mark.parametrize(
    "command_", [("run", "iris", "--time"), ("loop", "t.yaml", "--time"), ("tell", "runs/t", "pause", "--timeout")]
)
def test_a_time_that_is_no_number_is_refused(command_, stated, command):
    """A loop took one that is none for a tenth of a second."""
    assert f"'{stated}' is not a valid number of seconds." in command(*command_, stated, code=2).stderr
