"""Networks of the engine on the data of a config: the objective of every search that has `data`."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.config import DEFAULTS, Config
from hpsearch.data import Dataset, DataViews, Preprocessing
from hpsearch.data.facts import facts_of
from hpsearch.data.inputs.stored_form import same_inputs
from hpsearch.engine.binned import StoredInputs
from hpsearch.engine.heads import head_of
from hpsearch.errors import UsageError
from hpsearch.metrics import default_metric
from hpsearch.records import Record, replace
from hpsearch.space import Space
from hpsearch.system.freed_memory import give_back
from hpsearch.system.threads import one_thread
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.networks.chosen_metric import ranking_of
from hpsearch.training.networks.cohorts import into_cohorts, work_of
from hpsearch.training.networks.data_of_config import data_of
from hpsearch.training.networks.room import check_room
from hpsearch.training.networks.training import NetworkTraining
from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.training.results import results
from hpsearch.trials.data_facts import DataFacts
from hpsearch.trials.input_views import SEARCHED_DATA, InputView
from hpsearch.trials.outcomes import Outcome, Settings, Trial
from hpsearch.trials.ranking import Ranking

if TYPE_CHECKING:  # needed only after training
    from pathlib import Path

    from hpsearch.models.model import Model
    from hpsearch.training.live.model import LiveModel


class NetworkObjective(Record, dict=True):
    """Trains networks on views of the data: one for each way to make inputs, with folds one for each fold, too.

    Rows, targets, groups and weights are the same in each way; `seed` is that of the search.
    """

    by_view: dict[InputView, DataViews]
    space: Space
    ranking: Ranking
    seed: int

    @classmethod
    def of(cls, config: Config, sample: int | None = None) -> "NetworkObjective":
        """Load the data of `config`; with a `sample`, for `check` only, at most that many examples of each part.

        Raises ConfigError, with the config's line, if data and config do not fit.
        """
        by_view = data_of(config, sample)
        views, *_ = by_view.values()
        ranking, *_ = [ranking_of(config, view) for view in views.folds]  # the metric must exist in each fold
        objective = cls(by_view, config.space(), ranking, config.search.seed)
        dataset = objective.dataset
        outputs = head_of(len(dataset.classes)).outputs(len(dataset.classes), len(dataset.targets))
        widest, examples = max(objective.inputs.values()), len(dataset.train.y)
        check_room(config, objective.space, objective.recipe, examples, widest, outputs)
        return objective

    @property
    def views(self) -> DataViews:
        """The views of the first way; rows and targets are the same in all ways."""
        return next(iter(self.by_view.values()))

    @property
    def dataset(self) -> Dataset:
        """The dataset of the final network, including the test part, in the first way."""
        return self.views.whole

    @cached_property
    def inputs(self) -> Mapping[InputView, int]:
        """Number of inputs of the first dense layer in each way."""
        return {
            way: max(
                len(view.features) + way.waves * len(view.preprocessing.scaled) for view in (*views.folds, views.whole)
            )
            for way, views in self.by_view.items()
        }

    def way_of(self, settings: Settings) -> InputView:
        """Return the way in which a trial with these settings has its inputs."""
        return InputView.of({**self.space.fixed, **settings})

    def views_of(self, settings: Settings) -> DataViews:
        """Return the views that a trial with these settings is trained and judged on."""
        return self.by_view[self.way_of(settings)]

    def way_for(self, preprocessing: Preprocessing, fold: int | None = None) -> InputView:
        """Return the way with this `preprocessing`: that of a fold, or of the final network.

        Raises UsageError if the objective has no such way.
        """
        for way, views in self.by_view.items():
            view = views.whole if fold is None else views.folds[fold]
            if len(self.by_view) == 1 or same_inputs(view.preprocessing, preprocessing):
                return way
        raise UsageError("the model has its inputs in none of the ways that the config searches; search again")

    def dev_inputs(self, preprocessing: Preprocessing, fold: int = 0) -> StoredInputs:
        """Return the inputs, (n_x, m), of a fold's held-out rows, or of the dev part, for its network."""
        return self.training.by_view[self.way_for(preprocessing, fold)][fold].dev.inputs

    @property
    def folds(self) -> int:
        """Number of trainings of each trial per repeat."""
        return len(self.views.folds)

    @property
    def held_out(self) -> tuple[int, ...]:
        """Number of rows that each fold is judged on."""
        return tuple(len(view.dev.y) for view in self.views.folds)

    @property
    def headline(self) -> str:
        """The metric `error` for classes, `rmse` for numbers."""
        return default_metric(self.dataset.task)

    @property
    def fingerprint(self) -> str | dict[str, str]:
        """A hash of the data as they were read; if the way to make inputs is searched, one hash for each."""
        if not {*SEARCHED_DATA} & {*self.space.searched}:
            return self.views.fingerprint
        return {str(way): views.fingerprint for way, views in self.by_view.items()}

    @cached_property
    def facts(self) -> DataFacts:
        """The rows of each part and class, and the scales of inputs and target."""
        return facts_of(self.views)

    @cached_property
    def training(self) -> NetworkTraining:
        """The trainer with the data as arrays, made once."""
        sets = {
            way: tuple(TrainingSet.of(view, self.seed) for view in views.folds) for way, views in self.by_view.items()
        }
        return NetworkTraining(sets, self.ranking, self.seed)

    def place(self, placed: Callable[[Any], Any]) -> None:
        """Move the arrays of the data to where `placed` puts them, before any training, and free their own memory."""
        if "training" in self.__dict__:  # the arrays are placed already, or are in use in this process
            return
        self.by_view.update(placed(self.by_view))
        give_back()
        self.__dict__["training"] = placed(self.training)
        give_back()

    @property
    def training_set(self) -> TrainingSet:
        """The examples of the first way and fold on which networks are trained and judged."""
        return self.training.training_set

    def training_set_of(self, recipe: Recipe) -> TrainingSet:
        """Return the examples of the first fold for networks of this recipe."""
        return self.training.by_view[recipe.view][0]

    def searching(self, space: Space) -> "NetworkObjective":
        """Return this objective with the same data and another space."""
        return replace(self, space=space)

    def recipe(self, settings: Settings, fold: int = 0) -> Recipe:
        """Return the recipe of the settings, the fixed values, and defaults for the rest."""
        return self._recipe(settings, self.views.folds[fold])

    def _recipe(self, settings: Settings, view: Dataset) -> Recipe:
        return Recipe.of({**DEFAULTS, **self.space.fixed, **settings}, len(view.train.y))

    def plan(self, trial: Trial, repeat: int = 0, fold: int = 0) -> Plan[Recipe]:
        """Return the plan of a trial with the random draws of a repeat and the view of a fold."""
        return Plan(trial, self.recipe(trial.settings, fold), repeat, fold=fold)

    def refit_plan(self, trial: Trial, repeat: int, best_epoch: int | None) -> Plan[Recipe]:
        """Return the plan of a trial on the rows of train and dev together, with the random draws of a repeat."""
        rows = len(self.dataset.train.y) + len(self.dataset.dev.y)
        recipe = Recipe.of({**DEFAULTS, **self.space.fixed, **trial.settings}, rows)
        epochs = _epochs_again(recipe, best_epoch)
        return Plan(trial, recipe.settling(epochs), repeat, refit=epochs)

    def cohorts(self, plans: Sequence[Plan[Recipe]], jobs: int) -> list[list[Plan[Recipe]]]:
        """Group networks of one shape, view, repeat and fold, as many as fit into the processor's cache."""
        return into_cohorts(plans, jobs, self.inputs, self.training_set.outputs)

    def work(self, plan: Plan[Recipe]) -> float:
        """Estimate the training time of a plan, in arbitrary units: only ratios are meaningful."""
        return work_of(plan.recipe, self.inputs, self.training_set.outputs)

    def model(self, outcome: Outcome) -> "Model":
        """Return the network with its preprocessing; without stored parameters it is trained again to the same bits.

        With folds it is trained on all rows that are not test, for the median of the folds' best epochs.
        """
        if self.folds > 1 and (model := self._of_all_rows(outcome)) is not None:
            return model
        plan = self.plan(outcome.trial)
        parameters = outcome.parameters
        if parameters is None:
            with one_thread():  # as in workers; with more threads sums would be in another order
                (again,) = results(self.training, [plan])
            parameters = again.parameters if isinstance(again, Outcome) else None
        if parameters is None:
            raise RuntimeError(f"trial {outcome.number} trained to another end than before")
        return self.model_of(plan, parameters)

    def model_of(self, plan: Plan[Recipe], parameters: NDArray[np.floating[Any]]) -> "Model":
        """Return the network of a plan with its parameters, (P,), and the preprocessing of its view."""
        from hpsearch.models.model import Model  # noqa: PLC0415 (not needed to start training)

        shape = plan.recipe.architecture(self.training.training_set_of(plan))
        view = self.by_view[plan.recipe.view].folds[plan.fold]
        return Model(shape, parameters, view.preprocessing, self.dataset.classes)

    def _of_all_rows(self, outcome: Outcome) -> "Model | None":
        """Train a network on all rows that are not test; None if it diverges, and then the first fold's is used."""
        from hpsearch.models.model import Model  # noqa: PLC0415 (as above)
        from hpsearch.training.networks.cohort import Cohort  # noqa: PLC0415

        dataset = self.views_of(outcome.settings).whole
        training_set = TrainingSet.of(dataset, self.seed)
        recipe = self._recipe(outcome.settings, dataset)
        with one_thread():
            cohort = Cohort([recipe], training_set, self.seed)
            for _ in range(_epochs_again(recipe, outcome.best_epoch)):
                cohort.train_epoch()
        parameters = cohort.parameters(0)
        if not np.isfinite(parameters).all():
            return None
        return Model(recipe.architecture(training_set), parameters, dataset.preprocessing, dataset.classes)

    def live_model(self, plan: Plan[Recipe], folder: "Path | None" = None) -> "LiveModel":  # noqa: ARG002 (prints nothing)
        """Return a single network before its first step."""
        from hpsearch.training.live.model import LiveModel  # noqa: PLC0415 (for panda alone)

        return LiveModel(plan, self.training)


def _epochs_again(recipe: Recipe, best_epoch: int | None) -> int:
    """Return the epochs for refitting, where no row is held out: all, or with early stopping the trial's best epoch."""
    return recipe.epochs if recipe.patience is None or not best_epoch else best_epoch
