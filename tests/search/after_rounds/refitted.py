"""Small searches whose networks are trained again on the rows of train and dev together."""

import hpsearch
from hpsearch.search.after_rounds import refitting
from hpsearch.training.networks import cohorts
from tests.conftest import config_with

FINALISTS = {"count": 2, "repeats": 2}


def run_of(folder, jobs=1, **search):
    """A small search with finalists."""
    search = {"finalists": FINALISTS, "refit": True, "ensemble": "mean", **search}
    data = search.pop("data", {})
    return hpsearch.run(config_with(data=data, search=search), out=folder, jobs=jobs)


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


def run_of_means(folder, **options):
    """A small search whose model is a mean of four networks, which are refit, and what it said."""
    said = []
    config = config_with(search={"finalists": FINALISTS, "refit": True, "ensemble": "mean"})
    run = hpsearch.run(config, out=folder, jobs=1, on_progress=lambda event: said.append(str(event)), **options)
    return run, " ".join(said)
