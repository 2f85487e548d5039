"""The model that panda trains, which can be changed between two steps."""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from math import nan
from time import perf_counter
from typing import Any

import numpy as np

from hpsearch.config.sections.live import LIVE
from hpsearch.engine.arrays import Array
from hpsearch.records import Record, replace
from hpsearch.training.live.network_recipe import LiveNetworkRecipe
from hpsearch.training.networks.epochs import beginning, measure, metric_names, with_dead_units
from hpsearch.training.networks.training import NetworkTraining
from hpsearch.training.objective import Plan
from hpsearch.training.progress import Ending, Epoch, has_diverged
from hpsearch.training.recipe import Recipe
from hpsearch.training.results import outcome_of
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.states import ModelState

MOVING = (*LIVE, "epochs", "schedule")
"""The fields of a recipe that can change during a training."""


class ModelSnapshot(Record):
    """The state of a model at the end of an epoch, and the `values` of its recipe that can change."""

    state: ModelState
    values: dict[str, Any]

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model had trained."""
        return self.state.epoch

    @property
    def can_be_restored(self) -> bool:
        """Always true: a snapshot holds the whole state."""
        return True

    def arrays(self) -> dict[str, Array]:
        """All arrays of the state by name, each of shape (P,)."""
        beside = {"best": self.state.best, "average": self.state.average}
        return {
            "parameters": self.state.parameters,
            **self.state.optimizer,
            **{name: array for name, array in beside.items() if array is not None},
        }

    def about(self) -> dict[str, Any]:
        """All values of the snapshot other than arrays, as JSON holds them."""
        state = self.state
        return {"epoch": state.epoch, "t": state.t, "best_epoch": state.best_epoch, "values": self.values}

    @classmethod
    def of(cls, arrays: dict[str, Array], about: dict[str, Any]) -> "ModelSnapshot":
        """Return the snapshot that was saved as `arrays`, (P,) each, and other values, `about`."""
        optimizer = {name: each for name, each in arrays.items() if name not in ("parameters", "best", "average")}
        epoch, t, best_epoch = about["epoch"], about["t"], about["best_epoch"]
        best, average = arrays.get("best"), arrays.get("average")
        state = ModelState(epoch, t, arrays["parameters"], optimizer, best_epoch, best, average)
        values = about["values"] | {"keep_prob": tuple(about["values"]["keep_prob"])}
        if isinstance(values["schedule"], list):
            values["schedule"] = tuple((epoch, rate) for epoch, rate in values["schedule"])
        return cls(state, values)

    def hash(self) -> str:
        """Return the hash of everything that the rest of the training depends on."""
        digest = sha256(json.dumps(self.about(), sort_keys=True).encode())
        for name, array in sorted(self.arrays().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


class LiveModel:
    """A network after `epoch` whole epochs and `step` steps of the next one."""

    def __init__(self, plan: Plan[Recipe], training: NetworkTraining) -> None:
        self.plan = plan
        self._training = training
        self.first_recipe = LiveNetworkRecipe(plan.recipe, training.training_set.classes)
        self.no_way_back = ""
        self.why_other_bits = "was it trained on another machine?"
        self.names = metric_names(training.training_set.task, training.metric)
        self.restart()

    def restart(self) -> None:
        """Start again from the initial parameters."""
        self._begin(self.plan.recipe)

    def _begin(self, recipe: Recipe) -> None:
        self.cohort = self._training.cohort([replace(self.plan, recipe=recipe)])
        (self.progress,) = beginning(self.cohort, self._training.metric)
        self._steps: Iterator[None] | None = None
        self.step = 0
        self.update_ratio = nan
        self._began = perf_counter()

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model has trained."""
        return self.cohort.epoch

    @property
    def epochs(self) -> Sequence[Epoch]:
        """The epochs that led to this model, the first one first."""
        return self.progress.epochs

    @property
    def steps_per_epoch(self) -> int:
        """Number of steps that an epoch takes."""
        return self.cohort.steps_per_epoch

    @property
    def gradient_norm(self) -> float:
        """‖gradient‖ of the last step that was measured."""
        return float(self.cohort.norms[0])

    @property
    def recipe(self) -> LiveNetworkRecipe:
        """The recipe with all changes so far."""
        return replace(self.first_recipe, recipe=self.cohort.recipes[0])

    def lost(self, metrics: dict[str, float]) -> str:
        """Return the loss if it is not finite; else empty."""
        return "the loss" if has_diverged(metrics) else ""

    def take_step(self, *, watching: bool) -> Epoch | None:
        """Take a step; return the epoch if it ended. With `watching`, measure the gradient and the size of the step."""
        if self._steps is None:
            self._steps, self.step, self._began = self.cohort.steps(), 0, perf_counter()
        last = self.step + 1 == self.cohort.steps_per_epoch
        self.cohort.watching = watching
        with np.errstate(all="ignore"):  # a diverging model is recognised by its loss
            before = self.cohort.network.theta.copy() if watching or last else None
            next(self._steps)
            if before is not None:
                self.update_ratio = _ratio(self.cohort.network.theta, before)
        self.step += 1
        if not last:
            return None
        self._steps, self.step = None, 0
        (epoch,) = measure(self.cohort, [0], self.names)
        self.progress.note(epoch, self.cohort.parameters, 0)
        return epoch

    @property
    def seconds(self) -> float:
        """Seconds of the present epoch so far, or of the last one if it is over."""
        return perf_counter() - self._began

    def take(self, intervention: Intervention) -> None:
        """Apply an intervention that sets a value."""
        if intervention.what == "velocity":
            self.cohort.descent.forget_velocity()
            return
        recipe = self.recipe.changed(intervention).recipe
        self.cohort.change(0, recipe)
        self.progress.recipe = recipe

    def ended(self, *, now: bool) -> Epoch | None:
        """Return the last epoch with its ending if the training ends here, which `now` forces; else None."""
        if self.step or not self.progress.epochs or self.progress.epochs[-1].diverged:
            return None
        last = now or self.epoch >= self.recipe.epochs
        ending = self.progress.ending(self.cohort.parameters, 0, last=last)
        epoch = replace(self.progress.epochs[-1], ending=ending)
        return None if ending is None else with_dead_units(self.cohort, epoch, 0)

    def ending_with(self, epoch: Epoch, go_back: Callable[[], None]) -> Ending | None:  # noqa: ARG002 (it is measured)
        """Return the ending with the parameters of an earlier epoch."""
        go_back()
        found = self.ended(now=True)
        return None if found is None else found.ending

    def outcome(self, history: Sequence[Epoch], ending: Ending | None, seconds: float, remark: str) -> Outcome:
        """Return the outcome of the trial from its epochs."""
        return outcome_of(self.plan, history, ending, self._training.ranking, seconds, remark)

    def snapshot(self) -> ModelSnapshot:
        """Return the state at the end of an epoch."""
        state = self.progress.paused(self.cohort.state(0))
        return ModelSnapshot(state, {name: getattr(self.cohort.recipes[0], name) for name in MOVING})

    def snapshot_of(self, arrays: dict[str, Array], about: dict[str, Any]) -> ModelSnapshot:
        """Return the snapshot that was saved as these arrays, (P,) each, and values."""
        return ModelSnapshot.of(arrays, about)

    def restore(self, snapshot: ModelSnapshot, epochs: Sequence[Epoch]) -> None:
        """Restore the state after `epochs`."""
        self._begin(replace(self.plan.recipe, **snapshot.values))
        self.cohort.restore([snapshot.state])
        self.progress.resume(epochs, snapshot.state)


def _ratio(theta: Array, before: Array) -> float:
    """Return ‖Δθ‖/‖θ‖, the length of the step relative to that of the parameters; both (1, P)."""
    norm = float(np.linalg.norm(before))
    np.subtract(theta, before, out=before)
    return float(np.linalg.norm(before)) / norm if norm else nan
