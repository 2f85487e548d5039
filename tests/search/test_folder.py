"""Which searches go on in a run folder."""

import pytest

import hpsearch
from hpsearch.errors import UsageError
from hpsearch.runs.store.database import Database
from tests.conftest import config_with


def _recorded_without(folder, *keys):
    """Forgets keys of the recorded config, as the runs of an earlier version lack them."""
    with Database.reopen(folder) as database:
        config = database.meta("config")
        for key in keys:
            del config["data"][key]
        database.change("config", config)


def test_a_run_from_before_a_key_goes_on_with_its_default(tmp_path):
    """A run from before a key goes on where the key has its default."""
    config = config_with(search={"trials": 2, "rounds": 1})
    hpsearch.run(config, out=tmp_path / "run", jobs=1)
    _recorded_without(tmp_path / "run", "ignore", "csv", "levels", "dates", "missing", "positive")
    hpsearch.run(config, out=tmp_path / "run", jobs=1, resume=True)
    _recorded_without(tmp_path / "run", "levels")
    other = config_with(search={"trials": 2, "rounds": 1}, data={"levels": 5})
    with pytest.raises(UsageError, match=r"data\.levels was 100, is 5; undo that to go on, or .* --overwrite"):
        hpsearch.run(other, out=tmp_path / "run", jobs=1, resume=True)


@pytest.mark.parametrize(("source", "fingerprint"), [("digits", "576a9fa6"), ("iris", "7e23227a")])
def test_bundled_data_keep_the_fingerprint_that_earlier_runs_recorded(small, source, fingerprint):
    assert small(data={"source": source}).objective.fingerprint.startswith(fingerprint)
