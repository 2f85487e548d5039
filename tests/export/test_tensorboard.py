"""A run for TensorBoard, read back by TensorBoard: its curves, and the table of its HParams tab."""

import tarfile
from io import BytesIO
from math import isnan

import pytest

from hpsearch import run as search
from hpsearch.export import EXPORTS, ExportRequest
from tests.conftest import config_with
from tests.export.test_optuna import HYPERPARAMETERS, START

SEARCH = {"halving": {"min_epochs": 1, "factor": 2}, "start": START, "trials": 8}
MIXED = {
    "batch_size": {"choices": ["full", 32]},
    "batch_norm": {"choices": [True, False]},
    "units": {"choices": [[4], [8, 4]]},
}


def part(name):
    """A module of TensorBoard; without it, all here is skipped."""
    return pytest.importorskip(f"tensorboard.{name}", reason="an extra: hpsearch[tensorboard]")


def read(content, folder):
    """The runs in the archive as TensorBoard's own reader has them."""
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")
    multiplexer = part("backend.event_processing.plugin_event_multiplexer").EventMultiplexer()
    return multiplexer.AddRunsFromDirectory(str(folder)).Reload()


def sessions(found):
    """The HParams tab: the metrics, and the rows by their names."""
    api, request = part("plugins.hparams.api_pb2"), part("context").RequestContext()
    provider = part("backend.event_processing.data_provider").MultiplexerDataProvider(found, "here")
    context = part("plugins.hparams.backend_context").Context(
        part("plugins.base_plugin").TBContext(data_provider=provider)
    )
    about = part("plugins.hparams.get_experiment").Handler(request, context, "", api.GetExperimentRequest()).run()
    asked = api.ListSessionGroupsRequest(
        slice_size=100,
        allowed_statuses=[api.STATUS_SUCCESS, api.STATUS_FAILURE],
        col_params=[api.ColParams(metric=info.name) for info in about.metric_infos],
    )
    groups = part("plugins.hparams.list_session_groups").Handler(request, context, "", asked).run().session_groups
    return about.metric_infos, {group.name: group for group in groups}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with trials that were completed, stopped and diverged."""
    part("version")
    config = config_with(hyperparameters=HYPERPARAMETERS, search=SEARCH)
    return search(config, out=tmp_path_factory.mktemp("tensorboard") / "run", jobs=1)


@pytest.fixture(scope="module")
def found(run, tmp_path_factory):
    return read(EXPORTS["tensorboard"].content(run, ExportRequest()), tmp_path_factory.mktemp("logs"))


def test_the_curves_are_those_of_the_history(run, found):
    for number, epochs in run.history.groupby("number"):
        for name in ("train_loss", "dev_loss", "dev_error", "learning_rate", "gradient_norm"):
            known = [
                (epoch, value) for epoch, value in zip(epochs.epoch, epochs[name], strict=True) if not isnan(value)
            ]
            if known:
                curve = found.Tensors(f"trial-{number}", name)
                assert [each.step for each in curve] == [epoch for epoch, _ in known]
                values = [each.tensor_proto.float_val[0] for each in curve]
                assert values == pytest.approx([value for _, value in known], rel=1e-6)


def test_the_table_has_each_trial_with_its_settings_metrics_and_end(run, found):
    metrics, rows = sessions(found)
    assert {*run.trials.status} >= {"complete", "stopped", "diverged"}
    assert len(rows) == len(run.outcomes)
    assert metrics[0].display_name == "dev_error"
    for outcome in run.outcomes:
        row = rows[f"trial {outcome.number}"]
        assert {*row.hparams} == {*outcome.settings}
        assert row.hparams["learning_rate"].number_value == outcome.settings["learning_rate"]
        assert row.hparams["units"].string_value == str(outcome.settings["units"])
        found_metrics = {value.name.tag: value.value for value in row.metric_values}
        assert found_metrics == pytest.approx(
            {f"trial/{name}": value for name, value in outcome.metrics.items()}, rel=1e-6
        )
        assert row.sessions[0].status == (2 if outcome.status == "diverged" else 1)


def test_values_of_several_types_are_words_and_truth_values_stay_such(tmp_path):
    part("version")
    mixed = search(config_with(hyperparameters=MIXED), out=tmp_path / "run", jobs=1)
    _, rows = sessions(read(EXPORTS["tensorboard"].content(mixed, ExportRequest()), tmp_path / "logs"))
    for outcome in mixed.outcomes:
        row = rows[f"trial {outcome.number}"].hparams
        assert row["batch_size"].string_value == str(outcome.settings["batch_size"])
        assert row["batch_norm"].bool_value == outcome.settings["batch_norm"]


def test_one_trial_is_exported_alone_and_twice_to_the_same_bytes(run, tmp_path):
    content = EXPORTS["tensorboard"].content(run, ExportRequest(3))
    assert content == EXPORTS["tensorboard"].content(run, ExportRequest(3))
    assert {*read(content, tmp_path).Runs()} == {".", "trial-3"}


def walk(hyperparameters, seed):
    """Training code of one's own."""
    for epoch in range(3):
        yield {"reward": hyperparameters["x"] * (epoch + 1) + seed % 2}


def test_code_of_ones_own_has_the_metrics_that_it_gives_and_no_rate(tmp_path):
    part("version")
    own = {"objective": walk, "hyperparameters": {"x": {"low": 0.5, "high": 1.0}}}
    stated = {"metric": "reward", "direction": "maximize", "trials": 2, "rounds": 1, "finalists": None}
    run = search({**own, "search": stated}, out=tmp_path / "run", jobs=1)
    found = read(EXPORTS["tensorboard"].content(run, ExportRequest()), tmp_path / "logs")
    assert {*found.Runs()["trial-1"]["tensors"]} >= {"reward", "trial/reward"}
    assert not any("rate" in name or "norm" in name for name in found.Runs()["trial-1"]["tensors"])
