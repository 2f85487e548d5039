"""Whom the engine is measured against, and the engine itself, all behind one method."""

from typing import Protocol


class Contestant(Protocol):
    """Trains `models` models through one epoch at a call, shuffling and all else included."""

    models: int

    def train_epoch(self) -> None:
        """Shuffle, and take a step on every batch."""
