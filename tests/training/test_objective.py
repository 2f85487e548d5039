"""A search trains whatever stands behind the door `Objective`, here training code of a user's own."""

import pytest

from hpsearch.errors import UsageError
from hpsearch.runs.run import Run
from hpsearch.search.events import TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import Prepared, networks
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

from .own_code import OwnObjective

OPTIONS = {"trials": 9, "rounds": 1, "repeats": 2, "finalists": {"count": 2, "repeats": 2}}
HALVED = {**OPTIONS, "halving": {"min_epochs": 1, "factor": 3}}


@pytest.fixture
def own(small):
    """Prepares a search that trains `descend`."""

    def prepared(search):
        base = small(hyperparameters={"optimizer": "adam"}, search={"sampler": "random", **search})
        return Prepared(base.config, OwnObjective(base.space))

    return prepared


def tables(prepared, folder, jobs=1, **options):
    with start_workers(jobs) as workers:
        list(search(prepared, folder, workers, **options))
    return [(folder / f"{name}.csv").read_bytes() for name in ("trials", "history", "finalists")]


@pytest.mark.parametrize("options", [OPTIONS, HALVED], ids=["whole", "halved"])
def test_own_code_gives_the_same_bytes_with_two_jobs(own, tmp_path, options):
    assert tables(own(options), tmp_path / "one") == tables(own(options), tmp_path / "two", jobs=2)


def test_own_code_pauses_and_goes_on(own, tmp_path):
    """A trial that halving lets go on has the epochs that it has without halving, each once."""
    tables(own(OPTIONS), tmp_path / "whole")
    tables(own(HALVED), tmp_path / "halved")
    whole, halved = (
        Run(tmp_path / name).history.set_index(["number", "repeat", "epoch"]) for name in ("whole", "halved")
    )
    assert halved.dev_error.equals(whole.dev_error.loc[halved.index])
    assert sorted(Run(tmp_path / "halved").trials.epochs_run) == [1] * 6 + [3] * 2 + [9]


def test_an_interrupted_search_of_own_code_resumes(own, tmp_path):
    expected = tables(own(HALVED), tmp_path / "whole")
    events = search(own(HALVED), tmp_path / "cut", start_workers(1))
    next(event for event in events if isinstance(event, TrialFinished))
    events.close()
    assert tables(own(HALVED), tmp_path / "cut", existing=Existing.CONTINUE) == expected


def test_what_shows_networks_refuses_own_code(own):
    with pytest.raises(UsageError, match="needs networks and their data"):
        networks(own(OPTIONS))
