"""What a search says at its end."""

import pytest

from hpsearch import run
from hpsearch.cli.searches.ending import show_end
from tests.conftest import config_with


@pytest.mark.parametrize("among", ["round", "search"])
def test_a_halving_that_the_time_limit_ends_says_how_to_go_on(tmp_path, capsys, among):
    """A halving that the time limit ends at a rung says how to go on.

    Nothing was wrong with the learning rate.
    """
    halving = {"trials": 6, "rounds": 1, "time_limit": 1e-9, "halving": {"min_epochs": 1, "factor": 3}}
    halving["halving"] |= {"among": among}
    finished = run(config_with(search=halving, hyperparameters={"epochs": 3}), out=tmp_path / "my run", jobs=1)
    assert set(finished.trials["status"]) == {"stopped"}
    with pytest.raises(SystemExit, match="1"):
        show_end(finished)
    told = capsys.readouterr().err
    again = f"hpsearch run '{tmp_path}/my run/config.yaml' --out '{tmp_path}/my run' --resume"
    assert f"no trial was trained to its end before the time limit; `{again}` goes on with the rest" in told
