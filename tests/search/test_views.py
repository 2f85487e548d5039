"""A search over views of the data: every trial has the bits that it has where its view is fixed."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hpsearch
from hpsearch.errors import NothingToTakeOverError
from hpsearch.evaluation.evaluating import inputs_of_test_part
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.panda.mode import Panda
from hpsearch.records import replace
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import trained_model
from hpsearch.search.after_rounds import ensembling
from hpsearch.search.events import FinalistsFinished, RetrainingFinished, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.folder.taking_over import taken_over
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.backends import start_workers
from tests.kept_workers import kept_workers

BINS = {"piecewise_linear": 4}
MIXED = {
    "source": "wine",
    "normalize": {"choices": ["standard", "robust", "none"]},
    "numbers": {"choices": ["plain", BINS]},
}
SEARCH = {"trials": 16, "rounds": 2, "finalists": {"count": 4, "repeats": 2}}
FOLDS = {"split": {"folds": 3}}
FILES = ("trials.csv", "history.csv", "finalists.csv", "best.safetensors", "ensemble.safetensors")


def content(prepared, folder, jobs=1, **options):
    """What a search leaves behind."""
    mode = Panda() if prepared.config.search.mode == "panda" else None
    for _ in search(prepared, folder, kept_workers(jobs), mode=mode, **options):
        pass
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


def mixed_ensemble(monkeypatch):
    """Make searches keep a mean of the networks of all finalists."""
    monkeypatch.setattr(ensembling.Ensembling, "_is_better", lambda *_: True)


def fixed(settings):
    """The `data` that fix the view of some settings, and the other settings."""
    rest = dict(settings)
    return {"source": "wine", "normalize": rest.pop("normalize"), "numbers": rest.pop("numbers")}, rest


@pytest.mark.parametrize("sampler", ["random", "coarse_to_fine"])
@pytest.mark.parametrize(("normalize", "numbers"), [("robust", BINS), ("none", "plain"), ("standard", BINS)])
def test_a_search_over_one_choice_is_that_of_the_fixed_value(small, tmp_path, sampler, normalize, numbers):
    found = []
    for values in ((normalize, numbers), ({"choices": [normalize]}, {"choices": [numbers]})):
        data = {"source": "wine", "normalize": values[0], "numbers": values[1]}
        prepared = small(data=data, search={**SEARCH, "sampler": sampler})
        found.append(content(prepared, tmp_path / str(len(found))))
    alone, searched = (Run(tmp_path / str(place)) for place in range(2))
    assert searched.trials.drop(columns=["normalize", "numbers"]).equals(alone.trials)
    assert {**found[0], "trials.csv": b""} == {**found[1], "trials.csv": b""}


@pytest.mark.parametrize("more", [{}, FOLDS])
def test_each_trial_has_the_bits_that_it_has_where_its_view_is_fixed(small, tmp_path, more):
    prepared = small(data={**MIXED, **more}, search={**SEARCH, "sampler": "random", "finalists": None})
    content(prepared, tmp_path, jobs=2)
    run = Run(tmp_path)
    assert len({str(each.settings) for each in run.outcomes}) == 16
    views = set()
    for outcome in run.outcomes:
        data, rest = fixed(outcome.settings)
        alone = small(data={**data, **more})
        trained = results(alone.objective.training, alone.plans(Trial(outcome.number, 1, rest), 0)[:1])
        if not more:
            assert trained[0].metrics == outcome.metrics
        (mixed,) = results(prepared.objective.training, prepared.plans(outcome.trial, 0)[:1])
        assert mixed.parameters.tobytes() == trained[0].parameters.tobytes()
        assert mixed.history == trained[0].history
        views.add(str(prepared.objective.way_of(outcome.settings)))
    assert len(views) >= 5


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["standard", "robust", "none"]), min_size=1, unique=True),
    st.lists(st.sampled_from(["plain", {"piecewise_linear": 2}, BINS]), min_size=1, unique_by=str),
    st.integers(0, 9),
)
def test_cohorts_are_of_one_view_and_change_no_bit(small, normalize, numbers, seed):
    data = {"source": "wine", "normalize": {"choices": normalize}, "numbers": {"choices": numbers}}
    prepared = small(data=data, search={"seed": seed})
    objective, trials = prepared.objective, prepared.conversation(8, 8).ask(1, 8)
    plans = [objective.plan(trial) for trial in trials]
    for cohort in objective.cohorts(plans, 1):
        assert len({objective.way_of(plan.trial.settings) for plan in cohort}) == 1
        for together in results(objective.training, cohort):
            plan = next(each for each in plans if each.trial.number == together.number)
            (alone,) = results(objective.training, [plan])
            assert replace(together, seconds=0, parameters=None) == replace(alone, seconds=0, parameters=None)
            assert together.parameters.tobytes() == alone.parameters.tobytes()


@pytest.mark.parametrize("more", [{}, FOLDS])
@pytest.mark.parametrize("kind", [TrialFinished, RetrainingFinished, FinalistsFinished])
def test_one_worker_two_and_a_search_cut_off_leave_the_same_bytes(small, tmp_path, monkeypatch, kind, more):
    mixed_ensemble(monkeypatch)
    prepared = small(data={**MIXED, **more}, search=SEARCH)
    expected = content(prepared, tmp_path / "whole")
    assert expected.keys() == {*FILES}
    events = search(prepared, tmp_path / "cut", start_workers(1))
    next(event for event in events if isinstance(event, kind))
    events.close()
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 2)
    assert content(prepared, tmp_path / "cut", jobs=2, existing=Existing.CONTINUE) == expected


def test_panda_and_caviar_give_the_same_tables(small, tmp_path):
    one = content(small(data=MIXED, search={"finalists": None}), tmp_path / "caviar")
    other = content(small(data=MIXED, search={"mode": "panda"}), tmp_path / "panda")
    assert [one[name] for name in FILES[:2]] == [other[name] for name in FILES[:2]]


@pytest.mark.parametrize("more", [{}, FOLDS])
@pytest.mark.parametrize("source", ["wine", "diabetes"])
def test_an_ensemble_takes_each_network_in_its_own_view(small, tmp_path, monkeypatch, source, more):
    """In its file, in what it predicts, in its evaluation, and as a program and an ONNX model."""
    mixed_ensemble(monkeypatch)
    prepared = small(data={**MIXED, "source": source, **more}, search={**SEARCH, "sampler": "random"})
    content(prepared, tmp_path)
    run = Run(tmp_path)
    model, views = hpsearch.load(tmp_path / "ensemble.safetensors"), prepared.objective.by_view
    shares = [member.weight for member in model.members]
    assert len(model.views) > len(views[prepared.objective.way_of({})].folds) if more else len(model.views) > 1
    rows = np.random.default_rng(0).normal(size=(40, len(model.preprocessing.columns))) * 3
    each = [one.predict_proba(rows) if model.classes else one.predict(rows) for one in model.models]
    mean = np.average(each, axis=0, weights=shares)
    if model.classes:
        mean = np.exp(np.log(mean) / model.temperature)
        mean /= mean.sum(axis=1, keepdims=True)
    found = model.predict_proba(rows) if model.classes else model.predict(rows)
    assert found == pytest.approx(mean, rel=1e-6)
    program: dict = {}
    exec(EXPORTS["python"].content(run, ExportRequest()), program)  # noqa: S102 (what is tested)
    columns = dict(zip(model.preprocessing.columns, rows.T, strict=True))
    by_program = program["probabilities" if model.classes else "predict"](columns)
    assert np.reshape(by_program, found.shape) == pytest.approx(found, rel=1e-6)


def test_a_mixed_ensemble_is_an_onnx_model(small, tmp_path, monkeypatch):
    onnxruntime = pytest.importorskip("onnxruntime")
    mixed_ensemble(monkeypatch)
    content(small(data=MIXED, search={**SEARCH, "sampler": "random"}), tmp_path)
    model = hpsearch.load(tmp_path / "ensemble.safetensors")
    rows = np.random.default_rng(0).normal(size=(40, len(model.preprocessing.columns))) * 3
    session = onnxruntime.InferenceSession(EXPORTS["onnx"].content(Run(tmp_path), ExportRequest()))
    columns = dict(zip(model.preprocessing.columns, rows.T, strict=True))
    feed = {each.name: rows if each.name == "X" else columns[each.name] for each in session.get_inputs()}
    (found,) = session.run(["probabilities"], feed)
    assert found == pytest.approx(model.predict_proba(rows), abs=1e-6)


@pytest.mark.parametrize("more", [{}, FOLDS])
def test_the_test_part_is_judged_as_the_model_predicts_it(small, tmp_path, monkeypatch, more):
    mixed_ensemble(monkeypatch)
    prepared = small(data={**MIXED, **more}, search={**SEARCH, "sampler": "random"})
    content(prepared, tmp_path)
    run, test = Run(tmp_path), prepared.objective.dataset.test
    scaling = prepared.objective.dataset.preprocessing
    rows = test.x.T * scaling.scale + scaling.shift  # the first view is standard and plain
    metrics = {row[0]: row[1] for row in run.evaluate().tables["metrics"].rows}
    predicted = run.model().predict(rows)
    assert metrics["error"] == pytest.approx(np.mean(predicted != np.asarray(run.model().classes_)[test.y]))
    for outcome in run.outcomes[:6]:
        model = trained_model(run, outcome.number)
        inputs = inputs_of_test_part(model, prepared.objective)
        assert inputs == pytest.approx(model.preprocessing.transform(rows), abs=1e-4)


def test_trials_of_a_fixed_view_are_taken_over_into_a_search_of_views_and_back(small, tmp_path):
    plain = {"source": "wine", "normalize": "standard", "numbers": "plain"}
    content(small(data=plain, search={"sampler": "random"}), tmp_path / "fixed")
    into = taken_over(small(data=MIXED), tmp_path / "fixed")
    assert [each.settings["numbers"] for each in into.outcomes] == ["plain"] * 8
    content(small(data=MIXED, search={**SEARCH, "sampler": "random"}), tmp_path / "mixed")
    robust = {"source": "wine", "normalize": "robust", "numbers": BINS}
    back = taken_over(small(data=robust), tmp_path / "mixed")
    run = Run(tmp_path / "mixed")
    fitting = [
        each for each in run.outcomes if each.settings["normalize"] == "robust" and each.settings["numbers"] == BINS
    ]
    assert sorted(each.origin for each in back.outcomes) == sorted(f"{run.folder}:{each.number}" for each in fitting)
    assert fitting


def test_a_run_without_a_common_view_is_told_by_the_key_that_differs(small, tmp_path):
    """The message has both values, and how both are searched."""
    content(small(data={"source": "wine", "numbers": {"periodic": 2}}), tmp_path / "waves")
    others = {
        "numbers was {periodic: 2}, is {periodic: 3} (to search both: {choices: [{periodic: 2}, {periodic: 3}]})": (
            {"numbers": {"periodic": 3}}
        ),
        "numbers was {periodic: 2}, is plain (to search both: {choices: [{periodic: 2}, 'plain']})": (
            {"normalize": {"choices": ["standard", "robust"]}}
        ),
        "normalize was standard, is robust or none (to search both: {choices: ['standard', 'robust', 'none']})": (
            {"normalize": {"choices": ["robust", "none"]}, "numbers": {"periodic": 2}}
        ),
    }
    for sentence, data in others.items():
        with pytest.raises(
            NothingToTakeOverError, match=re.escape(f"can be taken over: data.{sentence}; undo that, or ")
        ):
            taken_over(small(data={"source": "wine", **data}), tmp_path / "waves")


def test_a_trial_is_exported_as_the_config_that_fixes_its_view(small, tmp_path):
    content(small(data=MIXED, search={**SEARCH, "finalists": None}), tmp_path / "mixed")
    run = Run(tmp_path / "mixed")
    for outcome in run.outcomes[:5]:
        (tmp_path / "again.yaml").write_text(EXPORTS["config"].content(run, ExportRequest(trial=outcome.number)))
        again = hpsearch.run(tmp_path / "again.yaml", out=tmp_path / str(outcome.number), jobs=1)
        assert again.outcomes[0].metrics == outcome.metrics
