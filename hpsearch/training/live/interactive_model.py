"""A model that panda trains step by step, changes while it trains, and takes back to an earlier epoch.

`LiveModel` is that of the network engine; other training code has its own class.
"""

from typing import TYPE_CHECKING, Any, Protocol

from hpsearch.trials.interventions import Intervention

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpsearch.engine.arrays import Array
    from hpsearch.training.live.recipe import LiveRecipe
    from hpsearch.training.progress import Ending, Epoch
    from hpsearch.trials.outcomes import Outcome


class InteractiveSnapshot(Protocol):
    """The state of a model at the end of an epoch: what a checkpoint keeps."""

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model had trained."""

    @property
    def can_be_restored(self) -> bool:
        """Whether training can continue from it."""

    def arrays(self) -> "dict[str, Array]":
        """All arrays of the state by name."""

    def about(self) -> dict[str, Any]:
        """All values of the snapshot other than arrays, as JSON holds them."""

    def hash(self) -> str:
        """The hash of everything that the rest of the training depends on."""


class InteractiveModel(Protocol):
    """A model after `epoch` whole epochs and `step` steps of the next one."""

    step: int
    update_ratio: float
    """‖Δθ‖/‖θ‖ of the last measured step; NaN before the first."""

    @property
    def epoch(self) -> int:
        """Number of whole epochs that the model has trained."""

    @property
    def epochs(self) -> "Sequence[Epoch]":
        """The epochs that led to this model, the first one first."""

    @property
    def first_recipe(self) -> "LiveRecipe":
        """The recipe that the training began with."""

    @property
    def recipe(self) -> "LiveRecipe":
        """The recipe with all changes so far."""

    @property
    def no_way_back(self) -> str:
        """Why the model cannot go back to an earlier epoch other than its beginning; empty if it can."""

    @property
    def why_other_bits(self) -> str:
        """A question that names a possible reason if an epoch trained again has other bits."""

    @property
    def steps_per_epoch(self) -> int:
        """Number of steps that an epoch takes."""

    @property
    def gradient_norm(self) -> float:
        """‖gradient‖ of the last step that was measured."""

    @property
    def seconds(self) -> float:
        """Seconds of the present epoch so far, or of the last one if it is over."""

    def lost(self, metrics: dict[str, float]) -> str:
        """Return what is not finite at the end of an epoch with these metrics; empty if the model has not diverged."""

    def take_step(self, *, watching: bool) -> "Epoch | None":
        """Take a step; return the epoch if it ended. With `watching`, measure the gradient and the size of the step."""

    def take(self, intervention: Intervention) -> None:
        """Apply an intervention that sets a value."""

    def ended(self, *, now: bool) -> "Epoch | None":
        """Return the last epoch with its ending if the training ends here, which `now` forces; else None."""

    def ending_with(self, epoch: "Epoch", go_back: "Callable[[], None]") -> "Ending | None":
        """Return the ending of a training whose result is an earlier epoch; `go_back` restores the model to it."""

    def outcome(self, history: "Sequence[Epoch]", ending: "Ending | None", seconds: float, remark: str) -> "Outcome":
        """Return the outcome of a trial from its epochs; without an `ending` the trial was stopped."""

    def restart(self) -> None:
        """Start again from the initial parameters."""

    def snapshot(self) -> InteractiveSnapshot:
        """Return the state at the end of an epoch."""

    def snapshot_of(self, arrays: "dict[str, Array]", about: dict[str, Any]) -> InteractiveSnapshot:
        """Return the snapshot that was saved as these arrays and values."""

    def restore(self, snapshot: Any, epochs: "Sequence[Epoch]") -> None:
        """Restore the state of a snapshot of this model, taken after `epochs`."""
