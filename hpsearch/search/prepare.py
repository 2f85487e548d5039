"""Everything a search needs, from its config: the data, the space, the ranking, the sampler."""

from dataclasses import dataclass
from functools import cached_property

from hpsearch.config import DEFAULTS, Config
from hpsearch.config.search import Finalists
from hpsearch.data import Dataset, load
from hpsearch.data.columns import listed
from hpsearch.errors import DataError
from hpsearch.models.model import Model
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.proposer import conversation, layout
from hpsearch.search.proposals.untried import count_different
from hpsearch.search.room import check_room
from hpsearch.search.rounds import cut, round_sizes
from hpsearch.space import Choice, Space
from hpsearch.system.threads import one_thread
from hpsearch.training.augmentation import Augmentation
from hpsearch.training.cohorts import Planned
from hpsearch.training.examples import TrainingSet, head_for
from hpsearch.training.metrics import METRICS, default_metric
from hpsearch.training.recipe import Recipe
from hpsearch.training.training_trials import train_cohort
from hpsearch.trials.outcomes import Outcome, Settings, Trial
from hpsearch.trials.ranking import Ranking


@dataclass(frozen=True)
class Prepared:
    """A config with its data: ready to search."""

    config: Config
    dataset: Dataset
    space: Space
    ranking: Ranking

    @cached_property
    def training_set(self) -> TrainingSet:
        """What the workers are given."""
        return TrainingSet.of(self.dataset, self.config.search.seed)

    @cached_property
    def trials(self) -> int:
        """How many trials there are to run: no more than the space has different settings."""
        return count_different(self.space, self.meaning, self.config.search.trials)

    @property
    def round_sizes(self) -> list[int]:
        """The trials of each round, as far as there are different settings."""
        return cut(round_sizes(self.config.search.trials, self.config.search.rounds), self.trials)

    def meaning(self, settings: Settings) -> Recipe:
        """What training makes of settings; equal for those that train to the same bits."""
        return self.planned(Trial(0, 1, settings)).recipe

    def conversation(self, round_size: int, trials: int) -> Conversation:
        """A new conversation with the config's sampler, for a search planned with so many trials."""
        return conversation(self.config, self.space, self.ranking, self.meaning, round_size, trials)

    @property
    def finalists(self) -> Finalists | None:
        """How many of the best train again, and how often."""
        return self.config.search.finalists

    def layout(self, planned: int, trials: int) -> str:
        """What a grid for so many `planned` trials comes to, in a sentence; empty for samplers without one."""
        return layout(self.config, self.space, planned, trials)

    def planned(self, trial: Trial, repeat: int = 0) -> Planned:
        """A trial with its recipe: its settings, what is fixed, and defaults for what it does not use."""
        hyperparameters = {**DEFAULTS, **self.space.fixed, **trial.settings}
        return Planned(trial, Recipe.of(hyperparameters, len(self.dataset.train.y)), repeat)

    def model(self, outcome: Outcome) -> Model:
        """A complete trial's trained model, of its first repeat; where only settings are left, it is trained again.

        Training is deterministic, so both are the same to the bit.
        """
        planned = self.planned(outcome.trial)
        parameters = outcome.parameters
        if parameters is None:
            with one_thread():  # as the workers do: more threads sum in another order
                again = train_cohort([planned], self.training_set, self.ranking, self.config.search.seed)
            parameters = again[0].parameters
        if parameters is None:
            raise RuntimeError(f"trial {outcome.number} trained to another end than before")
        shape = planned.recipe.architecture(self.training_set)
        return Model(shape, parameters, self.dataset.preprocessing, self.dataset.classes)


def prepare(config: Config) -> Prepared:
    """Load the data of `config`. Raises ConfigError, with the config's line, where the two do not fit."""
    data, search = config.data, config.search
    _check_path(config)
    try:
        dataset = load(
            data.source,
            target=data.target,
            task=data.task,
            split=data.split,
            normalize=data.normalize,
            folder=config.folder,
            seed=search.seed,
        )
    except DataError as error:
        raise config.error(f"data.{error.key}", str(error)) from error
    _check_augmentation(config, dataset)
    _check_classes(config, dataset)
    prepared = Prepared(config, dataset, config.space(), _ranking(config, dataset))
    inputs, examples = dataset.train.x.shape
    outputs = head_for(dataset).outputs(len(dataset.classes))
    check_room(config, prepared.space, prepared.meaning, examples, inputs, outputs)
    return prepared


def _check_path(config: Config) -> None:
    """Raise ConfigError where the run could not state where its data are."""
    source = str(config.as_dict()["data"]["source"])
    try:
        source.encode()
    except UnicodeEncodeError:
        sentence = f"{source}: the path is not UTF-8 text, so no run can record it; rename the file or folder"
        raise config.error("data.source", sentence) from None


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


def _check_classes(config: Config, dataset: Dataset) -> None:
    """Raise ConfigError where a regression is asked for what only classes have."""
    for key in ("label_smoothing", "class_weight"):
        if not dataset.classes and config.hyperparameters[key] != DEFAULTS[key]:
            sentence = f"is for classes, and {dataset.target} is a number to predict; leave it out, or set data.task"
            raise config.error(f"hyperparameters.{key}", sentence)


def _ranking(config: Config, dataset: Dataset) -> Ranking:
    chosen, task = config.search.metric, dataset.task
    name = default_metric(task) if chosen == "auto" else chosen.removeprefix("dev_")
    if task not in METRICS[name].tasks:
        fitting = ", ".join(f"dev_{metric.name}" for metric in METRICS.values() if task in metric.tasks)
        raise config.error("search.metric", f"{chosen} does not apply to {task}; expected one of {fitting}")
    if METRICS[name].every_class and (absent := dataset.dev.absent(dataset.classes)):
        raise config.error(
            "search.metric",
            f"{chosen} sets each class against the rest, and the dev part has no row of class {listed(absent)}; "
            "expected a larger dev part, or another metric such as dev_f1",
        )
    return Ranking(f"dev_{name}", METRICS[name].maximize)
