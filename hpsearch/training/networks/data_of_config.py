"""Load the data of a config, for each way to make inputs that it fixes or searches, and check that they fit it."""

from collections.abc import Sequence
from itertools import product

from hpsearch.config import DEFAULTS, Config
from hpsearch.config.frames import FRAME_IN_CONFIG as FRAME
from hpsearch.data import Dataset, DataViews, load_input_views
from hpsearch.errors import DataError
from hpsearch.space import Choice
from hpsearch.training.examples.augmentation import Augmentation
from hpsearch.training.networks.room import ends
from hpsearch.trials.input_views import SEARCHED_DATA, InputView


def data_of(config: Config, sample: int | None = None) -> dict[InputView, DataViews]:
    """Load the data; with a `sample`, at most that many examples of each part get inputs.

    Raises ConfigError, with the config's line, if data and config do not fit.
    """
    _check_path(config)
    by_view = _load(config, sample)
    datasets = [views.whole for views in by_view.values()]
    _check_augmentation(config, datasets)
    _check_classes(config, datasets[0])
    _check_loss(config, datasets[0])
    return by_view


_NOT_KEPT = (
    "was a DataFrame, which no run folder keeps; in Python, hpsearch.run with the same frame, the same config and "
    "resume=True gives a run that has it, and run.evaluate(rows) judges labelled rows without it"
)
"""Message when a run is opened from its folder and needs its data."""


def _check_path(config: Config) -> None:
    """Raise ConfigError if the run could not record the path of its data."""
    source = str(config.as_dict()["data"]["source"])
    try:
        source.encode()
    except UnicodeEncodeError:
        sentence = f"{source}: the path is not UTF-8 text, so no run can record it; rename the file or folder"
        raise config.error("data.source", sentence) from None


def _load(config: Config, sample: int | None) -> dict[InputView, DataViews]:
    data = config.data
    if data.source == FRAME and config.frame is None:
        raise config.error("data.source", _NOT_KEPT)
    try:
        return load_input_views(
            data.source if config.frame is None else config.frame,
            _ways(config),
            target=data.target,
            task=data.task,
            positive=data.positive,
            inputs=data.inputs,
            ignore=data.ignore,
            csv=None if isinstance(data.csv, str) else data.csv.model_dump(),
            split=data.split,
            group=data.group,
            order=data.order,
            missing=data.missing,
            predictions=data.predictions,
            dates=data.dates,
            levels=data.levels,
            sample=sample,
            weight=data.weight,
            folder=config.folder,
            seed=config.search.seed,
        )
    except DataError as error:
        raise config.error(f"data.{error.key}", str(error)) from error


def _ways(config: Config) -> list[InputView]:
    """Return all ways to make inputs that the config fixes or searches, in its order."""
    values = [ends(config.values[name]) for name in SEARCHED_DATA]
    return [InputView.of(dict(zip(SEARCHED_DATA, each, strict=True))) for each in product(*values)]


def _check_augmentation(config: Config, datasets: Sequence[Dataset]) -> None:
    """Raise ConfigError if the augmentation is not possible with these examples."""
    chosen = config.hyperparameters["augment"]
    stated = {"augment": chosen}
    if isinstance(chosen, Choice):
        stated = {f"augment.choices[{index}]": choice for index, choice in enumerate(chosen.choices)}
    for key, choice in stated.items():
        augmentation = Augmentation.of(choice)
        if augmentation and (misfit := augmentation.misfit(datasets[0].image)):
            raise config.error(f"hyperparameters.{key}.{misfit[0]}", misfit[1])
        if augmentation and augmentation.moves and any(dataset.preprocessing.bins for dataset in datasets):
            sentence = "moves pixels, and several inputs stand for each here; expected data.numbers: plain"
            raise config.error(f"hyperparameters.{key}", sentence)


def _check_classes(config: Config, dataset: Dataset) -> None:
    """Raise ConfigError if the config has a setting for classes and the task is a regression."""
    for key in ("label_smoothing", "class_weight"):
        if not dataset.classes and config.hyperparameters[key] != DEFAULTS[key]:
            sentence = f"is for classes, and {dataset.target} is a number to predict; leave it out, or set data.task"
            raise config.error(f"hyperparameters.{key}", sentence)


def _check_loss(config: Config, dataset: Dataset) -> None:
    """Raise ConfigError if a classification has a setting for regression, or if different losses are compared."""
    if dataset.classes and config.data.predictions != "free":
        sentence = f"is for numbers to predict, and {dataset.target} has classes; leave it out"
        raise config.error("data.predictions", sentence)
    loss = config.hyperparameters["loss"]
    if dataset.classes and loss != DEFAULTS["loss"]:
        sentence = f"is for numbers to predict, and {dataset.target} has classes, with cross-entropy; leave it out"
        raise config.error("hyperparameters.loss", sentence)
    if isinstance(loss, Choice) and config.search.metric == "dev_loss":
        sentence = "compares losses, and hyperparameters.loss is searched; expected another metric, such as dev_rmse"
        raise config.error("search.metric", sentence)
