"""With `trials: auto` the time decides how many rounds there are, and what it decided is decided once."""

import sqlite3
from itertools import count

import pytest

from hpsearch.config import config_from
from hpsearch.diagnosis.enough import has_few_trials
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.errors import ConfigError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.budget import Budget
from hpsearch.search.events import FinalistsStarted, Remarked, RetrainingFinished, RoundPlanned, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.trials.finalists import contenders
from hpsearch.trials.outcomes import Trial
from hpsearch.workers.backends import start_workers
from tests.training.own.runs import config_of

TABLES = ("trials.csv", "history.csv", "finalists.csv")


@pytest.fixture
def ticking(monkeypatch):
    """Let the clock of the time limit go on by a second each time it is asked."""
    ticks = count()
    monkeypatch.setattr("hpsearch.workers.time_limit.monotonic", lambda: next(ticks))
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)


def run(prepared, folder, existing=Existing.CONTINUE, trials=None):
    """All events of a search, or the first ones, until a number of trials is finished."""
    seen = []
    with start_workers(1) as workers:
        events = search(prepared, folder, workers, existing=existing)
        for event in events:
            seen.append(event)
            if sum(isinstance(each, TrialFinished) for each in seen) == trials:
                events.close()
                break
    return seen


def bytes_of(folder):
    return {name: (folder / name).read_bytes() for name in TABLES}


AUTO = {"trials": "auto", "finalists": {"count": 2, "repeats": 2}}


@pytest.mark.usefixtures("ticking")
def test_rounds_of_16_are_planned_while_one_can_end_in_time(small, tmp_path):
    events = run(small(search={**AUTO, "time_limit": 500}), tmp_path)
    *_, last = [event.trials for event in events if isinstance(event, RoundPlanned)]
    done, planned = Run(tmp_path).progress
    assert done == planned == last > 32
    assert Run(tmp_path).meta("round_sizes")[:2] == [16, 16]
    assert len(Run(tmp_path).finalists) == 2


@pytest.mark.usefixtures("ticking")
def test_a_search_that_the_time_ended_has_nothing_to_do(small, tmp_path):
    """A search that the time ended has nothing to do when it is resumed."""
    prepared = small(search={**AUTO, "time_limit": 60})
    run(prepared, tmp_path)
    before = bytes_of(tmp_path)
    again = run(prepared, tmp_path)
    assert not any(isinstance(event, TrialFinished) for event in again)
    assert bytes_of(tmp_path) == before
    more = run(small(search={**AUTO, "time_limit": 240}), tmp_path)
    assert any(isinstance(event, TrialFinished) for event in more)
    assert (tmp_path / "trials.csv").read_bytes().startswith(before["trials.csv"])


@pytest.mark.usefixtures("ticking")
def test_trials_that_the_time_leaves_out_stay_left_out(small, tmp_path):
    prepared = small(search={**AUTO, "time_limit": 12})
    run(prepared, tmp_path)
    done, planned = Run(tmp_path).progress
    assert 0 < done == planned < 16
    before = bytes_of(tmp_path)
    run(prepared, tmp_path)
    assert bytes_of(tmp_path) == before


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize("trials", [3, 16, 20])
def test_a_killed_search_comes_to_the_trials_of_one_that_went_through(small, tmp_path, trials):
    """As far as both go: how far that is, the clock says."""
    prepared = small(search={**AUTO, "time_limit": 60})
    run(prepared, tmp_path / "whole")
    run(prepared, tmp_path / "killed", trials=trials)
    run(prepared, tmp_path / "killed")
    whole, killed = ((tmp_path / name / "trials.csv").read_text().splitlines() for name in ("whole", "killed"))
    both = min(len(whole), len(killed))
    assert both > 20
    assert killed[:both] == whole[:both]


def test_the_finalists_are_as_many_as_the_time_allows(small, tmp_path, monkeypatch):
    """At least one retraining, unless it would take far longer than the time that is left."""
    prepared = small(search={**AUTO, "finalists": {"count": 3, "repeats": 4}, "time_limit": 1})
    monkeypatch.setattr(Budget, "left", property(lambda _: 0.0))
    monkeypatch.setattr("hpsearch.search.budget.KEPT", 0.9)
    (started,) = [each for each in run(prepared, tmp_path / "one") if isinstance(each, FinalistsStarted)]
    assert (started.trials, started.retrainings) == (1, 1)
    monkeypatch.setattr("hpsearch.search.budget.ALONE", 1e9)
    assert not any(isinstance(each, FinalistsStarted) for each in run(prepared, tmp_path / "none"))
    assert Run(tmp_path / "none").ranked_finalists == ()


def test_the_time_ends_the_retrainings_and_those_that_ended_count(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    monkeypatch.setattr(Budget, "left", property(lambda _: 0.0))
    monkeypatch.setattr(Budget, "plan_finalists", lambda *_: None)
    prepared = small(search={**AUTO, "finalists": {"count": 3, "repeats": 3}, "time_limit": 1})
    events = run(prepared, tmp_path)
    assert sum(isinstance(event, RetrainingFinished) for event in events) == 1
    assert [each.retrainings for each in Run(tmp_path).ranked_finalists] == [1]
    assert not any(isinstance(event, RetrainingFinished) for event in run(prepared, tmp_path))


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ([3, 3, 3], [3, 3, 3]),
        ([3, 3, 1], [3, 3]),
        ([2, 1, 1], [1, 1, 1]),
        ([3, 0, 0], [3]),
        ([1, 1, 0], [1, 1]),
        ([0, 3, 3], []),
    ],
)
def test_finalists_are_cut_to_what_was_retrained(small, tmp_path, there, found):
    """Of the best 3 trials each was retrained so often."""
    prepared = small(search={"trials": 4, "rounds": 1, "finalists": {"count": 3, "repeats": 3}})
    run(prepared, tmp_path)
    ranked = contenders(Run(tmp_path).outcomes, 3, prepared.ranking)
    with sqlite3.connect(tmp_path / "run.db") as store:
        for outcome, count_ in zip(ranked, there, strict=True):
            store.execute("DELETE FROM fresh_draws WHERE number = ? AND repeat > ?", (outcome.number, count_))
    store.close()
    with Database.reopen(tmp_path) as database:
        assert Budget(prepared, database, 1).cut_finalists() == bool(found)
    assert [each.retrainings for each in Run(tmp_path).ranked_finalists] == found


@pytest.mark.usefixtures("ticking")
def test_the_first_round_trains_few_at_once_until_their_time_is_known(small, tmp_path):
    prepared = small(search={**AUTO, "time_limit": 100})
    run(prepared, tmp_path)
    with Database.reopen(tmp_path) as database:
        assert Budget(prepared, database, 100).at_once(16, jobs=2) == 16
        database.change("budget", {})
        budget = Budget(prepared, database, 100)
    assert budget.at_once(16, jobs=2) == 4
    budget.trained(4, 40.0)
    assert budget.at_once(12, jobs=2) == 4
    budget.trained(4, 4.0)
    assert budget.at_once(12, jobs=2) == 12


@pytest.mark.parametrize(
    ("search", "after_rounds"),
    [
        ({}, 4.4),
        ({"refit": True}, 4.4 + 4.4 * 4 / 3),
        ({"refit": True, "ensemble": "none"}, 4.4 + 1.1 * 4 / 3),
        ({"refit": True, "ensemble": "greedy"}, 4.4 + 0.12 * 80),
        ({"finalists": {"count": 1, "repeats": 1}}, 0.05 * 80),
        ({"finalists": None}, 0.05 * 80),
    ],
    ids=str,
)
def test_no_more_time_is_kept_than_the_slowest_round_lets_expect(small, tmp_path, monkeypatch, search, after_rounds):
    """Four retrainings, and those of the model's networks, which take 4/3 times as long; a tenth more of each."""
    monkeypatch.setattr("hpsearch.workers.time_limit.monotonic", lambda: 0.0)
    with Database.create(tmp_path, {"headline": "error"}) as database:
        budget = Budget(small(search={"ensemble": "mean", **AUTO, "time_limit": 80, **search}), database, 80)
        kept_at_first = budget.left - budget.limit.left
        trials = [Trial(number, 1, {}) for number in range(16)]
        budget.close_round(trials, range(16), seconds=16.0)
        assert budget.left - budget.limit.left == pytest.approx(after_rounds)
        budget.close_round(trials, range(16), seconds=1_600.0)
        assert budget.left - budget.limit.left == pytest.approx(kept_at_first)
        assert kept_at_first <= (0.32 if "refit" in search else 0.2) * 80


@pytest.mark.usefixtures("ticking")
def test_a_search_that_had_time_for_one_round_says_so(small, tmp_path):
    """Of fewer trials the diagnosis says it."""
    told = {}
    for seconds in (12, 24):
        events = run(small(search={**AUTO, "time_limit": seconds}), tmp_path / str(seconds))
        said = [event.sentence for event in events if isinstance(event, Remarked)]
        trials = len(Run(tmp_path / str(seconds)).outcomes)
        told[trials] = any(sentence.startswith("there was time for ") for sentence in said)
    few, enough = told
    assert few < 10 <= enough <= 16
    assert told == {few: False, enough: True}


@pytest.mark.usefixtures("ticking")
def test_a_search_that_goes_on_without_time_says_that_it_is_used_up(small, tmp_path):
    prepared = small(search={**AUTO, "time_limit": 40})
    events, again = run(prepared, tmp_path), run(prepared, tmp_path)
    first, second = (
        [each.sentence for each in seen if isinstance(each, Remarked) and "used up" in each.sentence]
        for seen in (events, again)
    )
    assert first == []
    assert len(second) == 1
    assert second[0].startswith("the 40 seconds of search.time_limit are used up")
    assert second[0].endswith("a longer limit, such as --time 80, continues the search")
    longer = run(small(search={**AUTO, "time_limit": 80}), tmp_path)
    assert any(isinstance(each, TrialFinished) for each in longer)


@pytest.mark.usefixtures("ticking")
def test_a_space_that_is_used_up_is_not_told_as_too_little_time(small, tmp_path):
    """Neither by the search nor by the diagnosis, at once or when it goes on; the last settings are tried, too."""
    units = {"choices": [[each] for each in range(2, 20)]}
    prepared = small(hyperparameters={"units": units, "learning_rate": 0.1}, search={**AUTO, "time_limit": 900})
    for events in (run(prepared, tmp_path), run(prepared, tmp_path)):
        said = [each.sentence for each in events if isinstance(each, Remarked)]
        assert f"the space is used up: all {prepared.trials} different settings were tried" in said
        assert not any("time" in sentence for sentence in said)
    two = small(hyperparameters={"units": {"choices": [2, 3]}}, search={**AUTO, "time_limit": 9})
    assert not has_few_trials(two.config, two.trials, Thresholds())


@pytest.mark.usefixtures("ticking")
def test_a_search_of_two_rounds_is_not_said_to_have_had_one(small, tmp_path):
    run(small(search={**AUTO, "time_limit": 100}), tmp_path)
    with Database.reopen(tmp_path) as database:
        budget = Budget(prepare(small(search={**AUTO, "time_limit": 100}).config), database, 100)
        database.change("round_sizes", [16])
        assert "learns from results after" in budget.said_of(14)
        database.change("round_sizes", [7, 7])
        assert budget.said_of(14) == ""


@pytest.mark.usefixtures("ticking")
def test_the_remedy_for_code_of_ones_own_names_no_network(small, tmp_path):
    run(small(search={**AUTO, "time_limit": 100}), tmp_path / "run")
    with Database.reopen(tmp_path / "run") as database:
        database.change("round_sizes", [16])
        own = prepare(config_of(tmp_path, "once", sampler="tpe"))
        sentence = Budget(own, database, 100).said_of(12)
    assert sentence.endswith("; more time, or faster trainings, allow more")


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ({"trials": "auto"}, "there is no time_limit; set one"),
        ({"trials": "auto", "time_limit": 9, "mode": "panda"}, "wait for a person; set a number of trials"),
        ({"trials": "some"}, "some"),
    ],
)
def test_auto_needs_a_time_limit_and_many_models(search, sentence):
    with pytest.raises(ConfigError, match=sentence):
        config_from({"data": {"source": "digits"}, "search": search})


@pytest.mark.parametrize("search", [{"lag": 2}, {"halving": "auto"}, {"mode": "panda"}], ids=str)
@pytest.mark.parametrize(("stated", "number"), [({"trials": 8}, 8), ({}, 64)])
def test_where_a_time_cannot_decide_the_number_of_trials_the_remedy_is_to_give_it(search, stated, number):
    """`--time` alone means trials: auto, whatever number the config has."""
    config = {"data": {"source": "iris"}, "search": {**stated, **search}}
    by_time = ("search.trials=auto", "search.time_limit=5")
    remedy = f"a time alone means trials: auto, so give a number beside it: --trials {number}"
    with pytest.raises(ConfigError, match=remedy):
        config_from(config, overrides=by_time)
    if "mode" not in search:
        assert config_from(config, overrides=("search.trials=8", "search.time_limit=5")).search.trials == 8
