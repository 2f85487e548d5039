"""Interfaces of what a trial trains, for the search and the workers: networks of the engine, or other training code.

An `Objective` makes plans, groups them and describes the data; its `Training` is the part that workers need to train
them. `networks/objective.py` and `networks/training.py` implement both for networks of the engine.
"""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from hpsearch.records import Record
from hpsearch.trials.data_facts import DataFacts
from hpsearch.trials.outcomes import Outcome, Paused, Settings, Trial
from hpsearch.trials.ranking import Ranking

if TYPE_CHECKING:  # workers need neither
    from hpsearch.space import Space
    from hpsearch.training.live.interactive_model import InteractiveModel
    from hpsearch.training.progress import Epoch


class TrainableRecipe(Protocol):
    """All values that define a training: hashable, and equal if two trainings give the same bits."""

    @property
    def epochs(self) -> int:
        """Number of epochs of the training, if nothing stops it earlier."""

    def __hash__(self) -> int: ...


R = TypeVar("R", bound=TrainableRecipe)


class Plan(Record, Generic[R]):
    """A training to be done: a trial, its recipe, and the repeat whose random draws it uses.

    With folds it trains on the view of the data that holds out the rows of one `fold`. It pauses after `until` epochs,
    if that is before its end. If it `paused` before, it continues from there. With `refit` it trains for that number of
    epochs on the rows of train and dev together, and is not judged.
    """

    trial: Trial
    recipe: R
    repeat: int = 0
    until: int | None = None
    paused: Paused | None = None
    fold: int = 0
    refit: int | None = None


Plans = Sequence[Plan[Any]]
"""Plans that train together, in one worker."""

Result = Outcome | Paused
"""The result of a training: its outcome, or the state in which it paused."""

Epochs = Generator[list["Epoch"], None, list[Result]]
"""A running training: yields the epochs of all models that took part, and returns a result for each plan."""


class Training(Protocol):
    """Trains cohorts. It is sent to all workers by pickle; its arrays are shared and read-only."""

    def train(self, plans: Plans) -> Epochs:
        """Train the plans of one cohort, each to its end or its pause; return results in the order of the plans."""


class SavableModel(Protocol):
    """A trained model that can be written to a file."""

    def save(self, path: Path) -> str:
        """Write the model to `path`; return the checksum of the file. Raises StorageError."""


class Objective(Protocol):
    """What a search needs of what it trains. Making an objective raises ConfigError for mistakes of the config."""

    @property
    def space(self) -> "Space":
        """The searched and the fixed hyperparameters."""

    @property
    def ranking(self) -> Ranking:
        """The metric by which trials are compared."""

    @property
    def headline(self) -> str:
        """The metric that tables show beside the loss, without the name of its part: `error` of `dev_error`."""

    @property
    def fingerprint(self) -> Any:
        """A JSON value that identifies the data; a run is continued only if it is unchanged."""

    @property
    def facts(self) -> DataFacts | None:
        """Facts about the data for the diagnosis; None if unknown."""

    @property
    def training(self) -> Training:
        """The trainer; always the same object, so that workers get it once."""

    def place(self, placed: Callable[[Any], Any]) -> None:
        """Move the arrays of the data to where `placed` puts them, such as a file that workers read."""

    def searching(self, space: "Space") -> "Objective":
        """Return this objective with another space of hyperparameters."""

    def recipe(self, settings: Settings) -> Any:
        """Return the TrainableRecipe of a trial's settings, with all defaults filled in."""

    def plan(self, trial: Trial, repeat: int = 0) -> Plan[Any]:
        """Return the plan of a trial with the random draws of a repeat."""

    def cohorts(self, plans: Sequence[Plan[Any]], jobs: int) -> list[list[Plan[Any]]]:
        """Group plans that train together, so that `jobs` workers are equally busy; the longest first."""

    def model(self, outcome: Outcome) -> SavableModel | None:
        """Return the model of a complete trial's first repeat, trained again if its parameters were not kept.

        None if the training code keeps its models itself.
        """

    def live_model(self, plan: Plan[Any], folder: Path | None = None) -> "InteractiveModel":
        """Return a model that panda trains step by step and can change; its output is written to `folder`."""
