"""Which searches go on in a run folder."""

import json

import pytest

import hpsearch
from hpsearch.config import config_from
from hpsearch.errors import UsageError
from hpsearch.runs.store.database import Database
from hpsearch.search.folder.opening import changed_keys
from tests.conftest import config_with


def _recorded_without(folder, *keys):
    """Forgets keys of the recorded config, as the runs of an earlier version lack them."""
    with Database.reopen(folder) as database:
        config = database.meta("config")
        for key in keys:
            del config["data"][key]
        database.change("config", config)


def test_a_run_from_before_a_key_goes_on_with_its_default(tmp_path):
    """A run from before a key existed can be resumed if the key has its default."""
    config = config_with(search={"trials": 2, "rounds": 1})
    hpsearch.run(config, out=tmp_path / "run", jobs=1)
    _recorded_without(tmp_path / "run", "ignore", "csv", "levels", "dates", "missing", "positive")
    hpsearch.run(config, out=tmp_path / "run", jobs=1, resume=True)
    _recorded_without(tmp_path / "run", "levels")
    other = config_with(search={"trials": 2, "rounds": 1}, data={"levels": 5})
    with pytest.raises(UsageError, match=r"data\.levels was 100, is 5; undo that to continue, or .* overwrite=True"):
        hpsearch.run(other, out=tmp_path / "run", jobs=1, resume=True)


def test_what_a_time_planned_goes_on_with_that_time(tmp_path):
    """`run --time` leaves the config's number of trials out, so that the same config without it asks for fewer."""
    config = config_with(search={"trials": 2, "rounds": 1})
    made = hpsearch.run(
        config, out=tmp_path / "run", jobs=1, time=5.0, trials=None, overrides=["search.finalists=null"]
    )
    assert len(made.trials) > 2
    with pytest.raises(UsageError, match=r"the time decided how many: .*resume=True with time=5, or more"):
        hpsearch.run(config, out=tmp_path / "run", jobs=1, resume=True, overrides=["search.finalists=null"])
    given = {"trials": 4, "overrides": ["search.finalists=null"]}
    hpsearch.run(config, out=tmp_path / "other", jobs=1, **given)
    with pytest.raises(UsageError, match=r"has 4 trials planned already; .* with as many, or more"):
        hpsearch.run(config, out=tmp_path / "other", jobs=1, resume=True, **{**given, "trials": 2})


@pytest.mark.parametrize(("source", "fingerprint"), [("digits", "576a9fa6"), ("iris", "7e23227a")])
def test_bundled_data_keep_the_fingerprint_that_earlier_runs_recorded(small, source, fingerprint):
    assert small(data={"source": source}).objective.fingerprint.startswith(fingerprint)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, "auto", ["search.halving was null, is auto"]),
        ("auto", None, ["search.halving was auto, is null"]),
        (None, {"factor": 2}, ["search.halving was null, is {min_epochs: 3, factor: 2, among: 'round'}"]),
        ("auto", {"factor": 2}, ["search.halving.factor was 3, is 2", 'search.halving.among was "search", is "round"']),
        ("auto", {"among": "search"}, []),
    ],
)
def test_another_halving_is_told_as_a_config_states_it(before, after, told):
    """A section that only one of the two has as a whole, and else each of its keys that differs."""
    epochs = {"epochs": 9}
    stored, now = (
        config_from(config_with(hyperparameters=epochs, search={"halving": halving})) for halving in (before, after)
    )
    assert changed_keys(json.loads(json.dumps(stored.as_dict())), now) == told


def test_a_range_in_place_of_a_value_is_told_as_a_whole():
    stored, now = (config_from(config_with(hyperparameters={"l2": l2})) for l2 in (0.1, {"low": 0.1, "high": 1.0}))
    (told,) = changed_keys(stored.as_dict(), now)
    assert told.startswith("hyperparameters.l2 was 0.1, is {low: 0.1, high: 1")
