"""A config with its objective: what a search needs to start."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from hpsearch.config import Config
from hpsearch.config.sections.search import Finalists
from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.samplers import learns
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.proposer import conversation, grid_sentence
from hpsearch.search.proposals.untried import count_different
from hpsearch.search.rounds.plan import ROUND, cut, round_sizes
from hpsearch.space import Space
from hpsearch.text.counting import how_many
from hpsearch.training.networks.epoch_sizes import another_size, without_effect
from hpsearch.training.networks.no_numbers import no_number_to_change
from hpsearch.training.networks.objective import NetworkObjective
from hpsearch.training.networks.single_examples import check_batches
from hpsearch.training.objective import Objective, Plan
from hpsearch.trials.folds import over_trainings
from hpsearch.trials.outcomes import Outcome, Settings, Status, Trial
from hpsearch.trials.ranking import Ranking

_SAMPLE = 16
"""Number of trials from which the cost of a search is estimated."""


class Prepared(Record, dict=True):
    """A config with its objective: ready to search."""

    config: Config
    objective: Objective

    @property
    def space(self) -> Space:
        """The hyperparameters that are searched."""
        return self.objective.space

    @property
    def ranking(self) -> Ranking:
        """The metric by which trials are compared."""
        return self.objective.ranking

    @property
    def folds(self) -> int:
        """Number of folds in which a trial is trained for each repeat; 1 without folds."""
        return len(self.held_out)

    @property
    def held_out(self) -> tuple[int, ...]:
        """Number of held-out rows of each fold; a single number without folds."""
        return self.objective.held_out if isinstance(self.objective, NetworkObjective) else (1,)

    def plans(self, trial: Trial, repeat: int) -> list[Plan[Any]]:
        """Return the plans of a trial for one repeat: one for each fold, or one without folds."""
        if isinstance(self.objective, NetworkObjective):
            return [self.objective.plan(trial, repeat, fold) for fold in range(self.folds)]
        return [self.objective.plan(trial, repeat)]

    def idle(self) -> Iterator[str]:
        """Yield a sentence for each setting of the config that has no effect, as far as config and data tell."""
        yield from self.config.idle()
        yield from self._idle_with_these_data()

    def remarks(self) -> Iterator[str]:
        """Yield the remarks of `check` on the config."""
        yield from self.config.remarks()
        yield from self._idle_with_these_data()
        if self.trained_on:
            yield from another_size(self.config, self.trained_on)

    def _idle_with_these_data(self) -> Iterator[str]:
        yield from self._too_much_lag()
        if isinstance(self.objective, NetworkObjective):
            yield from without_effect(self.config, self.trained_on)
            yield from no_number_to_change(self.config, self.objective.dataset.preprocessing)

    def _too_much_lag(self) -> Iterator[str]:
        """Yield a sentence if the sampler could learn from results, but the lag lets no round use any."""
        search, rounds = self.config.search, len(self.round_sizes)
        if 1 < search.lag >= rounds and learns(search.sampler.name):
            none = f"with {how_many(rounds, 'round')}: no trial is proposed from the results of others"
            yield f"search.lag is {search.lag:,}, {none}; more rounds let the sampler learn"

    @property
    def trained_on(self) -> tuple[int, ...]:
        """Number of training examples of each fold; empty for the user's own code."""
        if not isinstance(self.objective, NetworkObjective):
            return ()
        return tuple(len(view.train.y) for view in self.objective.views.folds)

    def check_batches(self) -> None:
        """Raise ConfigError if a network of the space would normalise batches of one example.

        Runs begun by earlier versions are resumed without this check; in them only such trials fail.
        """
        if self.trained_on:
            check_batches(self.config, self.trained_on)

    def together(self, outcomes: Sequence[Outcome]) -> Outcome:
        """Return the outcome of a trial, made from those of all its trainings."""
        folds = self.objective.views.folds if isinstance(self.objective, NetworkObjective) else ()
        return over_trainings(outcomes, self.ranking.metric, [view.dev.count for view in folds])

    def ended_by_itself(self, outcome: Outcome) -> bool:
        """Whether the user's own code ended a trial before its stated epochs, which it says only when asked for more.

        A network says this with its last epoch.
        """
        if isinstance(self.objective, NetworkObjective) or outcome.status != Status.COMPLETE:
            return False
        return outcome.epochs_run < int(self.objective.recipe(outcome.settings).epochs)

    @cached_property
    def trials(self) -> int:
        """Number of trials to run: as the config says, but at most one for each different setting of the space."""
        return count_different(self.space, self.objective.recipe, self.config.search.most_trials)

    @cached_property
    def sample(self) -> list[Trial]:
        """A few trials as the sampler proposes them before it has seen any result, for estimates."""
        count = min(_SAMPLE, self.trials)
        return self.conversation(count, self.trials).ask(1, count)

    @property
    def round_sizes(self) -> list[int]:
        """Number of trials of each round; in total at most one for each different setting.

        With `trials: auto` only that of the first round, as time decides how many follow.
        """
        stated = self.config.search.trials
        return [min(ROUND, self.trials)] if isinstance(stated, str) else self._at_most_different(stated)

    def _at_most_different(self, trials: int) -> list[int]:
        return cut(round_sizes(trials, self.config.search.rounds), self.trials)

    def conversation(self, round_size: int, trials: int, first: Sequence[Settings] = ()) -> Conversation:
        """Start a conversation with the config's sampler, for a search planned with `trials`.

        The settings `first` are tried after those that the config lists.
        """
        return conversation(self.config, self.space, self.ranking, self.objective.recipe, round_size, trials, first)

    @property
    def finalists(self) -> Finalists | None:
        """Number of best trials to retrain, and how often; None for no finalists."""
        return self.config.search.finalists

    def grid_sentence(self, first_trials: int, trials: int) -> str:
        """Compare the size of a grid with the number of `trials`, in a sentence; empty for samplers without a grid."""
        return grid_sentence(self.config, self.space, first_trials, trials)


def prepare(config: Config, sample: int | None = None) -> Prepared:
    """Load the data of `config`, or the user's own code; with a `sample`, only as much data as `check` needs.

    Raises ConfigError, which names the line at fault.
    """
    if config.objective is None:
        return Prepared(config, NetworkObjective.of(config, sample))
    from hpsearch.training.own.objective import OwnObjective  # noqa: PLC0415 (most searches train networks)

    return Prepared(config, OwnObjective.of(config))


def networks(prepared: Prepared) -> NetworkObjective:
    """Return the objective of a search of networks. Raises UsageError if the search trains something else."""
    if not isinstance(prepared.objective, NetworkObjective):
        raise UsageError(
            "this needs networks and their data, but the config names training code of your own, "
            "which keeps its models itself"
        )
    return prepared.objective
