"""A model that panda trains step by step, changes on the way, and takes back to an earlier epoch.

The network engine's is `LiveModel`; training code of another kind gives panda one of its own.
"""

from typing import TYPE_CHECKING, Any, Protocol

from hpsearch.trials.interventions import Intervention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpsearch.engine.arrays import Array
    from hpsearch.training.objective import Plan
    from hpsearch.training.progress import Epoch


class InteractiveSnapshot(Protocol):
    """The state of a model at the end of an epoch: what a checkpoint keeps."""

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model had trained."""

    def arrays(self) -> "dict[str, Array]":
        """All arrays of the state by name."""

    def about(self) -> dict[str, Any]:
        """All values of the snapshot other than arrays, as JSON holds them."""

    def hash(self) -> str:
        """The hash of everything that the rest of the training depends on."""


class InteractiveModel(Protocol):
    """A model after `epoch` whole epochs and `step` steps of the next one, about to take its next step."""

    plan: "Plan[Any]"
    step: int
    update_ratio: float
    """‖Δθ‖/‖θ‖ of the last step that was measured; NaN before."""

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model has trained."""

    @property
    def epochs(self) -> "Sequence[Epoch]":
        """The epochs that led to this model, the first one first."""

    @property
    def recipe(self) -> Any:
        """The recipe with all changes so far."""

    @property
    def classes(self) -> int:
        """Number of classes of the target; 0 for regression."""

    @property
    def steps_per_epoch(self) -> int:
        """Number of steps that an epoch takes."""

    @property
    def gradient_norm(self) -> float:
        """‖gradient‖ of the last step that was measured."""

    @property
    def seconds(self) -> float:
        """Seconds of the present epoch so far, or of the last one if it is over."""

    @property
    def diverged(self) -> bool:
        """Whether the loss was not finite at the end of the last epoch."""

    def take_step(self, *, watching: bool) -> "Epoch | None":
        """Take a step; return the epoch if it ended. With `watching`, measure the gradient and the size of the step."""

    def take(self, intervention: Intervention) -> None:
        """Apply an intervention that sets a value."""

    def ended(self, *, now: bool) -> "Epoch | None":
        """Return the last epoch with its ending if the training ends here, which `now` forces; else None."""

    def restart(self) -> None:
        """Start again from the initial parameters."""

    def snapshot(self) -> InteractiveSnapshot:
        """Return the state at the end of an epoch."""

    def snapshot_of(self, arrays: "dict[str, Array]", about: dict[str, Any]) -> InteractiveSnapshot:
        """The snapshot that was kept as these arrays and values."""

    def restore(self, snapshot: Any, epochs: "Sequence[Epoch]") -> None:
        """Restore the state of a snapshot of this model, which is that after `epochs`."""
