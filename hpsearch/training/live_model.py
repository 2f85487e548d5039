"""The model that panda trains, which can be changed between two steps."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import nan
from time import perf_counter
from typing import Any

import numpy as np

from hpsearch.config.live import LIVE
from hpsearch.engine.arrays import Array
from hpsearch.training.changed_recipe import changed
from hpsearch.training.epochs import beginning, measure, metric_names, with_dead_units
from hpsearch.training.network_training import NetworkTraining
from hpsearch.training.objective import Plan
from hpsearch.training.progress import Epoch
from hpsearch.training.recipe import Recipe
from hpsearch.trials.interventions import Intervention
from hpsearch.trials.states import ModelState

MOVING = (*LIVE, "epochs", "schedule")
"""The fields of a recipe that can change during a training."""


@dataclass(frozen=True, slots=True)
class ModelSnapshot:
    """The state of a model at the end of an epoch, and the `values` of its recipe that can change."""

    state: ModelState
    values: dict[str, Any]

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model had trained."""
        return self.state.epoch

    def arrays(self) -> dict[str, Array]:
        """All arrays of the state by name, each of shape (P,)."""
        best = {} if self.state.best is None else {"best": self.state.best}
        return {"parameters": self.state.parameters, **self.state.optimizer, **best}

    def about(self) -> dict[str, Any]:
        """All values of the snapshot other than arrays, as JSON holds them."""
        state = self.state
        return {"epoch": state.epoch, "t": state.t, "best_epoch": state.best_epoch, "values": self.values}

    @classmethod
    def of(cls, arrays: dict[str, Array], about: dict[str, Any]) -> "ModelSnapshot":
        """The snapshot of `arrays`, (P,) each, and of all else, `about`."""
        optimizer = {name: array for name, array in arrays.items() if name not in ("parameters", "best")}
        epoch, t, best_epoch = about["epoch"], about["t"], about["best_epoch"]
        state = ModelState(epoch, t, arrays["parameters"], optimizer, best_epoch, arrays.get("best"))
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
    """A model after `epoch` whole epochs and `step` steps of the next one, about to take its next step."""

    def __init__(self, plan: Plan[Recipe], training: NetworkTraining) -> None:
        self.plan = plan
        self._training = training
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
    def classes(self) -> int:
        """Number of classes of the target; 0 for regression."""
        return self._training.training_set.classes

    @property
    def steps_per_epoch(self) -> int:
        """Number of steps that an epoch takes."""
        return self.cohort.steps_per_epoch

    @property
    def gradient_norm(self) -> float:
        """‖gradient‖ of the last step that was measured."""
        return float(self.cohort.norms[0])

    @property
    def recipe(self) -> Recipe:
        """The recipe with all changes so far."""
        return self.cohort.recipes[0]

    @property
    def diverged(self) -> bool:
        """Whether its loss was not finite at the end of the last epoch."""
        return bool(self.progress.epochs) and self.progress.epochs[-1].diverged

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
        self.cohort.change(0, changed(self.recipe, intervention))
        self.progress.recipe = self.recipe

    def ended(self, *, now: bool) -> Epoch | None:
        """Return the last epoch with its ending if the training ends here, which `now` forces; else None."""
        if self.step or not self.progress.epochs or self.diverged:
            return None
        last = now or self.epoch >= self.recipe.epochs
        ending = self.progress.ending(self.cohort.parameters, 0, last=last)
        epoch = replace(self.progress.epochs[-1], ending=ending)
        return None if ending is None else with_dead_units(self.cohort, epoch, 0)

    def snapshot(self) -> ModelSnapshot:
        """Return the state at the end of an epoch."""
        state = self.progress.paused(self.cohort.state(0))
        return ModelSnapshot(state, {name: getattr(self.recipe, name) for name in MOVING})

    def snapshot_of(self, arrays: dict[str, Array], about: dict[str, Any]) -> ModelSnapshot:
        """The snapshot that was kept as these arrays, (P,) each, and values."""
        return ModelSnapshot.of(arrays, about)

    def restore(self, snapshot: ModelSnapshot, epochs: Sequence[Epoch]) -> None:
        """Restore the state after `epochs`."""
        self._begin(replace(self.plan.recipe, **snapshot.values))
        self.cohort.restore([snapshot.state])
        self.progress.resume(epochs, snapshot.state)


def _ratio(theta: Array, before: Array) -> float:
    """The length of the step over that of the parameters, ‖Δθ‖/‖θ‖, both (1, P)."""
    norm = float(np.linalg.norm(before))
    np.subtract(theta, before, out=before)
    return float(np.linalg.norm(before)) / norm if norm else nan
