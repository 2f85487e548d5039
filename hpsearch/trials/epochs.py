"""What was measured in an epoch of a model, and what the trainer of a model is doing."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One row of history; `metrics` by name: train_loss, dev_loss, and error or rmse of both parts.

    `fold`, from 0, says on which view of the data the model trains.
    """

    repeat: int
    branch: int
    epoch: int
    learning_rate: float
    metrics: dict[str, float]
    gradient_norm: float
    fold: int = 0


@dataclass(frozen=True, slots=True)
class BranchEpoch:
    """An epoch of a branch: its record with all that was measured, the hash of all state at its end, what it took.

    `update_ratio` is ‖Δθ‖/‖θ‖ of its last step.
    """

    trial: int
    record: EpochRecord
    hash: str
    seconds: float
    update_ratio: float
    id: int = 0

    @property
    def place(self) -> tuple[int, int, int]:
        """Number of the trial, of the branch and of the epoch."""
        return self.trial, self.record.branch, self.record.epoch


@dataclass(frozen=True, slots=True)
class TrainerStatus:
    """What the trainer is doing; it stores this a few times a second.

    `state` is preparing, training, retraining, paused, between trials, or stopped; `verdict` says how it looks,
    and `proposal` what one might do, in the words of `tell`. `epochs` is None where the training ends by itself.
    """

    pid: int = 0
    state: str = "finished"
    trial: int = 0
    branch: int = 0
    epoch: int = 0
    epochs: int | None = 0
    step: int = 0
    steps_per_epoch: int = 0
    learning_rate: float | None = None
    gradient_norm: float | None = None
    update_ratio: float | None = None
    seconds_per_epoch: float | None = None
    seconds_left: float | None = None
    verdict: str = "healthy"
    advice: str = ""
    proposal: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    updated: float = 0.0
