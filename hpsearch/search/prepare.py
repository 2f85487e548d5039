"""A config with its objective: all that a search needs to start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hpsearch.config import Config
from hpsearch.config.search import Finalists
from hpsearch.errors import UsageError
from hpsearch.samplers import learns
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.proposer import conversation, grid_sentence
from hpsearch.search.proposals.untried import count_different
from hpsearch.search.rounds import ROUND, cut, round_sizes
from hpsearch.space import Space
from hpsearch.training.epoch_sizes import another_size, without_effect
from hpsearch.training.network_objective import NetworkObjective
from hpsearch.training.objective import Objective, Plan
from hpsearch.training.single_examples import check_batches
from hpsearch.trials.folds import over_trainings
from hpsearch.trials.outcomes import Outcome, Settings, Status, Trial
from hpsearch.trials.ranking import Ranking


@dataclass(frozen=True)
class Prepared:
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
        """In how many folds a trial is trained for each repeat; 1 without folds."""
        return len(self.held_out)

    @property
    def held_out(self) -> tuple[int, ...]:
        """How many rows each fold is judged on; a single number without folds."""
        return self.objective.held_out if isinstance(self.objective, NetworkObjective) else (1,)

    def plans(self, trial: Trial, repeat: int) -> list[Plan[Any]]:
        """The trainings of a trial for one repeat: one for each fold, or a single one without folds."""
        if isinstance(self.objective, NetworkObjective):
            return [self.objective.plan(trial, repeat, fold) for fold in range(self.folds)]
        return [self.objective.plan(trial, repeat)]

    def idle(self) -> Iterator[str]:
        """A sentence for each setting that the config names and nothing uses, as far as the data tell, too."""
        yield from self.config.idle()
        yield from self._too_much_lag()
        if self.trained_on:
            yield from without_effect(self.config, self.trained_on)

    def remarks(self) -> Iterator[str]:
        """What `check` remarks on the config."""
        yield from self.config.remarks()
        yield from self._too_much_lag()
        if self.trained_on:
            yield from without_effect(self.config, self.trained_on)
            yield from another_size(self.config, self.trained_on)

    def _too_much_lag(self) -> Iterator[str]:
        """A sentence where the sampler could learn from results, and no round is proposed from any."""
        search, rounds = self.config.search, len(self.round_sizes)
        if 1 < search.lag >= rounds and learns(search.sampler.name):
            counted = "1 round" if rounds == 1 else f"{rounds:,} rounds"
            none = "no trial is proposed from the results of others"
            yield f"search.lag is {search.lag:,}, with {counted}: {none}; more rounds let the sampler learn"

    @property
    def trained_on(self) -> tuple[int, ...]:
        """The training examples of each fold; none for code of the user's own."""
        if not isinstance(self.objective, NetworkObjective):
            return ()
        return tuple(len(view.train.y) for view in self.objective.views.folds)

    def check_batches(self) -> None:
        """Raise ConfigError where a network of the space would normalise batches of one example.

        A run that an earlier version began goes on without this: there such trials fail alone.
        """
        if self.trained_on:
            check_batches(self.config, self.trained_on)

    def together(self, outcomes: Sequence[Outcome]) -> Outcome:
        """The one outcome of a trial, made from those of all its trainings."""
        folds = self.objective.views.folds if isinstance(self.objective, NetworkObjective) else ()
        return over_trainings(outcomes, self.ranking.metric, [view.dev.count for view in folds])

    def ended_by_itself(self, outcome: Outcome) -> bool:
        """Whether code of the user's own ended a trial before its stated epochs, which it says when asked for more.

        A network says with its last epoch that none follows.
        """
        if isinstance(self.objective, NetworkObjective) or outcome.status != Status.COMPLETE:
            return False
        return outcome.epochs_run < int(self.objective.recipe(outcome.settings).epochs)

    @cached_property
    def trials(self) -> int:
        """How many trials to run: as many as the config asks for, but no more than the space has different settings."""
        return count_different(self.space, self.objective.recipe, self.config.search.most_trials)

    @property
    def round_sizes(self) -> list[int]:
        """The number of trials of each round; in total no more than there are different settings.

        With `trials: auto`, where the time decides how many rounds there are, only the size of the first round.
        """
        stated = self.config.search.trials
        return [min(ROUND, self.trials)] if isinstance(stated, str) else self._at_most_different(stated)

    def _at_most_different(self, trials: int) -> list[int]:
        return cut(round_sizes(trials, self.config.search.rounds), self.trials)

    def conversation(self, round_size: int, trials: int, first: Sequence[Settings] = ()) -> Conversation:
        """A new conversation with the config's sampler, for a search planned with so many `trials`.

        The settings `first` are tried after those that the config names.
        """
        return conversation(self.config, self.space, self.ranking, self.objective.recipe, round_size, trials, first)

    @property
    def finalists(self) -> Finalists | None:
        """How many of the best trials are retrained, and how often."""
        return self.config.search.finalists

    def grid_sentence(self, first_trials: int, trials: int) -> str:
        """Say how the points of a grid compare with the number of `trials`; empty for samplers without a grid."""
        return grid_sentence(self.config, self.space, first_trials, trials)


def prepare(config: Config, sample: int | None = None) -> Prepared:
    """Load the data of `config`, or the user's own code; with a `sample`, as much of the data as `check` needs.

    Raises ConfigError with the line that does not fit.
    """
    if config.objective is None:
        return Prepared(config, NetworkObjective.of(config, sample))
    from hpsearch.training.own.objective import OwnObjective  # noqa: PLC0415 (most searches train networks)

    return Prepared(config, OwnObjective.of(config))


def networks(prepared: Prepared) -> NetworkObjective:
    """The objective of a search of networks. Raises UsageError where the search trains something else."""
    if not isinstance(prepared.objective, NetworkObjective):
        raise UsageError(
            "this is for networks and their data, and the config names training code of your own, "
            "which keeps its models itself"
        )
    return prepared.objective
