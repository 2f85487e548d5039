"""What a trial trains, as the search and the workers see it: networks of the engine, or any other training code.

An `Objective` plans, groups and tells; its `Training` is the part that workers need, and trains. The network engine
(`network_objective.py`, `network_training.py`) is the first pair of them.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from hpsearch.trials.data_facts import DataFacts
from hpsearch.trials.outcomes import Outcome, Paused, Settings, Trial
from hpsearch.trials.ranking import Ranking

if TYPE_CHECKING:  # workers need neither
    from hpsearch.space import Space
    from hpsearch.training.interactive_model import InteractiveModel
    from hpsearch.training.progress import Epoch


class TrainableRecipe(Protocol):
    """What an objective makes of a trial's settings: hashable, and equal where two trainings give the same bits."""

    @property
    def epochs(self) -> int:
        """How many epochs the training takes, if nothing stops it earlier."""

    def __hash__(self) -> int: ...


R = TypeVar("R", bound=TrainableRecipe)


@dataclass(frozen=True, slots=True)
class Plan(Generic[R]):
    """A training to be done: of which trial, by which recipe, and on which repeat's random draws.

    With folds it trains on the view of the data that holds out the rows of one `fold`. It pauses after `until` epochs,
    if that is before its end. Where it `paused` before, it goes on from there. With `refit` it trains for so many
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
"""What a training came to: its outcome, or where it paused."""

Epochs = Generator[list["Epoch"], None, list[Result]]
"""A training: yields what each epoch brought to each model that took part, and returns a result for each plan."""


class Training(Protocol):
    """Trains cohorts. All workers have the same one: it is pickled to them, its arrays are shared and read-only."""

    def train(self, plans: Plans) -> Epochs:
        """Train the plans of one cohort, each to its end or to where it pauses; results in the order of the plans."""


class SavableModel(Protocol):
    """A trained model that can be kept as a file."""

    def save(self, path: Path) -> str:
        """Write the model to `path`; the checksum of the file. Raises StorageError."""


class Objective(Protocol):
    """What a search asks of what it trains. Mistakes of the config are raised where an objective is made."""

    @property
    def space(self) -> "Space":
        """The hyperparameters that are searched, and those that are fixed."""

    @property
    def ranking(self) -> Ranking:
        """The metric by which trials are compared."""

    @property
    def headline(self) -> str:
        """The metric that tables show beside the loss, without the name of its part: `error` of `dev_error`."""

    @property
    def fingerprint(self) -> Any:
        """What identifies the data, as JSON holds it; a run is continued only while it stays the same."""

    @property
    def facts(self) -> DataFacts | None:
        """What a diagnosis has to know of the data; None where that is not known."""

    @property
    def training(self) -> Training:
        """What trains, always the same object: workers get it once."""

    def place(self, placed: Callable[[Any], Any]) -> None:
        """Have the arrays of its data where `placed` puts them, such as in a file that workers read; same values."""

    def searching(self, space: "Space") -> "Objective":
        """The same, with another space of hyperparameters."""

    def recipe(self, settings: Settings) -> Any:
        """What the settings of a trial mean, all defaults filled in: a TrainableRecipe."""

    def plan(self, trial: Trial, repeat: int = 0) -> Plan[Any]:
        """The training of a trial on the random draws of a repeat."""

    def cohorts(self, plans: Sequence[Plan[Any]], jobs: int) -> list[list[Plan[Any]]]:
        """Group plans that train together, so that `jobs` workers are equally busy; the longest first."""

    def model(self, outcome: Outcome) -> SavableModel | None:
        """The model of a complete trial, of its first repeat, trained again where its parameters were not kept.

        None where the code that trains keeps its models itself.
        """

    def live_model(self, plan: Plan[Any], folder: Path | None = None) -> "InteractiveModel":
        """A model that panda trains step by step and changes on the way; `folder` keeps what it prints meanwhile."""
