"""Turn a change into an intervention in the present situation of a training, or refuse it with a reason."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from hpsearch.errors import UsageError
from hpsearch.records import Record, replace
from hpsearch.training.live.recipe import LiveRecipe, with_changes
from hpsearch.trials.interventions import ENDINGS, Branches, Intervention, Moment
from hpsearch.trials.requests import Change, Counted, Note, Plain, Set, Unreadable


class Situation(Record):
    """The situation of a trial's training, with all its `interventions` in order.

    The training began with `first_recipe` and has `recipe` now. `no_way_back` says why it cannot go back to an epoch
    other than its beginning; empty if it can. `lost` names what is not finite now, such as "the loss"; empty if nothing
    is. `lost_at` returns the same for an epoch, given as (branch, epoch).
    """

    trial: int
    moment: Moment
    first_recipe: LiveRecipe
    recipe: LiveRecipe
    interventions: Sequence[Intervention]
    branches: Branches
    no_way_back: str = ""
    lost: str = ""
    lost_at: Callable[[tuple[int, int]], str] = lambda _epoch: ""

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
        lost = self.lost
        if each.moves:
            lost = "" if moment.step else self.lost_at(target)
        return replace(self, moment=moment, recipe=recipe, interventions=interventions, branches=branches, lost=lost)

    def value(self, name: str) -> Any:
        """Return the present value of a hyperparameter that can be changed, as a config states it."""
        return self.values()[name]

    def values(self) -> dict[str, Any]:
        """Return the hyperparameters that can be changed in this training, with their present values."""
        return self.recipe.values(self.moment.epoch)

    def _intervention(self, what: str, before: Any = None, after: Any = None, **more: Any) -> Intervention:
        return Intervention(self.trial, self.moment, what, before, after, **more)

    def _setting(self, change: Set) -> Intervention:
        name = change.name
        if reason := self.recipe.refusal(name):
            raise UsageError(f"{change}: {reason}")
        before = self.value(name)
        after = change.value if change.factor is None else _multiplied(change, before)
        try:
            return self._intervention(name, before, self.recipe.checked(name, after))
        except ValueError as error:
            raise UsageError(f"{change}: {error}") from None

    def _counted(self, change: Counted) -> Intervention:
        if change.word == "rollback":
            return self._rollback(change.epochs)
        self._check_goes_on(change)
        if change.word == "extend":
            planned = self.recipe.epochs
            if planned is None:
                raise UsageError(f"{change}: no number of epochs is planned, the training ends by itself")
            return self._intervention("epochs", planned, planned + change.epochs)
        return self._intervention(change.word, None, self.moment.epoch + change.epochs)

    def _rollback(self, epochs: int) -> Intervention:
        done = self.moment.epoch
        target = epochs if epochs >= 0 else done + epochs
        if not 0 <= target <= done:
            has = f"branch {self.moment.branch} has {done} whole epochs"
            raise UsageError(f"rollback={epochs}: {has}; expected 0 to {done}, or so many back")
        self._check_way_back(f"rollback={epochs}", target)
        return self._intervention("rollback", list(self.moment), [len(self.branches), target, 0])

    def _undoing(self) -> Intervention:
        undone = {each.undoes for each in self.interventions}
        for last in reversed(self.interventions):
            if last.undoes is not None or last.id in undone:
                continue
            if last.moves:
                self._check_way_back("undo", last.before[1])
                return self._intervention("return", list(self.moment), last.before, undoes=last.id)
            if last.what == "epochs":
                if last.before <= self.moment.epoch:
                    raise UsageError(f"undo: the training is beyond epoch {last.before} already; finish ends it here")
                return self._intervention("epochs", self.recipe.epochs, last.before, undoes=last.id)
            if last.sets and last.what != "velocity":
                return self._intervention(last.what, self.value(last.what), self._without(last), undoes=last.id)
        raise UsageError("undo: no change is left to take back in this trial")

    def _without(self, undone: Intervention) -> Any:
        """Return the value that a hyperparameter would have now without the undone change."""
        gone = {undone.id, *(each.undoes for each in self.interventions)}
        changes = self.branches.changes(self.interventions, self.moment)
        kept = [each for each in changes if each.id not in gone and each.undoes is None]
        return with_changes(self.first_recipe, kept).values(self.moment.epoch)[undone.what]

    def _check_way_back(self, change: str, epoch: int) -> None:
        """Raise UsageError for an epoch to which the training cannot go back; it can always begin again."""
        if epoch and self.no_way_back:
            raise UsageError(f"{change}: {self.no_way_back}")

    def _check_goes_on(self, change: Change) -> None:
        last = next((each for each in reversed(self.interventions) if each.moves or each.what in ENDINGS), None)
        if last is not None and not last.moves:
            raise UsageError(f"{change}: {last.what} ends this training; expected rollback, which takes that back")
        if self.lost and str(change) != "pause":
            raise UsageError(f"{change}: {self.lost} is not finite; expected rollback first, or give_up")

    def _check_finish(self) -> None:
        if self.lost:
            raise UsageError(
                f"finish: {self.lost} is not finite, there is nothing to keep; expected rollback or give_up"
            )
        if not (self.moment.epoch or self.moment.step):
            raise UsageError("finish: nothing is trained yet; expected give_up, or an epoch first")

    def _check_velocity(self) -> None:
        if reason := self.recipe.refusal("velocity"):
            raise UsageError(f"velocity=0: {reason}")


def _multiplied(change: Set, before: Any) -> Any:
    """The value before a change, or each number of it, times the factor. Raises UsageError if it has no multiple."""
    name, factor = change.name, change.factor or 0.0
    numbers = before if isinstance(before, list) else [before]
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in numbers) or before == 0:
        stated = "none" if before is None else "0" if before == 0 else json.dumps(before)
        raise UsageError(f"{change}: {name} is {stated} now, which cannot be multiplied; expected a value")
    return [one * factor for one in before] if isinstance(before, list) else before * factor
