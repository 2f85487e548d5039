"""What a search looks at when it ends, for the diagnosis."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hpsearch.diagnosis.evidence import Evidence
from hpsearch.evaluation.effective_rows import effective_rows
from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.evaluation.intervals import figure
from hpsearch.metrics import metric_named
from hpsearch.runs.run import Run
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
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


def test_the_standard_error_of_a_rmse_comes_from_the_squared_errors(small, tmp_path):
    """A target with a long tail: a few rows of dev make most of it."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(300, 2))
    pd.DataFrame(x, columns=["a", "b"]).assign(y=np.exp(2 * x[:, 0] + draw.normal(size=300))).to_csv(
        tmp_path / "t.csv", index=False
    )
    prepared = small(data={"source": str(tmp_path / "t.csv"), "target": "y"})
    run = ended(prepared, tmp_path / "run")
    late, evidence = run.late_facts, Evidence.of(run)
    assert late.dev_rows < run.data_facts.dev / 4
    assert late.train_rows < run.data_facts.dev
    objective = prepared.objective
    rows = rows_held_out(objective, run.network().outputs_of(objective.dataset.dev.x))
    metric = figure(metric_named("rmse"), rows, 0)
    assert 1.96 * evidence.sampling_error("dev") == pytest.approx(metric.value - metric.low, rel=0.5)


@pytest.mark.parametrize("split", ["auto", {"folds": 4, "test": 0.2}])
def test_rows_of_a_group_count_together(small, tmp_path, split):
    """Each of twelve pumps has labels of its own, which say nothing of other pumps."""
    draw, pump = np.random.default_rng(0), np.repeat(np.arange(12), 20)
    table = pd.DataFrame({"a": draw.normal(size=240), "pump": pump, "y": (draw.random(12) < 0.5)[pump]})
    table.to_csv(tmp_path / "p.csv", index=False)
    data = {"source": str(tmp_path / "p.csv"), "target": "y", "group": "pump", "split": split}
    run = ended(small(data=data), tmp_path / "run")
    assert 0 < run.late_facts.dev_rows < 30
    assert 0 < run.late_facts.train_rows < 30


def test_the_rows_count_as_the_winners_network_judges_them_not_the_ensemble(small, tmp_path):
    """The diagnosis is about the network, not the ensemble."""
    prepared = small(data={"source": "diabetes"}, search={**FINAL, "ensemble": "mean"})
    run = ended(prepared, tmp_path)
    objective, model = prepared.objective, run.network()
    rows = rows_held_out(objective, model.outputs_of(objective.dev_inputs(model.preprocessing)))
    assert run.ensemble.used
    assert run.late_facts.dev_rows == pytest.approx(effective_rows(rows))
