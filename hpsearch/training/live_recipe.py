"""The hyperparameters of a training while it goes on: which of them can change, and what a change makes of them."""

from collections.abc import Iterable
from functools import reduce
from typing import Any, Protocol, Self, TypeVar

from hpsearch.trials.interventions import Intervention


class LiveRecipe(Protocol):
    """The hyperparameters of one training as they are now; a change gives another one."""

    @property
    def epochs(self) -> int | None:
        """Number of epochs planned; None where the training ends by itself."""

    @property
    def regularised_more(self) -> str:
        """The change that regularises more, in the words of `tell`; empty where none is known."""

    def rate(self, epoch: float) -> float | None:
        """The learning rate after `epoch` epochs, parts of one counted; None where there is none."""

    def values(self, epoch: int) -> dict[str, Any]:
        """Those that can change in this training, as a config states them, after `epoch` whole epochs."""

    def refusal(self, name: str) -> str:
        """Why a hyperparameter, or the velocity, cannot change in this training; empty where it can."""

    def checked(self, name: str, value: Any) -> Any:
        """A new value of a hyperparameter that can change, as it is kept. Raises ValueError for one it cannot have."""

    def changed(self, intervention: Intervention) -> Self:
        """The recipe once a value that was set holds."""


RecipeT = TypeVar("RecipeT", bound=LiveRecipe)


def with_changes(recipe: RecipeT, changes: Iterable[Intervention]) -> RecipeT:
    """Return `recipe` with the values that `changes` set, applied in order."""
    return reduce(lambda before, each: before.changed(each), changes, recipe)
