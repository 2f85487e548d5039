"""Costs that the sampler is told again."""

import pytest
from optuna.samplers import RandomSampler
from optuna.trial import TrialState

from hpsearch.samplers import CoarseToFineSampler
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking

ERROR = Ranking("dev_error", maximize=False)


class Listening(RandomSampler):
    """Notes what it could know when it was last asked."""

    def infer_relative_search_space(self, study, trial):
        self.heard = [(each.number, each.state, each.value) for each in study.get_trials()[: trial.number]]
        return super().infer_relative_search_space(study, trial)


@pytest.fixture
def space(small):
    return small().space


def test_a_trial_has_the_cost_that_it_was_told_last(space):
    sampler = Listening(seed=0)
    conversation = Conversation(space, sampler, ERROR)
    first = conversation.ask(1, 3)
    conversation.tell_anew({0: 0.5, 1: 0.4, 2: float("inf")})
    second = conversation.ask(2, 2)
    conversation.tell_anew({0: 0.5, 1: 0.2, 2: float("inf"), 3: 0.3, 4: 0.1})
    conversation.ask(3, 1)
    assert [trial.number for trial in (*first, *second)] == [0, 1, 2, 3, 4]
    complete, failed = TrialState.COMPLETE, TrialState.FAIL
    assert sampler.heard == [
        (0, complete, 0.5),
        (1, complete, 0.2),
        (2, failed, None),
        (3, complete, 0.3),
        (4, complete, 0.1),
    ]


def test_costs_told_anew_lead_to_the_proposals_of_costs_told_once(space):
    """A sampler proposes the same as if it had been told only the last costs."""

    def proposals(*told):
        conversation = Conversation(space, CoarseToFineSampler(0, coarse=8), ERROR)
        numbers = [trial.number for trial in conversation.ask(1, 8)]
        for sign in told:
            conversation.tell_anew({number: sign * float(number) for number in numbers})
        return [trial.settings for trial in conversation.ask(2, 4)]

    assert proposals(1, -1) == proposals(-1) != proposals(1)


def test_trials_that_were_taken_over_keep_their_costs(space):
    sampler = Listening(seed=0)
    conversation = Conversation(space, sampler, ERROR)
    other = Conversation(space, RandomSampler(seed=1), ERROR)
    taken = [Outcome(trial, Status.COMPLETE, {"dev_error": 0.7}) for trial in other.ask(0, 1)]
    conversation.take_over(taken)
    (new,) = conversation.ask(1, 1)
    conversation.tell_anew({new.number: 0.3})
    conversation.ask(2, 1)
    assert [value for *_, value in sampler.heard] == [0.7, 0.3]
