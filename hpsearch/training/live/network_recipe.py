"""The recipe of a network while it trains, and which of its values can change."""

from typing import Any

from hpsearch.config.sections.live import LIVE, live_value
from hpsearch.engine.optimizers import OPTIMIZERS, velocity_of
from hpsearch.records import Record, replace
from hpsearch.training.recipe import Recipe
from hpsearch.trials.interventions import Intervention

OF_OPTIMIZERS = ("learning_rate", "beta1", "beta2", "epsilon", "weight_decay")


class LiveNetworkRecipe(Record):
    """The recipe of a network with all changes so far; `classes` is 0 for regression."""

    recipe: Recipe
    classes: int

    @property
    def epochs(self) -> int:
        """The number of epochs that are planned."""
        return self.recipe.epochs

    @property
    def regularised_more(self) -> str:
        """The command that increases the penalty on the weights: the one in use, else what suits the optimizer."""
        decays = "weight_decay" in OPTIMIZERS[self.recipe.optimizer].hyperparameters
        if decays and self.recipe.weight_decay:
            return "weight_decay=3x"
        if self.recipe.l2:
            return "l2=3x"
        return "weight_decay=0.1" if decays else "l2=1"

    def rate(self, epoch: float) -> float:
        """Return the learning rate of the schedule after `epoch` epochs."""
        return self.recipe.rate(epoch)

    def values(self, epoch: int) -> dict[str, Any]:
        """Return the hyperparameters that this network uses and that can change; of a timetable, the present rate."""
        return {name: self._value(name, epoch) for name in LIVE if not self.refusal(name)}

    def refusal(self, name: str) -> str:
        """Return why this network does not use a hyperparameter, or has no velocity; empty if it does."""
        optimizer = self.recipe.optimizer
        if name == "velocity" and velocity_of(OPTIMIZERS[optimizer]) is None:
            return f"{optimizer}, this trial's optimizer, has none"
        if name in OF_OPTIMIZERS and name not in OPTIMIZERS[optimizer].hyperparameters:
            return f"{optimizer}, this trial's optimizer, does not use {name}"
        if name == "label_smoothing" and not self.classes:
            return "label_smoothing is for classes, and this is a regression"
        if name == "keep_prob" and not self.recipe.hidden:
            return "keep_prob is for hidden layers, and this network has none"
        return ""

    def checked(self, name: str, value: Any) -> Any:
        """Return `value` as a config would have it. Raises ValueError if a config or these layers cannot have it."""
        valid = live_value(name, value)
        layers = len(self.recipe.hidden)
        if isinstance(valid, list) and len(valid) != layers:
            raise ValueError(f"expected one for each hidden layer, here {layers}, or one number for all")
        return valid

    def changed(self, intervention: Intervention) -> "LiveNetworkRecipe":
        """Return the recipe after an intervention; a learning rate is added to the timetable."""
        name, value = intervention.what, intervention.after
        if name == "velocity":
            return self
        values: dict[str, Any] = {name: value}
        if name == "keep_prob":
            values = {name: tuple(value) if isinstance(value, list) else (value,) * len(self.recipe.hidden)}
        if name == "learning_rate" and isinstance(self.recipe.schedule, tuple):
            rates = {**dict(self.recipe.schedule), intervention.moment.epoch: value}
            values = {"schedule": tuple(sorted(rates.items()))}
        return replace(self, recipe=replace(self.recipe, **values))

    def _value(self, name: str, epoch: int) -> Any:
        if name == "learning_rate" and isinstance(self.recipe.schedule, tuple):
            return self.recipe.rate(epoch)
        value = getattr(self.recipe, name)
        if isinstance(value, tuple):
            return value[0] if len(set(value)) == 1 else list(value)
        return value
