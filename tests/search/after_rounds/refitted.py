"""Small searches whose networks are trained again on the rows of train and dev together."""

import hpsearch
from hpsearch.search.after_rounds import refitting
from hpsearch.training.networks import cohorts
from tests.conftest import config_with

REFIT = {"finalists": {"count": 2, "repeats": 2}, "refit": True, "ensemble": "mean"}
"""With it the model is a mean of four networks, which are refit."""


def run_of(folder, jobs=1, data=None, **search):
    """A small search with finalists."""
    return hpsearch.run(config_with(data=data or {}, search={**REFIT, **search}), out=folder, jobs=jobs)


def run_and_said(folder, data=None, **options):
    """A small search with finalists, and the lines that it said."""
    said = []
    config = config_with(data=data or {}, search=REFIT)
    run = hpsearch.run(config, out=folder, jobs=1, on_progress=lambda event: said.append(str(event)), **options)
    return run, "\n".join(said)


def files(run):
    """What the run's files that are models hold, by name."""
    return {path.name: path.read_bytes() for path in run.folder.glob("*.safetensors")}


def forced(monkeypatch, used):
    """Have the ensemble be used, or not, whatever it reaches."""
    monkeypatch.setattr("hpsearch.search.after_rounds.ensembling.Ensembling._is_better", lambda *_: used)


def after_each_network(monkeypatch, then):
    """Have each network be refit by itself, and something happen once it is stored."""
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    stored = refitting.Refitting._stored

    def store(self, *given):
        record = stored(self, *given)
        then(self.context.limit)
        return record

    monkeypatch.setattr(refitting.Refitting, "_stored", store)


def end_the_time(limit):
    """Have no time be left."""
    limit.begin()
    limit._end = 0.0
