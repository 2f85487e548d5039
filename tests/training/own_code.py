"""Training code of a user's own behind the door that the network engine uses: a generator that yields metrics.

`descend` is what a user writes; `OwnTraining` and `OwnObjective` make an objective of it, with what the search needs.
"""

import os
import signal
from dataclasses import dataclass
from functools import cached_property

from hpsearch.space import Space
from hpsearch.training.objective import Plan
from hpsearch.training.progress import Ending, Epoch
from hpsearch.training.results import outcome_of
from hpsearch.trials.outcomes import Paused
from hpsearch.trials.ranking import Ranking

RANKING = Ranking("dev_error", maximize=False)


def descend(hyperparameters, seed, state=None):
    """Walk towards 0 from 1 + the seed; the loss is the distance."""
    x, steps = state or (1.0 + seed, 0)
    while True:
        x -= hyperparameters["learning_rate"] * x
        steps += 1
        loss = abs(x)
        yield {"train_loss": loss, "dev_loss": loss, "train_error": loss, "dev_error": loss}, (x, steps)


def deadly(hyperparameters, seed, state=None):  # noqa: ARG001 (a training's signature)
    """Kill the process that trains."""
    os.kill(os.getpid(), signal.SIGKILL)
    yield


def where(hyperparameters, seed, state=None):  # noqa: ARG001
    """Tell in which process it trains, by the loss."""
    while True:
        yield dict.fromkeys(("train_loss", "dev_loss", "train_error", "dev_error"), float(os.getpid())), None


def endless(hyperparameters, seed, state=None):  # noqa: ARG001
    """Never finish an epoch."""
    while True:
        signal.pause()
    yield


def raising(hyperparameters, seed, state=None):  # noqa: ARG001
    """Raise before the first epoch."""
    raise ValueError("no such rate")
    yield


FUNCTIONS = {function.__name__: function for function in (descend, deadly, where, endless, raising)}


@dataclass(frozen=True)
class OwnRecipe:
    """The settings of a trial, its function among them."""

    settings: tuple[tuple[str, object], ...]
    epochs: int
    function: str = "descend"


@dataclass(frozen=True)
class OwnTraining:
    """Calls the function of each plan; `seed` is the search's."""

    ranking: Ranking = RANKING
    seed: int = 0

    def train(self, plans):
        """Train the plans one after the other."""
        results = []
        for place, plan in enumerate(plans):
            history, paused = [], plan.paused
            if paused:
                history = [Epoch.of(record, place) for record in paused.outcome.history]
            function = FUNCTIONS[plan.recipe.function]
            training = function(dict(plan.recipe.settings), self.seed + plan.repeat, paused and paused.state)
            last = min(plan.until or plan.recipe.epochs, plan.recipe.epochs)
            state = None
            while len(history) < last:
                metrics, state = next(training)
                history.append(Epoch(place, len(history) + 1, 0.0, 0.0, metrics))
                yield history[-1:]
            over = last == plan.recipe.epochs
            ending = Ending(last, history[-1].metrics, [state]) if over else None
            outcome = outcome_of(plan, history, ending, self.ranking, 0.0)
            results.append(outcome if over else Paused(outcome, state))
        return results


class OwnModel:
    """Own code keeps its models itself: the file is empty."""

    def save(self, path):
        """Write the empty file."""
        path.write_bytes(b"")
        return ""


@dataclass(frozen=True)
class OwnObjective:
    """What a search needs to train `function`, `descend` unless another is named."""

    space: Space
    epochs: int = 9
    function: str = "descend"
    ranking: Ranking = RANKING
    headline: str = "error"
    fingerprint: str = "no data"
    facts: object = None

    @cached_property
    def training(self):
        """One for all workers."""
        return OwnTraining(self.ranking)

    def place(self, placed):
        """Nothing: the code has no data."""

    def recipe(self, settings):
        """The settings as they are."""
        return OwnRecipe(tuple(sorted(settings.items())), self.epochs, self.function)

    def plan(self, trial, repeat=0):
        """The settings of the trial, on a seed of the repeat's own."""
        return Plan(trial, self.recipe(trial.settings), repeat)

    def cohorts(self, plans, jobs):  # noqa: ARG002 (an objective's signature)
        """Each alone."""
        return [[plan] for plan in plans]

    def model(self, outcome):  # noqa: ARG002
        """Nothing that predicts."""
        return OwnModel()

    def live_model(self, plan, folder=None):
        """Own code is not trained in panda mode here."""
        raise NotImplementedError(plan)
