"""The hyperparameters of the user's own code while it trains, and which of them it can change."""

from collections.abc import Mapping, Sequence
from typing import Any

from hpsearch.config.text.scalars import refusal
from hpsearch.config.wording import one_of, show
from hpsearch.records import Record, replace
from hpsearch.training.own.recipe import UNLIMITED, OwnRecipe
from hpsearch.trials.interventions import Intervention

REGULARISERS = ("l2", "weight_decay")


class OwnLiveRecipe(Record):
    """All hyperparameters with their present values; the function `title` declares that it can change those in `live`.

    A new value must be one of the hyperparameter's `choices`, or of the same type as the present value.
    """

    recipe: OwnRecipe
    live: tuple[str, ...]
    choices: Mapping[str, Sequence[Any]]
    title: str

    @property
    def epochs(self) -> int | None:
        """Number of planned epochs; None if the code ends by itself."""
        return None if self.recipe.epochs == UNLIMITED else self.recipe.epochs

    @property
    def regularised_more(self) -> str:
        """A change to a larger l2 or weight_decay, if one of them can change and is not 0; else empty."""
        values = self.values(0)
        return next((f"{name}=3x" for name in REGULARISERS if values.get(name)), "")

    def rate(self, epoch: float) -> float | None:  # noqa: ARG002 (the schedule of the code is unknown)
        """Return the hyperparameter learning_rate; None if there is none."""
        rate = self.recipe.hyperparameters.get("learning_rate")
        return float(rate) if isinstance(rate, int | float) else None

    def values(self, epoch: int) -> dict[str, Any]:  # noqa: ARG002 (as above)
        """Return the hyperparameters of this trial that the code can change."""
        present = self.recipe.hyperparameters
        return {name: present[name] for name in self.live if name in present}

    def refusal(self, name: str) -> str:
        """Return why a hyperparameter cannot change (not in this trial, or not declared); empty if it can."""
        if name == "velocity":
            return "is for networks of hpsearch; code of your own keeps its own"
        if name not in self.recipe.hyperparameters:
            return f"this trial has no {name}"
        if name in self.live:
            return ""
        attribute = f"{self.title.rpartition(':')[2]}.live"
        if self.live:
            return f"{self.title} says that it can change {', '.join(self.live)} alone ({attribute})"
        remedy = f'{attribute} = ["{name}"], and follow what yield returns'
        return f"{self.title} does not say that it can change while it trains; write {remedy}"

    def checked(self, name: str, value: Any) -> Any:
        """Return a value of the present one's type, or one of the choices. Raises ValueError for others."""
        if reason := _refused(value):
            raise ValueError(reason)
        choices = self.choices.get(name, ())
        if any(value == each and type(value) is type(each) for each in choices):
            return value
        present = self.recipe.hyperparameters[name]
        if isinstance(present, bool) or not isinstance(present, int | float):
            return _of_same_kind(value, present, choices)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{show(value)} is no number; expected one, as {show(present)} is")  # noqa: TRY004 (a value)
        if isinstance(present, int) and value != int(value):
            raise ValueError(f"{show(value)} is no whole number; expected one, as {show(present)} is")
        return int(value) if isinstance(present, int) else float(value)

    def changed(self, intervention: Intervention) -> "OwnLiveRecipe":
        """Return the recipe after an intervention."""
        values = {**self.recipe.hyperparameters, intervention.what: intervention.after}
        return replace(self, recipe=OwnRecipe.of(values))


def _refused(value: Any) -> str | None:
    """Return why no config could hold a value, or a part of it; None if one could."""
    if isinstance(value, list):
        return next(filter(None, map(_refused, value)), None)
    return refusal(value)


def _of_same_kind(value: Any, present: Any, choices: Sequence[Any]) -> Any:
    if choices:
        raise ValueError(f"{show(value)} is none of its choices; {one_of(list(choices))}")
    if present is not None and type(value) is not type(present):
        raise ValueError(f"{show(value)} is of another kind; expected a value such as {show(present)}")
    return value
