"""Networks of the engine on the data of a config: the objective of every search that has `data`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.config import DEFAULTS, Config
from hpsearch.config.frames import FRAME_IN_CONFIG as FRAME
from hpsearch.data import Dataset, DataViews, load_views
from hpsearch.data.facts import facts_of
from hpsearch.engine.heads import head_of
from hpsearch.errors import DataError
from hpsearch.metrics import default_metric
from hpsearch.models.model import Model
from hpsearch.space import Choice, Space
from hpsearch.system.threads import one_thread
from hpsearch.training.augmentation import Augmentation
from hpsearch.training.chosen_metric import ranking_of
from hpsearch.training.cohort import Cohort
from hpsearch.training.cohorts import into_cohorts, work_of
from hpsearch.training.examples import TrainingSet
from hpsearch.training.live_model import LiveModel
from hpsearch.training.network_training import NetworkTraining
from hpsearch.training.objective import Plan
from hpsearch.training.recipe import Recipe
from hpsearch.training.results import results
from hpsearch.training.room import check_room
from hpsearch.trials.data_facts import DataFacts
from hpsearch.trials.outcomes import Outcome, Settings, Trial
from hpsearch.trials.ranking import Ranking


@dataclass(frozen=True)
class NetworkObjective:
    """Trains networks on views of the data: one, or one for each fold; `seed` is the search's."""

    views: DataViews
    space: Space
    ranking: Ranking
    seed: int

    @classmethod
    def of(cls, config: Config) -> "NetworkObjective":
        """Load the data of `config`. Raises ConfigError, with the config's line, where the two do not fit."""
        _check_path(config)
        views = _load(config)
        dataset = views.whole
        _check_augmentation(config, dataset)
        _check_classes(config, dataset)
        _check_loss(config, dataset)
        ranking, *_ = [ranking_of(config, view) for view in views.folds]  # each must have a value
        objective = cls(views, config.space(), ranking, config.search.seed)
        inputs, examples = dataset.train.x.shape
        outputs = head_of(len(dataset.classes)).outputs(len(dataset.classes), len(dataset.targets))
        check_room(config, objective.space, objective.recipe, examples, inputs, outputs)
        return objective

    @property
    def dataset(self) -> Dataset:
        """What the network that is kept trains on, with the test part, prepared for that network."""
        return self.views.whole

    @property
    def folds(self) -> int:
        """How many trainings each trial has on each repeat's draws."""
        return len(self.views.folds)

    @property
    def held_out(self) -> tuple[int, ...]:
        """The rows that each fold is judged on."""
        return tuple(len(view.dev.y) for view in self.views.folds)

    @property
    def headline(self) -> str:
        """Error for classes, rmse for numbers."""
        return default_metric(self.dataset.task)

    @property
    def fingerprint(self) -> str:
        """A hash of the data as they were read."""
        return self.views.fingerprint

    @property
    def facts(self) -> DataFacts:
        """The rows of each part and class, and the scales of inputs and target."""
        return facts_of(self.views)

    @cached_property
    def training(self) -> NetworkTraining:
        """The training parts as arrays, laid out once."""
        sets = tuple(TrainingSet.of(view, self.seed) for view in self.views.folds)
        return NetworkTraining(sets, self.ranking, self.seed)

    @property
    def training_set(self) -> TrainingSet:
        """The examples that networks are trained and judged on, of the first fold."""
        return self.training.training_set

    def recipe(self, settings: Settings, fold: int = 0) -> Recipe:
        """The settings with what is fixed, and defaults for what they do not use."""
        return self._recipe(settings, self.views.folds[fold])

    def _recipe(self, settings: Settings, view: Dataset) -> Recipe:
        return Recipe.of({**DEFAULTS, **self.space.fixed, **settings}, len(view.train.y))

    def plan(self, trial: Trial, repeat: int = 0, fold: int = 0) -> Plan[Recipe]:
        """The training of a trial on the random draws of a repeat and the view of a fold."""
        return Plan(trial, self.recipe(trial.settings, fold), repeat, fold=fold)

    def cohorts(self, plans: Sequence[Plan[Recipe]], jobs: int) -> list[list[Plan[Recipe]]]:
        """Networks of one shape, repeat and fold, as many in a stack as the processor's cache holds."""
        return into_cohorts(plans, jobs, len(self.training_set.train.x), self.training_set.outputs)

    def work(self, plan: Plan[Recipe]) -> float:
        """Roughly how long a plan trains, in a unit without a name: only the ratio of two plans counts."""
        return work_of(plan.recipe, len(self.training_set.train.x), self.training_set.outputs)

    def model(self, outcome: Outcome) -> Model:
        """The network with its preprocessing, trained again to the same bits where only its settings are left.

        With folds it trains on all rows that are not test, for as many epochs as the folds' middle best epoch.
        """
        if self.folds > 1 and (model := self._of_all_rows(outcome)) is not None:
            return model
        plan = self.plan(outcome.trial)
        parameters = outcome.parameters
        if parameters is None:
            with one_thread():  # as the workers do: more threads sum in another order
                (again,) = results(self.training, [plan])
            parameters = again.parameters if isinstance(again, Outcome) else None
        if parameters is None:
            raise RuntimeError(f"trial {outcome.number} trained to another end than before")
        return self.model_of(plan, parameters)

    def model_of(self, plan: Plan[Recipe], parameters: NDArray[np.floating[Any]]) -> Model:
        """The network of a plan, whose parameters are (P,), with the preprocessing of its view."""
        shape = plan.recipe.architecture(self.training.training_set_of(plan))
        return Model(shape, parameters, self.views.folds[plan.fold].preprocessing, self.dataset.classes)

    def _of_all_rows(self, outcome: Outcome) -> Model | None:
        """None if it diverges there, as the folds' networks did not; then the first fold's is kept."""
        training_set = TrainingSet.of(self.dataset, self.seed)
        recipe = self._recipe(outcome.settings, self.dataset)
        epochs = recipe.epochs if recipe.patience is None or not outcome.best_epoch else outcome.best_epoch
        with one_thread():
            cohort = Cohort([recipe], training_set, self.seed)
            for _ in range(epochs):
                cohort.train_epoch()
        parameters = cohort.parameters(0)
        if not np.isfinite(parameters).all():
            return None
        shape = recipe.architecture(training_set)
        return Model(shape, parameters, self.dataset.preprocessing, self.dataset.classes)

    def live_model(self, plan: Plan[Recipe]) -> LiveModel:
        """One network alone, before its first step."""
        return LiveModel(plan, self.training)


_NOT_KEPT = (
    "was a DataFrame, which no run folder keeps; in Python, hpsearch.run with the same frame, the same config and "
    "resume=True gives a run that has it, and run.evaluate(rows) judges labelled rows without it"
)
"""Said where a run is opened from its folder, and its data are needed."""


def _check_path(config: Config) -> None:
    """Raise ConfigError where the run could not state where its data are."""
    source = str(config.as_dict()["data"]["source"])
    try:
        source.encode()
    except UnicodeEncodeError:
        sentence = f"{source}: the path is not UTF-8 text, so no run can record it; rename the file or folder"
        raise config.error("data.source", sentence) from None


def _load(config: Config) -> DataViews:
    data = config.data
    if data.source == FRAME and config.frame is None:
        raise config.error("data.source", _NOT_KEPT)
    try:
        return load_views(
            data.source if config.frame is None else config.frame,
            target=data.target,
            task=data.task,
            positive=data.positive,
            inputs=data.inputs,
            ignore=data.ignore,
            csv=None if isinstance(data.csv, str) else data.csv.model_dump(),
            split=data.split,
            group=data.group,
            order=data.order,
            normalize=data.normalize,
            numbers=data.numbers,
            missing=data.missing,
            dates=data.dates,
            levels=data.levels,
            weight=data.weight,
            folder=config.folder,
            seed=config.search.seed,
        )
    except DataError as error:
        raise config.error(f"data.{error.key}", str(error)) from error


def _check_augmentation(config: Config, dataset: Dataset) -> None:
    """Raise ConfigError where images are to be changed in a way that these examples cannot be."""
    chosen = config.hyperparameters["augment"]
    stated = {"augment": chosen}
    if isinstance(chosen, Choice):
        stated = {f"augment.choices[{index}]": choice for index, choice in enumerate(chosen.choices)}
    for key, choice in stated.items():
        augmentation = Augmentation.of(choice)
        if augmentation and (misfit := augmentation.misfit(dataset.image)):
            raise config.error(f"hyperparameters.{key}.{misfit[0]}", misfit[1])
        if augmentation and augmentation.moves and dataset.preprocessing.bins:
            sentence = "moves pixels, and several inputs stand for each here; expected data.numbers: plain"
            raise config.error(f"hyperparameters.{key}", sentence)


def _check_classes(config: Config, dataset: Dataset) -> None:
    """Raise ConfigError where a regression is asked for what only classes have."""
    for key in ("label_smoothing", "class_weight"):
        if not dataset.classes and config.hyperparameters[key] != DEFAULTS[key]:
            sentence = f"is for classes, and {dataset.target} is a number to predict; leave it out, or set data.task"
            raise config.error(f"hyperparameters.{key}", sentence)


def _check_loss(config: Config, dataset: Dataset) -> None:
    """Raise ConfigError where classes are asked for another loss than theirs, or losses of two kinds are compared."""
    loss = config.hyperparameters["loss"]
    if dataset.classes and loss != DEFAULTS["loss"]:
        sentence = f"is for numbers to predict, and {dataset.target} has classes, with cross-entropy; leave it out"
        raise config.error("hyperparameters.loss", sentence)
    if isinstance(loss, Choice) and config.search.metric == "dev_loss":
        sentence = "compares losses, and hyperparameters.loss is searched; expected another metric, such as dev_rmse"
        raise config.error("search.metric", sentence)
