"""Halving: the better models of a round train on, and nothing is trained twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.config.sections.search import Halving
from hpsearch.errors import ConfigError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.context import SearchContext
from hpsearch.search.folder.existing import Existing
from hpsearch.search.halving.within_rounds import epochs_of_round, halved, rungs
from hpsearch.search.preview import cost, draws
from hpsearch.search.proposals.costs import told_costs
from hpsearch.training.networks import cohorts
from hpsearch.training.networks import objective as network_objective
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking
from hpsearch.workers.backends import start_workers
from hpsearch.workers.time_limit import TimeLimit
from tests.search.test_search import cut_off, tables

ERROR = Ranking("dev_error", maximize=False)
HALVED = {"trials": 18, "rounds": 2, "sampler": "random", "halving": {"min_epochs": 2, "factor": 3}}
PLAIN = {**HALVED, "halving": None}
EPOCHS = {"epochs": 7}


@pytest.fixture
def both(small, tmp_path):
    """The same search with halving and without."""
    tables(small(search=HALVED, hyperparameters=EPOCHS), tmp_path / "halved")
    tables(small(search=PLAIN, hyperparameters=EPOCHS), tmp_path / "plain")
    return Run(tmp_path / "halved"), Run(tmp_path / "plain")


def test_of_nine_models_three_go_on_and_of_them_one(both):
    """Rungs at 2 and 6 of 7 epochs."""
    trials = both[0].trials
    for _, one_round in trials.groupby("round"):
        assert sorted(one_round.epochs_run) == [2] * 6 + [6] * 2 + [7]
        assert (one_round.status == "complete").sum() == 1
    assert ((trials.status == "complete") == (trials.epochs_run == 7)).all()
    assert set(trials.status) == {"complete", "stopped"}


def test_weights_continue(both):
    """Each model's epochs are to the bit the first ones of its training without halving."""
    halved, plain = (run.history.set_index(["number", "epoch"]) for run in both)
    assert halved.equals(plain.loc[halved.index])
    trials = both[0].trials.set_index("number")
    last = halved.groupby("number").tail(1).reset_index("epoch")
    assert (last.epoch == trials.epochs_run).all()
    assert (last.dev_error == trials.dev_error).all()


def test_the_better_go_on_by_what_they_are_at_the_rung(both):
    history, trials = both[1].history, both[0].trials.set_index("number")
    for _, one_round in trials.groupby("round"):
        at = history[history.number.isin(one_round.index) & (history.epoch == 2)].set_index("number")
        ranked = at.reset_index().sort_values(["dev_error", "dev_loss", "number"]).number
        assert set(ranked[:3]) == set(one_round.index[one_round.epochs_run > 2])


@pytest.mark.parametrize(("jobs", "largest"), [(2, 16), (1, 1), (1, 4)])
@pytest.mark.parametrize("repeats", [1, 2])
def test_halving_gives_the_same_bytes_for_any_workers_and_grouping(
    small, tmp_path, monkeypatch, jobs, largest, repeats
):
    prepared = small(search={**HALVED, "repeats": repeats}, hyperparameters={**EPOCHS, "patience": 3})
    expected = tables(prepared, tmp_path / "one")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert tables(prepared, tmp_path / "other", jobs) == expected


@pytest.mark.parametrize("repeats", [1, 2])
@pytest.mark.parametrize("after", range(1, 18, 3))
def test_a_round_cut_off_at_a_rung_resumes_to_the_same_bytes(small, tmp_path, after, repeats):
    """A round cut off between or within its rungs resumes to the same bytes."""
    wild = {"learning_rate": {"low": 1e-3, "high": 1e15, "scale": "log"}, "optimizer": "sgd"}
    prepared = small(search={**HALVED, "repeats": repeats}, hyperparameters={**EPOCHS, **wild})
    expected = tables(prepared, tmp_path / "whole")
    cut_off(prepared, tmp_path / "cut", after)
    assert tables(prepared, tmp_path / "cut", existing=Existing.CONTINUE) == expected
    assert {"complete", "stopped", "diverged"} == set(Run(tmp_path / "cut").trials.status)


def test_a_rung_that_was_not_stored_decides_the_same_again(small, tmp_path, monkeypatch):
    """A rung that was decided but not stored decides the same again."""
    prepared = small(search=HALVED, hyperparameters=EPOCHS)
    expected = tables(prepared, tmp_path / "whole")
    store = Database.add

    def full(self, *outcomes):
        if any(outcome.status == Status.STOPPED for outcome in outcomes):
            raise KeyboardInterrupt
        store(self, *outcomes)

    monkeypatch.setattr(Database, "add", full)
    with pytest.raises(KeyboardInterrupt):
        tables(prepared, tmp_path / "cut")
    monkeypatch.setattr(Database, "add", store)
    assert tables(prepared, tmp_path / "cut", existing=Existing.CONTINUE) == expected


class Asked(TimeLimit):
    """A time limit that has passed after a number of checks."""

    def __init__(self, times: int) -> None:
        self._left = times

    @property
    def passed(self) -> bool:
        self._left -= 1
        return self._left < 0


@pytest.mark.parametrize(("ticks", "told"), [(0, []), (1, []), (2, [2] * 6), (3, [2] * 6 + [6] * 2)])
def test_nothing_begins_after_the_deadline(small, tmp_path, monkeypatch, ticks, told):
    """Nothing begins after the deadline and no rung chooses among a part.

    Here a leg of the round is one or two cohorts.
    """
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 6)
    prepared = small(search={**HALVED, "rounds": 1}, hyperparameters={**EPOCHS, "optimizer": "adam"})
    pending = [prepared.objective.plan(trial) for trial in draws(prepared, 9)]
    context = SearchContext(prepared, tmp_path, None, start_workers(1), Asked(ticks))
    trained = halved(context, prepared.config.search.halving, pending, [])
    assert [outcome.epochs_run for outcomes in trained for outcome in outcomes] == told


def test_survivors_of_one_shape_train_in_one_stack(small, tmp_path, monkeypatch):
    stacks = []
    grouped = network_objective.into_cohorts

    def seen(*given, **options):
        made = grouped(*given, **options)
        stacks.append([len(stack) for stack in made])
        return made

    monkeypatch.setattr(network_objective, "into_cohorts", seen)
    tables(small(search={**HALVED, "rounds": 1}, hyperparameters={**EPOCHS, "optimizer": "adam"}), tmp_path)
    assert stacks == [[9, 9], [6], [2]]


def test_models_that_diverge_make_room_and_those_that_are_done_stay(small, tmp_path):
    """Shorter trainings end at their own last epoch, whatever the rung."""
    prepared = small(search={**HALVED, "rounds": 1}, hyperparameters={"epochs": {"low": 1, "high": 9}})
    tables(prepared, tmp_path)
    trials = Run(tmp_path).trials
    assert set(trials.status[trials.epochs <= 2]) == {"complete"}
    assert (trials.epochs_run[trials.epochs <= 2] == trials.epochs[trials.epochs <= 2]).all()
    assert (trials.epochs_run[trials.epochs > 2] > 2).sum() == 6


def test_the_best_is_one_that_was_trained_to_its_end(both):
    run = both[0]
    assert run.best.status == Status.COMPLETE
    assert [outcome.status for outcome in run.outcomes] == ["complete"] * 2 + ["stopped"] * 16


def test_finalists_train_to_their_end(small, tmp_path):
    tables(small(search={**HALVED, "finalists": {"count": 3, "repeats": 2}}, hyperparameters=EPOCHS), tmp_path)
    assert len(Run(tmp_path).ranked_finalists) == 2  # as many as are complete
    assert Run(tmp_path).best.number == Run(tmp_path).ranked_finalists[0].number


def test_the_plan_counts_the_epochs_that_are_trained(small, both):
    estimate = cost(small(search=HALVED, hyperparameters=EPOCHS))
    assert estimate.epochs == both[0].trials.epochs_run.sum() == 2 * (6 * 2 + 2 * 6 + 7)


def test_panda_has_no_one_to_halve(small):
    with pytest.raises(ConfigError, match=r"search.halving: weighs many models against each other; .*mode: caviar"):
        small(search={**HALVED, "mode": "panda"})


@given(st.integers(1, 9), st.integers(2, 5), st.integers(1, 100), st.integers(1, 200))
def test_a_round_takes_as_many_epochs_as_its_rungs(least, factor, size, epochs):
    """A round takes no more epochs than without and as many as its rungs."""
    plan = Halving(min_epochs=least, factor=factor)
    *inner, end = rungs(plan, epochs)
    assert end is None
    assert inner == [least * factor**k for k in range(len(inner))]
    assert all(rung < epochs for rung in inner)
    assert size * min(least, epochs) <= epochs_of_round(plan, size, epochs) <= size * epochs


outcomes = st.tuples(st.sampled_from([2, 6, 18]), st.floats(0, 1) | st.just(float("nan"))).map(
    lambda drawn: (Status.COMPLETE if drawn[0] == 18 else Status.STOPPED, *drawn)
)


@given(st.lists(outcomes | st.just((Status.DIVERGED, 3, float("nan"))), max_size=12), st.booleans())
def test_the_sampler_hears_no_short_training_as_better(drawn, maximize):
    """The sampler hears no short training as better than one that went on."""
    ranking = Ranking("dev_error", maximize)
    made = [
        Outcome(Trial(number, 1, {}), status, {"dev_error": value}, epochs_run=epochs)
        for number, (status, epochs, value) in enumerate(drawn)
    ]
    plain, told = [ranking.cost(outcome.metrics) for outcome in made], told_costs(made, ranking)
    for one, cost_of_one, told_one in zip(made, plain, told, strict=True):
        assert told_one >= cost_of_one
        if one.status != Status.STOPPED:
            assert told_one == cost_of_one
            continue
        for other, cost_of_other, told_other in zip(made, plain, told, strict=True):
            if other.epochs_run > one.epochs_run and told_other < float("inf"):
                assert told_one >= told_other
            if (other.status, other.epochs_run) == (one.status, one.epochs_run) and cost_of_other < cost_of_one:
                assert told_other <= told_one


def test_without_stopped_trials_costs_are_told_as_they_are():
    made = [Outcome(Trial(n, 1, {}), Status.COMPLETE, {"dev_error": n / 8}, epochs_run=1 + n) for n in range(4)]
    assert told_costs(made, ERROR) == [0.0, 0.125, 0.25, 0.375]
