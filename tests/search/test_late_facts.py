"""What a search looks at when it ends, for the diagnosis."""

from pathlib import Path

import pytest

from hpsearch.runs.run import Run
from hpsearch.search.existing import Existing
from hpsearch.search.search import search
from hpsearch.training import cohorts
from hpsearch.workers.backends import start_workers

FINAL = {"finalists": {"count": 2, "repeats": 2}}


def ended(prepared, folder: Path, existing: Existing = Existing.REFUSE) -> Run:
    for _ in search(prepared, folder, start_workers(1), existing=existing):
        pass
    return Run(folder)


@pytest.mark.parametrize("limit", [None, 1e-9])
def test_a_search_has_facts_of_its_winners_network_also_where_the_time_limit_ended_it(
    small, tmp_path, monkeypatch, limit
):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 2)
    run = ended(small(search={**FINAL, "time_limit": limit}), tmp_path)
    assert (len(run.outcomes) < 8) == (limit is not None)
    assert run.late_facts is not None
    assert (run.late_facts.number, run.late_facts.units) == (run.saved_model, 8)


def test_a_search_that_goes_on_after_its_time_limit_has_the_facts_of_one_that_had_none(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 2)
    ended(small(search={**FINAL, "time_limit": 1e-9}), tmp_path / "cut")
    whole = ended(small(search=FINAL), tmp_path / "whole")
    assert ended(small(search=FINAL), tmp_path / "cut", Existing.CONTINUE).late_facts == whole.late_facts
