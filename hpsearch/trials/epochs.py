"""Measurements of an epoch of a model, and the status of a model's trainer."""

from typing import Any

from hpsearch.records import Record, field


class EpochRecord(Record):
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


class BranchEpoch(Record):
    """An epoch of a branch: its record, further measurements, the hash of the state at its end, and its time.

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


class TrainerStatus(Record):
    """The status of the trainer, which stores it a few times a second.

    `state` is preparing, training, retraining, paused, between trials, or stopped; `verdict` judges the training, and
    `proposal` is a possible change, as written for `tell`. `epochs` is None if the training ends by itself.
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
