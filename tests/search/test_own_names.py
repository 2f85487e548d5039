"""Names of metrics that another column of the tables has."""

import hpsearch


def test_a_metric_cannot_be_called_as_the_deviation_over_repeats(tmp_path):
    """Where there are repeats: the tables would have two columns of that name."""

    def train(hyperparameters, seed):  # noqa: ARG001 (what an objective is given)
        return {"dev_error": hyperparameters["rate"], "dev_error_std": 0.5}

    search = {"metric": "dev_error", "trials": 2, "rounds": 1, "finalists": None}
    for repeats, status in ((1, "complete"), (2, "failed")):
        stated = {"objective": train, "hyperparameters": {"rate": {"low": 0.1, "high": 1.0}}}
        run = hpsearch.run({**stated, "search": {**search, "repeats": repeats}}, out=tmp_path / str(repeats), jobs=1)
        assert {*run.trials["status"]} == {status}
    assert "gave the metric dev_error_std, a name that" in run.trials["message"][0]
