"""The parts of a search: rounds, cohorts, the conversation with the sampler."""

from math import log10

from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from hpsearch.samplers import SAMPLERS, CoarseToFineSampler
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.rounds.plan import extended, round_sizes
from hpsearch.space import Range, Space
from hpsearch.training.networks.cohorts import LARGEST_COHORT, into_cohorts
from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.trials.input_views import DEFAULT_VIEW
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking


@given(st.integers(1, 500), st.integers(1, 40))
def test_rounds_hold_all_trials_and_are_equal_but_for_the_last(trials, rounds):
    sizes = round_sizes(trials, rounds)
    assert sum(sizes) == trials
    assert len(sizes) <= rounds
    assert set(sizes[:-1]) <= {sizes[0]}
    assert 0 < sizes[-1] <= sizes[0]


@given(st.integers(1, 100), st.integers(1, 10), st.integers(0, 100))
def test_extending_keeps_the_rounds_that_were(trials, rounds, more):
    sizes = round_sizes(trials, rounds)
    longer = extended(sizes, trials + more)
    assert longer[: len(sizes)] == sizes
    assert sum(longer) == trials + more
    assert max(longer) == sizes[0]


def recipe(hidden: tuple[int, ...]) -> Recipe:
    return Recipe(hidden, "relu", "auto", "adam", 0.1, 0.9, 0.999, 1e-8, 0.0, 64, 3)


@given(st.lists(st.sampled_from([(4,), (8,), (8, 4), ()]), min_size=1, max_size=70), st.integers(1, 4))
def test_cohorts_hold_every_trial_once_in_stacks_of_one_shape(shapes, jobs):
    planned = [Plan(Trial(number, 1, {}), recipe(hidden)) for number, hidden in enumerate(shapes)]
    grouped = into_cohorts(planned, jobs, inputs={DEFAULT_VIEW: 64}, outputs=1)
    assert sorted(model.trial.number for cohort in grouped for model in cohort) == list(range(len(shapes)))
    assert all(len({model.recipe.cohort for model in cohort}) == 1 for cohort in grouped)
    assert max(map(len, grouped)) <= LARGEST_COHORT
    assert len(grouped) >= min(jobs, len(shapes))


def test_large_networks_train_in_small_stacks():
    planned = [Plan(Trial(number, 1, {}), recipe((2_000, 2_000))) for number in range(4)]
    assert [len(cohort) for cohort in into_cohorts(planned, 1, inputs={DEFAULT_VIEW: 64}, outputs=1)] == [1] * 4


def talk(outcome_of) -> list[float]:
    """Two rounds of eight with coarse to fine; the learning rates of the second."""
    space = Space.of({"learning_rate": Range(1e-4, 1.0, "log")})
    sampler = SAMPLERS["coarse_to_fine"].create(0, 8, explore=0.0)
    conversation = Conversation(space, sampler, Ranking("dev_error", maximize=False))
    conversation.tell([outcome_of(trial) for trial in reversed(conversation.ask(1, 8))])
    return [trial.settings["learning_rate"] for trial in conversation.ask(2, 8)]


def test_the_sampler_learns_from_what_it_is_told():
    high = talk(lambda trial: Outcome(trial, Status.COMPLETE, {"dev_error": -trial.settings["learning_rate"]}))
    low = talk(lambda trial: Outcome(trial, Status.COMPLETE, {"dev_error": trial.settings["learning_rate"]}))
    assert sorted(low)[4] < sorted(high)[4] / 3


def test_a_sampler_computes_with_one_thread_whatever_the_process_has():
    """More would sum in another order, and propose other settings on another machine."""
    seen = []

    class Looking(CoarseToFineSampler):
        def sample_relative(self, study, trial, search_space):
            seen.append({library["num_threads"] for library in threadpool_info()})
            return super().sample_relative(study, trial, search_space)

    space = Space.of({"learning_rate": Range(1e-4, 1.0, "log")})
    with threadpool_limits(2):
        Conversation(space, Looking(0), Ranking("dev_error", maximize=False)).ask(1, 2)
    assert seen == [{1}, {1}]


def test_no_setting_is_tried_twice_though_it_is_written():
    """No setting is tried twice though it is written in other bits or drawn by another coin."""
    space = Space.of(
        {
            "layers": Range(1, 3),
            "units": Range(16, 128, step=16),
            "l2": Range(1e-2, 1e2, "log", or_zero=0.3),
            "learning_rate": Range(1e-4, 1e-1, "log"),
        }
    )
    sampler = SAMPLERS["coarse_to_fine"].create(0, 16)
    conversation = Conversation(space, sampler, Ranking("dev_error", maximize=False))
    tried = set()
    for round_ in range(1, 17):
        asked = conversation.ask(round_, 16)
        tried |= {tuple(f"{name} {value:.10g}" for name, value in trial.settings.items()) for trial in asked}
        errors = [
            abs(log10(trial.settings["learning_rate"]) + 2) + 0.1 * trial.settings["l2"] + 1 / trial.settings["units"]
            for trial in asked
        ]
        conversation.tell(
            [
                Outcome(trial, Status.COMPLETE, {"dev_error": round(error, 1)})
                for trial, error in zip(asked, errors, strict=True)
            ]
        )
    assert len(tried) == 16 * 16


def test_a_diverged_trial_counts_as_the_worst_so_far():
    def outcome(trial: Trial) -> Outcome:
        if trial.settings["learning_rate"] > 0.01:
            return Outcome(trial, Status.DIVERGED)
        return Outcome(trial, Status.COMPLETE, {"dev_error": 0.2 if trial.settings["learning_rate"] > 1e-3 else 0.5})

    assert sorted(talk(outcome))[5] < 0.05  # of eight, some explore


def test_failed_trials_teach_nothing():
    rates = talk(lambda trial: Outcome(trial, Status.FAILED, message="MemoryError"))
    assert max(rates) / min(rates) > 100


@given(st.lists(st.sampled_from([0.1, 0.2, None, float("nan")]), max_size=9), st.booleans())
def test_ranking_puts_trials_without_a_result_last(values, maximize):
    """Ranking puts trials without a result last and equals in order."""
    outcomes = [
        Outcome(Trial(number, 1, {}), Status.COMPLETE, {} if value is None else {"dev_error": value})
        for number, value in enumerate(values)
    ]
    ranking = Ranking("dev_error", maximize)
    ranked = ranking.best_first(outcomes[::-1])
    places = [(ranking.cost(outcome.metrics), outcome.number) for outcome in ranked]
    assert places == sorted(places)


def test_networks_of_many_classes_train_in_stacks_that_fit(small):
    """Networks of many classes train in stacks that their outputs allow."""
    prepared = small(search={"trials": 16})
    planned = [prepared.objective.plan(Trial(number, 1, {"optimizer": "adam"})) for number in range(16)]
    sizes = {outputs: max(map(len, into_cohorts(planned, 1, {DEFAULT_VIEW: 4}, outputs))) for outputs in (3, 20_000)}
    assert sizes == {3: 16, 20_000: 1}
