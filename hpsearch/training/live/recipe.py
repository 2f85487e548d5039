"""The hyperparameters of a running training: which of them can change, and how a change applies."""

from collections.abc import Iterable
from functools import reduce
from typing import Any, Protocol, Self, TypeVar

from hpsearch.trials.interventions import Intervention


class LiveRecipe(Protocol):
    """The present hyperparameters of one training; a change gives a new recipe."""

    @property
    def epochs(self) -> int | None:
        """Number of planned epochs; None if the training decides itself when it ends."""

    @property
    def regularised_more(self) -> str:
        """The change that increases regularisation, as written for `tell`; empty if none is known."""

    def rate(self, epoch: float) -> float | None:
        """Return the learning rate after `epoch` epochs, which may be fractional; None if there is none."""

    def values(self, epoch: int) -> dict[str, Any]:
        """Return the hyperparameters that can change, as a config states them, after `epoch` whole epochs."""

    def refusal(self, name: str) -> str:
        """Return why a hyperparameter, or the velocity, cannot change in this training; empty if it can."""

    def checked(self, name: str, value: Any) -> Any:
        """Check and return a new value of a hyperparameter that can change. Raises ValueError."""

    def changed(self, intervention: Intervention) -> Self:
        """Return the recipe after an intervention."""


RecipeT = TypeVar("RecipeT", bound=LiveRecipe)


def with_changes(recipe: RecipeT, changes: Iterable[Intervention]) -> RecipeT:
    """Return `recipe` with the values that `changes` set, applied in order."""
    return reduce(lambda before, each: before.changed(each), changes, recipe)
