"""A search that takes over trials of an earlier run."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.events import Remarked, RoundFinished, SearchStarted, TrialFinished
from hpsearch.trials.outcomes import Status
from hpsearch.trials.taken_over import TakenOver
from tests.conftest import config_with

WIDER = {"low": 1e-3, "high": 1.0, "scale": "log"}
NARROWER = {"low": 1e-2, "high": 1e-1, "scale": "log"}
FINALISTS = {"finalists": {"count": 2, "repeats": 2}}


def going_on(earlier: Path, out: Path, **more) -> tuple[Run, list]:
    """A search that takes trials over, and its events."""
    events: list = []
    config = config_with(hyperparameters=more.pop("hyperparameters", {}), search=more.pop("search", {}))
    return hpsearch.run(config, out=out, jobs=1, from_run=earlier, on_progress=events.append, **more), events


def trained(events: list) -> list[int]:
    return sorted(event.outcome.number for event in events if isinstance(event, TrialFinished))


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "trials.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("earlier") / "run"
    hpsearch.run(config_with(search=FINALISTS), out=folder, jobs=1)
    return folder


def test_all_trials_are_taken_over_into_a_wider_range(earlier, tmp_path):
    """All trials are taken over into a wider range and not trained again."""
    run, events = going_on(earlier, tmp_path / "new", hyperparameters={"learning_rate": WIDER})
    assert trained(events) == list(range(8, 16))
    before, now = rows(earlier), rows(tmp_path / "new")
    for number, (old, new) in enumerate(zip(before, now[:8], strict=True)):
        assert new["origin"] == f"{earlier}:{number}"
        assert {**new, "round": ""} == {**old, "round": "", "origin": new["origin"]}
    assert all(row["origin"] == "" for row in now[8:])
    assert run.progress == (16, 16)
    history = (tmp_path / "new" / "history.csv").read_text().splitlines()
    assert history[:25] == (earlier / "history.csv").read_text().splitlines()[:25]


def test_the_winner_of_the_run_before_is_known_even_if_its_epochs_are_no_longer_searched(earlier, tmp_path):
    run, _ = going_on(earlier, tmp_path / "new", hyperparameters={"epochs": 4})
    before = Run(earlier).best
    assert run.earlier_winner.settings.items() >= {**before.settings, "epochs": 3}.items()
    assert run.earlier_winner.cost == before.metrics["dev_error"]
    assert Run(earlier).earlier_winner is None


def test_tables_of_a_run_that_took_nothing_over_have_no_column_for_it(earlier):
    assert "origin" not in rows(earlier)[0]


def test_trials_outside_of_a_narrower_range_are_left_out(earlier, tmp_path):
    _, events = going_on(earlier, tmp_path / "new", hyperparameters={"learning_rate": NARROWER})
    inside = [row for row in rows(earlier) if float(row["learning_rate"]) >= 1e-2]
    assert 0 < len(inside) < 8
    taken = [row for row in rows(tmp_path / "new") if row["origin"]]
    assert [row["learning_rate"] for row in taken] == [row["learning_rate"] for row in inside]
    (remark,) = [event.sentence for event in events if isinstance(event, Remarked) and "taken over" in event.sentence]
    assert f"{len(inside)} trials" in remark
    assert f"its other {8 - len(inside)}" in remark
    assert f"{8 - len(inside)} of these still tell the sampler" in remark


def test_trials_outside_of_the_ranges_inform_what_is_proposed(earlier, tmp_path, caplog):
    """They lie where their values are on the axes, and an earlier search's outside trials stay known to the next."""
    search = {"trials": 4, "rounds": 1}
    going_on(earlier, tmp_path / "informed", hyperparameters={"learning_rate": NARROWER}, search=search)
    hpsearch.run(
        config_with(hyperparameters={"learning_rate": NARROWER}, search=search), out=tmp_path / "alone", jobs=1
    )
    assert not caplog.records, "Optuna says nothing"
    with Database.open(tmp_path / "informed") as database:
        outside = database.outside
    low = [float(row["learning_rate"]) for row in rows(earlier) if float(row["learning_rate"]) < 1e-2]
    assert [each.settings["learning_rate"] for each in outside] == low
    own = [row["learning_rate"] for row in rows(tmp_path / "informed") if not row["origin"]]
    assert own != [row["learning_rate"] for row in rows(tmp_path / "alone")]
    going_on(tmp_path / "informed", tmp_path / "next", hyperparameters={"learning_rate": NARROWER}, search=search)
    with Database.open(tmp_path / "next") as database:
        assert database.outside == outside


@pytest.mark.parametrize(
    "hyperparameters",
    [{"learning_rate": NARROWER, "l2": 0.1}, {"learning_rate": {"choices": [0.02, 0.05]}}, {"learning_rate": 0.02}],
    ids=["another value of what is fixed", "choices without it", "fixed now"],
)
def test_trials_that_cannot_be_compared_inform_nothing(earlier, tmp_path, hyperparameters):
    going_on(earlier, tmp_path / "new", hyperparameters=hyperparameters, search={"trials": 1, "rounds": 1})
    with Database.open(tmp_path / "new") as database:
        assert database.outside == []


def test_a_value_fixed_before_and_searched_now_is_taken_over(earlier, tmp_path):
    going_on(earlier, tmp_path / "new", hyperparameters={"units": {"choices": [[4], [8]]}})
    assert [row["units"] for row in rows(tmp_path / "new") if row["origin"]] == ["[8]"] * 8


@pytest.mark.parametrize("changed", [{"epochs": 4}, {"activation": "tanh"}, {"l2": 0.1}])
def test_nothing_that_would_train_another_way_is_taken_over(earlier, tmp_path, changed):
    """Nothing that would train another way is taken over but the winner is tried first."""
    _, events = going_on(earlier, tmp_path / "new", hyperparameters=changed)
    assert trained(events) == list(range(8))
    winner = Run(earlier).best.settings
    first = next(event.outcome for event in events if isinstance(event, TrialFinished) and event.outcome.number == 0)
    assert first.settings == winner


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 1}, r"search\.seed was 0, is 1"),
        ({"repeats": 2}, r"search\.repeats was 1, is 2"),
        ({"metric": "dev_loss"}, r"search\.metric was dev_error, is dev_loss"),
    ],
)
def test_a_run_whose_trials_cannot_be_compared_is_refused(earlier, tmp_path, changed, said):
    with pytest.raises(UsageError, match=said):
        going_on(earlier, tmp_path / "new", search=changed)
    assert not (tmp_path / "new" / "run.db").exists()


def test_a_run_on_other_data_is_refused(earlier, tmp_path):
    config = config_with(data={"source": "wine"})
    with pytest.raises(UsageError, match="the data or their split have changed"):
        hpsearch.run(config, out=tmp_path / "new", jobs=1, from_run=earlier)


def test_a_winner_that_was_taken_over_trains_to_the_same_bits(earlier, tmp_path):
    """A winner that was taken over is trained again to the same bits."""
    options = {"hyperparameters": {"learning_rate": NARROWER}, "search": {"trials": 1, "rounds": 1}}
    run, _ = going_on(earlier, tmp_path / "new", **options)
    best = run.best
    if not best.origin:
        pytest.skip("the one new trial was better")
    number = int(best.origin.rpartition(":")[2])
    if Run(earlier).best.number == number:
        assert (tmp_path / "new" / "best.safetensors").read_bytes() == (earlier / "best.safetensors").read_bytes()


def test_retrainings_of_finalists_are_taken_over(earlier, tmp_path):
    run, _ = going_on(earlier, tmp_path / "new", search={**FINALISTS, "trials": 1, "rounds": 1})
    old = {each.number: each.outcome.metrics for each in Run(earlier).ranked_finalists}
    shared = [each for each in run.ranked_finalists if each.number in old]
    assert shared
    assert all(each.outcome.metrics == old[each.number] for each in shared)


def test_no_finalist_is_lost_where_others_are_better_by_one_training(earlier, tmp_path):
    """Its retrainings are known, and may be the best of all."""
    run, _ = going_on(earlier, tmp_path / "new", search={**FINALISTS, "trials": 30, "rounds": 1})
    known = {each.number for each in Run(earlier).ranked_finalists}
    found = {each.number: each for each in run.ranked_finalists}
    assert known <= {*found}
    assert len(found) > len(known), "no new trial is better, which the test needs"
    assert run.best.number == run.ranked_finalists[0].number


def test_a_run_is_taken_over_by_the_one_that_overwrites_it(tmp_path):
    config = config_with(search={"trials": 2, "rounds": 1})
    hpsearch.run(config, out=tmp_path / "run", jobs=1)
    run = hpsearch.run(config, out=tmp_path / "run", jobs=1, overwrite=True, from_run=tmp_path / "run")
    assert run.progress == (4, 4)


def test_an_origin_is_where_a_trial_was_trained(earlier, tmp_path):
    """An origin is where a trial was trained also over several runs."""
    few = {"trials": 1, "rounds": 1}
    going_on(earlier, tmp_path / "second", search=few)
    going_on(tmp_path / "second", tmp_path / "third", search=few)
    origins = [row["origin"] for row in rows(tmp_path / "third")]
    assert origins[:8] == [f"{earlier}:{number}" for number in range(8)]
    assert origins[8:] == [f"{tmp_path / 'second'}:8", ""]


def test_a_space_that_was_searched_whole_trains_nothing_more(tmp_path):
    finite = {"learning_rate": 0.01, "optimizer": {"choices": ["momentum", "adam"]}}
    config = config_with(hyperparameters=finite, search={"trials": 2, "rounds": 1})
    hpsearch.run(config, out=tmp_path / "old", jobs=1)
    events: list = []
    hpsearch.run(config, out=tmp_path / "new", jobs=1, from_run=tmp_path / "old", on_progress=events.append)
    assert trained(events) == []
    assert (tmp_path / "new" / "best.safetensors").read_bytes() == (tmp_path / "old" / "best.safetensors").read_bytes()


def test_resuming_refuses_other_results_than_it_began_with(earlier, tmp_path):
    going_on(earlier, tmp_path / "new", search={"trials": 1, "rounds": 1})
    with pytest.raises(UsageError, match=r"took over the trials of .* when it began"):
        going_on(tmp_path / "another", tmp_path / "new", search={"trials": 1, "rounds": 1}, resume=True)


@pytest.mark.parametrize(
    ("sampler", "ranges"),
    [("random", WIDER), ("grid", WIDER), ("tpe", WIDER), ("coarse_to_fine", WIDER), ("coarse_to_fine", NARROWER)],
)
def test_an_interrupted_search_goes_on_to_the_same_bytes(tmp_path, sampler, ranges):
    """An interrupted search resumes to the same bytes even if the earlier run is gone."""
    search = {"sampler": sampler}
    old = tmp_path / "old"
    hpsearch.run(config_with(search=search), out=old, jobs=1)
    wider = {"learning_rate": ranges}
    going_on(old, tmp_path / "whole", hyperparameters=wider, search=search)

    def interrupt(event: object) -> None:
        if isinstance(event, RoundFinished) and event.round == 1:
            raise KeyboardInterrupt

    config = config_with(hyperparameters=wider, search=search)
    with pytest.raises(KeyboardInterrupt):
        hpsearch.run(config, out=tmp_path / "half", jobs=1, from_run=old, on_progress=interrupt)
    old.rename(tmp_path / "away")
    events: list = []
    hpsearch.run(config, out=tmp_path / "half", jobs=1, from_run=old, resume=True, on_progress=events.append)
    started = next(event for event in events if isinstance(event, SearchStarted))
    assert 0 < started.finished < started.trials
    for name in ("trials.csv", "history.csv", "best.safetensors"):
        assert (tmp_path / "half" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_killed_command_goes_on_to_the_same_bytes(hpsearch, tmp_path):
    """--from on the command line: killed without notice after some trials, then resumed."""
    (tmp_path / "a.yaml").write_text(
        "data: {source: iris}\nhyperparameters:\n  units: [8]\n  epochs: 3\n"
        "  learning_rate: {low: 1e-3, high: 1e-1, scale: log}\nsearch: {trials: 8, rounds: 2, finalists: null}\n"
    )
    (tmp_path / "b.yaml").write_text(
        (tmp_path / "a.yaml").read_text().replace("high: 1e-1", "high: 1").replace("trials: 8", "trials: 40")
    )
    hpsearch("run", "a.yaml", "--jobs", 1)
    options = ["run", "b.yaml", "--from", "runs/a", "--jobs", "1"]
    done = hpsearch(*options, "--out", "whole")
    assert "taken over from runs/a: 8 trials" in done.stderr
    command = Path(sys.executable).with_name("hpsearch")
    process = subprocess.Popen(
        [command, *options, "--out", "half"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("round 1"):
            break
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    hpsearch(*options, "--out", "half", "--resume")
    for name in ("trials.csv", "history.csv", "best.safetensors"):
        assert (tmp_path / "half" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_what_is_not_taken_over_is_told_by_its_reason(tmp_path):
    """Those that halving stopped, apart from those that would train another way."""
    halving = {"trials": 9, "rounds": 1, "halving": {"min_epochs": 1, "factor": 3}, "finalists": None}
    hpsearch.run(config_with(search=halving), out=tmp_path / "halved", jobs=1)
    _, events = going_on(tmp_path / "halved", tmp_path / "all", search={"trials": 1, "rounds": 1})
    said = [event.sentence for event in events if isinstance(event, Remarked)]
    stopped = [row for row in rows(tmp_path / "halved") if row["status"] == "stopped"]
    assert 0 < len(stopped) < 9
    taken = f"{9 - len(stopped)} trial" + ("" if len(stopped) == 8 else "s")
    others = f"its other {len(stopped)} were stopped by halving"
    assert f"taken over from {tmp_path / 'halved'}: {taken}, not trained again; {others}" in said
    left = (Status.STOPPED, Status.FAILED, Status.COMPLETE, Status.DIVERGED)
    sentence = TakenOver("r", left=left).sentence
    assert "no trial; of its 4, 1 was stopped by halving, 1 failed and 2 would train another way" in sentence


def test_a_part_of_a_pass_that_is_all_of_it_is_the_same_training(earlier, tmp_path):
    """Also back again, to a config without it."""
    whole, steps = {"epoch_size": 10_000}, []
    for before, name, hyperparameters in ((earlier, "whole", whole), (tmp_path / "whole", "again", {})):
        _, events = going_on(before, tmp_path / name, hyperparameters=hyperparameters)
        steps.append(len(trained(events)))
    assert steps == [8, 8]
    assert [bool(row["origin"]) for row in rows(tmp_path / "whole")] == [True] * 8 + [False] * 8
