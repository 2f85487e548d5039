"""Turn a change into an intervention on the training as it stands, or say why it is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hpsearch.config.live import LIVE, live_value
from hpsearch.engine.optimizers import OPTIMIZERS, velocity_of
from hpsearch.errors import UsageError
from hpsearch.training.changed_recipe import with_changes
from hpsearch.training.recipe import Recipe
from hpsearch.trials.interventions import ENDINGS, Branches, Intervention, Moment
from hpsearch.trials.requests import Change, Counted, Note, Plain, Set, Unreadable

OF_OPTIMIZERS = ("learning_rate", "beta1", "beta2", "epsilon", "weight_decay")


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the training of a trial stands, with all its `interventions` in order.

    The training began with `first_recipe` and has `recipe` now. `classes` is 0 for regression. `diverged` says that
    the loss is not finite now; `lost` tells whether it was so after an epoch, given as (branch, epoch).
    """

    trial: int
    moment: Moment
    first_recipe: Recipe
    recipe: Recipe
    interventions: Sequence[Intervention]
    branches: Branches
    classes: int
    diverged: bool = False
    lost: Callable[[tuple[int, int]], bool] = lambda _epoch: False

    def following(self, change: Change) -> Intervention:
        """Return the intervention that `change` becomes. Raises UsageError for a change that is refused."""
        match change:
            case Set():
                return self._setting(change)
            case Counted():
                return self._counted(change)
            case Unreadable():
                raise UsageError(f"{change}: was sent by another version of hpsearch; send it again with this one")
            case Note():
                return self._intervention("note", remark=change.text)
            case Plain("undo"):
                return self._undoing()
        if change.word in ("pause", "resume"):
            self._check_goes_on(change)
        if change.word == "finish":
            self._check_finish()
        if change.word == "velocity":
            self._check_velocity()
        return self._intervention(change.word, None, 0 if change.word == "velocity" else None)

    def after(self, each: Intervention) -> "Situation":
        """Return the situation after the intervention `each` took effect."""
        interventions = [*self.interventions, each]
        branches, moment = Branches(interventions), each.target if each.moves else self.moment
        recipe = with_changes(self.first_recipe, branches.changes(interventions, moment))
        target = branches.trained_by(moment.branch, moment.epoch), moment.epoch
        lost = not moment.step and self.lost(target) if each.moves else self.diverged
        return replace(
            self, moment=moment, recipe=recipe, interventions=interventions, branches=branches, diverged=lost
        )

    def value(self, name: str) -> Any:
        """Return the present value of a hyperparameter as a config states it; of a timetable, the present rate."""
        if name == "learning_rate" and isinstance(self.recipe.schedule, tuple):
            return self.recipe.rate(self.moment.epoch)
        value = getattr(self.recipe, name)
        if isinstance(value, tuple):
            return value[0] if len(set(value)) == 1 else list(value)
        return value

    def values(self) -> dict[str, Any]:
        """Return the hyperparameters that can be changed in this training, with their present values."""
        return {name: self.value(name) for name in LIVE if not self._unused(name)}

    def _unused(self, name: str) -> str:
        """Say why this training does not use a hyperparameter; empty if it does."""
        optimizer = self.recipe.optimizer
        if name in OF_OPTIMIZERS and name not in OPTIMIZERS[optimizer].hyperparameters:
            return f"{optimizer}, this trial's optimizer, does not use {name}"
        if name == "label_smoothing" and not self.classes:
            return "label_smoothing is for classes, and this is a regression"
        if name == "keep_prob" and not self.recipe.hidden:
            return "keep_prob is for hidden layers, and this network has none"
        return ""

    def _intervention(self, what: str, before: Any = None, after: Any = None, **more: Any) -> Intervention:
        return Intervention(self.trial, self.moment, what, before, after, **more)

    def _setting(self, change: Set) -> Intervention:
        name, before = change.name, self.value(change.name)
        if reason := self._unused(name):
            raise UsageError(f"{change}: {reason}")
        after = change.value if change.factor is None else self._multiplied(change, before)
        if isinstance(after, list) and len(after) != len(self.recipe.hidden):
            layers = len(self.recipe.hidden)
            raise UsageError(f"{change}: expected one for each hidden layer, here {layers}, or one number for all")
        return self._intervention(name, before, after)

    def _multiplied(self, change: Set, before: Any) -> Any:
        name, factor = change.name, change.factor or 0.0
        if before is None or before == 0:
            stated = "none" if before is None else "0"
            raise UsageError(f"{change}: {name} is {stated} now, which has no multiple; expected a number")
        after = [one * factor for one in before] if isinstance(before, list) else before * factor
        try:
            return live_value(name, after)
        except ValueError as error:
            raise UsageError(f"{change}: {error}") from None

    def _counted(self, change: Counted) -> Intervention:
        if change.word == "rollback":
            return self._rollback(change.epochs)
        self._check_goes_on(change)
        if change.word == "extend":
            return self._intervention("epochs", self.recipe.epochs, self.recipe.epochs + change.epochs)
        return self._intervention(change.word, None, self.moment.epoch + change.epochs)

    def _rollback(self, epochs: int) -> Intervention:
        done = self.moment.epoch
        target = epochs if epochs >= 0 else done + epochs
        if not 0 <= target <= done:
            has = f"branch {self.moment.branch} has {done} whole epochs"
            raise UsageError(f"rollback={epochs}: {has}; expected 0 to {done}, or so many back")
        return self._intervention("rollback", list(self.moment), [len(self.branches), target, 0])

    def _undoing(self) -> Intervention:
        undone = {each.undoes for each in self.interventions}
        for last in reversed(self.interventions):
            if last.undoes is not None or last.id in undone:
                continue
            if last.moves:
                return self._intervention("return", list(self.moment), last.before, undoes=last.id)
            if last.what == "epochs" and last.before <= self.moment.epoch:
                raise UsageError(f"undo: the training is beyond epoch {last.before} already; finish ends it here")
            if last.sets and last.what != "velocity":
                return self._intervention(last.what, self._now(last.what), self._without(last), undoes=last.id)
        raise UsageError("undo: no change is left to take back in this trial")

    def _now(self, name: str) -> Any:
        return self.recipe.epochs if name == "epochs" else self.value(name)

    def _without(self, undone: Intervention) -> Any:
        """Return the value before the undone change; of a timetable, the rate that would apply now."""
        if undone.what != "learning_rate" or not isinstance(self.recipe.schedule, tuple):
            return undone.before
        gone = {undone.id, *(each.undoes for each in self.interventions)}
        changes = self.branches.changes(self.interventions, self.moment)
        recipe = with_changes(
            self.first_recipe, [each for each in changes if each.id not in gone and each.undoes is None]
        )
        return recipe.rate(self.moment.epoch)

    def _check_goes_on(self, change: Change) -> None:
        last = next((each for each in reversed(self.interventions) if each.moves or each.what in ENDINGS), None)
        if last is not None and not last.moves:
            raise UsageError(f"{change}: {last.what} ends this training; expected rollback, which takes that back")
        if self.diverged and str(change) != "pause":
            raise UsageError(f"{change}: the loss is not finite; expected rollback first, or give_up")

    def _check_finish(self) -> None:
        if self.diverged:
            raise UsageError("finish: the loss is not finite, there is nothing to keep; expected rollback or give_up")
        if not (self.moment.epoch or self.moment.step):
            raise UsageError("finish: nothing is trained yet; expected give_up, or an epoch first")

    def _check_velocity(self) -> None:
        if velocity_of(OPTIMIZERS[self.recipe.optimizer]) is None:
            raise UsageError(f"velocity=0: {self.recipe.optimizer}, this trial's optimizer, has none")
