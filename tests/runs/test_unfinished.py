"""What is said of the model of a run whose search has not come to its end."""

from types import SimpleNamespace

import pytest

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.runs.folder.owner import Owner
from hpsearch.runs.run import Run
from hpsearch.runs.store.disk.ours import OWNER
from hpsearch.runs.unfinished import unfinished
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers


@pytest.mark.parametrize(
    ("owner", "sentence"),
    [
        (Owner.this(), "the search is still running, so its model may change"),
        (Owner.this()._replace(host="elsewhere"), "the search is held by a process of another machine, so its model"),
        (None, "the search was stopped before its end, so its model may change; "),
    ],
    ids=["running", "elsewhere", "stopped"],
)
def test_it_is_said_who_may_still_change_the_model(tmp_path, owner, sentence):
    if owner is not None:
        (tmp_path / OWNER).write_text(owner.to_json())
    run = SimpleNamespace(folder=tmp_path, has_ended=False)
    assert unfinished(run).startswith(f"{tmp_path}: {sentence}")


def test_a_search_that_is_stopped_in_its_rounds_has_not_ended_for_the_diagnosis(small, tmp_path):
    """Its budget records the seconds of each round when that is over."""
    events = search(small(search={"trials": "auto", "time_limit": 30.0}), tmp_path / "run", start_workers(1))
    next(event for event in events if Run(tmp_path / "run").seconds_of_rounds)
    events.close()
    assert not Evidence.of(Run(tmp_path / "run")).ended
